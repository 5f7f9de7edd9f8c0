"""Telling open pages that something has changed; they fetch it through their own rights."""

import json

from django.db import connection


def hint(company_id: int, kind: str, **ids: int | str) -> None:
    """Send a hint to everybody of a company when the transaction commits, and not if it does not.

    `kind` names the browsers' event `live:<kind>`; `membership=` restricts it to one person. Ids only.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT live_hint(%s, %s, %s)", [company_id, kind, json.dumps(ids)])
