"""Bringing the schema up to date."""

import argparse

from anliegen.ops import environment


def run(arguments: argparse.Namespace) -> None:
    """Migrate the embedded or the given database."""
    data = environment.data_folder()
    with environment.database(data, beside=True) as found:
        environment.use(environment.settings(data, found.variables))
        from anliegen.ops.database import migrate

        migrate(verbosity=1)
