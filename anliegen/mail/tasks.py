"""Work of this package that happens in the worker. Arguments are ids."""

from django.db import connection

from anliegen.common.jobs import enqueue, work
from anliegen.mail.sending import attempt

MOST_AT_ONCE = 500


@work("mail.send")
def send(company_id: int, mail_id: int) -> None:
    """Try to send one mail; a failed try puts the next one into the queue itself."""
    attempt(company_id, mail_id)


@work("mail.sweep", every="* * * * *")
def sweep(timestamp: int) -> None:
    """Take up what is overdue: a worker has died while it was sending, or its jobs were lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT company, mail FROM mail_overdue(%s)", [MOST_AT_ONCE])
        overdue = cursor.fetchall()
    for company_id, mail_id in overdue:
        enqueue("mail.send", company_id=company_id, mail_id=mail_id)
