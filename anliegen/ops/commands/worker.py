"""The background worker: takes jobs from the database, two at a time."""

import argparse
import os

import django

from anliegen.ops.problem import Problem


def run(arguments: argparse.Namespace) -> None:
    """Work until told to stop; a job under way is finished first."""
    if not os.environ.get("ANLIEGEN_APP_URL"):
        raise Problem("ANLIEGEN_APP_URL fehlt. „anliegen run“ setzt sie selbst.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anliegen.config.settings")
    os.environ["ANLIEGEN_POOL"] = "0"
    if os.environ.get("ANLIEGEN_STATEMENT_SECONDS") != "0":
        os.environ["ANLIEGEN_STATEMENT_SECONDS"] = "600"
    django.setup()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        # Looks for what is due every second: a held reply is released on time.
        worker.run_worker(
            concurrency=2,
            fetch_job_polling_interval=1.0,
            shutdown_graceful_timeout=10,
            install_signal_handlers=True,
        )
