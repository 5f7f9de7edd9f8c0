"""Loading the demo into an empty database."""

import argparse

from anliegen.ops import environment


def run(arguments: argparse.Namespace) -> None:
    """Load the demo companies. Refused on a database with companies."""
    data = environment.data_folder()
    with environment.database(data, beside=True) as found:
        environment.use(environment.settings(data, found.variables))
        from anliegen.ops.demo.load import load

        load()
