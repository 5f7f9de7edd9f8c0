"""`anliegen doctor`: is everything as it has to be, and if not, what is to be done."""

import argparse

from anliegen.ops import environment


def run(arguments: argparse.Namespace) -> int:
    """Check the installation; returns 1 when something is wrong."""
    data = environment.data_folder()
    with environment.database(data, beside=True) as found:
        environment.use(environment.settings(data, found.variables))
        from anliegen.ops import checks

        if arguments.fix_counts:
            checks.recount()
        findings = checks.all_findings(found.is_at_work)
    for finding in findings:
        print(f"{'in Ordnung' if finding.is_good else 'FEHLER    '}  {finding.what}")
        if not finding.is_good:
            print(f"            {finding.advice}")
    return 0 if all(f.is_good for f in findings) else 1
