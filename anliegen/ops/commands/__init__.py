"""One module per command of `anliegen`, each with `run(arguments)`."""
