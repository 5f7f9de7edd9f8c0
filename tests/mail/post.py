"""What tests of mails do again and again: the worker's part, in the test's own transaction."""

import json

from django.db import connection

from anliegen.mail.tasks import send


def deliver() -> None:
    """Do every job that sends a mail, as the worker would after the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'mail.send' ORDER BY id")
        jobs = [json.loads(args) for (args,) in cursor.fetchall()]
    for job in jobs:
        send(**job)
