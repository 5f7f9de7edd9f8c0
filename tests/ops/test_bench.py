"""The scratch data of the bench is what the product itself would have written."""

import os
import subprocess
import sys

from django.db import connections

from anliegen.ops.bench.cast import BUSY_CUSTOMER
from anliegen.ops.bench.fill import fill
from anliegen.ops.checks import all_findings, recount
from tests import database
from tests.conftest import plugin_unblocked


def faults() -> list[str]:
    """What doctor finds in the data; what it says of the machine and the worker is not meant."""
    looked_at = {"Rechte der Anwendung", "Trennung der Firmen", "Kette des Verlaufs"}
    looked_at |= {"Zähler der Listen", "Zähler der Tage", "Listen der Kategorien"}
    found = {finding.what: finding.is_good for finding in all_findings(False)}
    assert looked_at <= set(found)
    return [what for what in found if what in looked_at and not found[what]]


def floor_of(scratch: database.Scratch) -> str:
    """Return what the floor answers, asked as its server asks it, in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-c", "from anliegen.ops.bench import floor; print(*floor.page({}, print))"],
        env={**os.environ, **database.environment(scratch), "DATA": os.environ["DATA"]},
        check=False,
        capture_output=True,
        text=True,
    )
    assert not said.returncode, said.stderr
    assert said.stdout.startswith("200 OK")
    return said.stdout


def test_what_is_filled_in_is_sound(untouched: database.Scratch) -> None:
    copied = database.copy(untouched, f"bench_{os.getpid()}")
    with plugin_unblocked():
        settings = connections["owner"].settings_dict
        before = settings["NAME"]
        connections["owner"].close()
        settings["NAME"] = copied.name
        try:
            fill(copied.owner, 1200)
            assert not faults()
            with connections["owner"].cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM tickets_side s JOIN customers_customer c ON c.id = s.customer_id"
                    " WHERE c.public_id = %s",
                    [BUSY_CUSTOMER],
                )
                assert cursor.fetchone()[0] > 50
                cursor.execute("UPDATE tickets_side_category SET status = 'x' WHERE id % 7 = 0")
            assert faults() == ["Listen der Kategorien"]
            recount()
            assert not faults()
            assert floor_of(copied).count("<tr") == 50
        finally:
            connections["owner"].close()
            settings["NAME"] = before
            database.drop(copied)
