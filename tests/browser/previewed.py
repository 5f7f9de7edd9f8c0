"""What the worker does with files that wait for their pictures; run in a process of its own."""

import django

django.setup()

from django.db import connections  # noqa: E402  (settings first)

from anliegen.conversation.previews import make_preview  # noqa: E402

with connections["owner"].cursor() as cursor:
    cursor.execute("SELECT company_id, id FROM conversation_attachment WHERE preview = 'pending'")
    waiting = cursor.fetchall()
for company, attachment in waiting:
    make_preview(company, attachment)
