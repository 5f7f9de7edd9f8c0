"""Migrates the database that the environment names and collects static files; run in a process of its own."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anliegen.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (settings first)

from anliegen.ops.database import migrate  # noqa: E402

migrate()
call_command("collectstatic", interactive=False, verbosity=0)
