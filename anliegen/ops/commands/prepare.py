"""What `run` does before it starts the servers, in a process of its own so that its memory is given back."""

import argparse
import os
import sys
from pathlib import Path

import django


def run(arguments: argparse.Namespace) -> None:
    """Migrate, collect static files and load the demo, each only if there is something to do."""
    os.environ["ANLIEGEN_POOL"] = "0"
    django.setup()
    from anliegen.ops.database import migrate, pending
    from anliegen.ops.prepared import note
    from anliegen.ops.static import collect

    if pending():
        print("Die Datenbank wird auf den neuesten Stand gebracht …", flush=True)
        migrate()
    collect()
    if not arguments.no_demo:
        from anliegen.ops.demo.load import is_wanted, load

        if is_wanted():
            print("Die Demo-Firmen werden angelegt …", flush=True)
            load()
    note(Path(os.environ["DATA"]), os.environ["ANLIEGEN_OWNER_URL"])


def main() -> int:
    """Run with the arguments of the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-demo", action="store_true")
    run(parser.parse_args())
    return 0


if __name__ == "__main__":
    sys.exit(main())
