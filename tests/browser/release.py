"""What the worker does when the time of held replies has passed; run in a process of its own."""

import django

django.setup()

from anliegen.conversation.actions.release import sweep_held  # noqa: E402  (settings first)

sweep_held()
