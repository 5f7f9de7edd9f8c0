"""What `doctor` looks at beside the database: files and their origin, room, background work, mail."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from anliegen.common import files
from anliegen.common.decoder import knows_calls
from anliegen.common.decoding import decode


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what to do when it is not good."""

    what: str
    is_good: bool
    advice: str = ""


_WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"
_WAITING = """
SELECT count(*) FROM procrastinate_jobs
 WHERE status = 'todo' AND coalesce(scheduled_at, now()) < now() - interval '15 minutes'
   AND EXISTS (SELECT 1 FROM procrastinate_events e WHERE e.job_id = procrastinate_jobs.id
                AND e.at < now() - interval '15 minutes')
"""
# The smallest GIF there is.
_PICTURE = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
_CONTENTS = "SELECT DISTINCT company_id, sha256 FROM conversation_attachment"


def surroundings(is_at_work: bool) -> list[Finding]:
    """Look at everything that the database does not hold. `is_at_work`: the worker should be running."""
    return [*_storage(), _origin(), _decoding(), _space(), *_work(is_at_work), _mail()]


def _storage() -> list[Finding]:
    folder = Path(settings.FILES)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".schreibprobe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as failure:
        where = f"Ablage der Dateien: {failure.strerror}"
        return [Finding(where, False, f"Das Konto des Dienstes muss in „{folder}“ schreiben dürfen.")]
    missing = _missing()
    what = "Ablage der Dateien" + (f": {missing} fehlen" if missing else "")
    return [Finding(what, not missing, f"Die fehlenden Dateien aus der Sicherung nach „{folder}“ legen.")]


def _missing() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_CONTENTS)
        return sum(not files.exists(company, sha256) for company, sha256 in cursor)


def _origin() -> Finding:
    if settings.FILES_HOST:
        return Finding(f"Ursprung der Dateien: {settings.FILES_HOST}, getrennt von den Seiten", True)
    recommended = "; empfohlen: ANLIEGEN_FILES_HOST, siehe docs/betrieb/reverse-proxy.md"
    return Finding(
        "Ursprung der Dateien: nicht von den Seiten getrennt" + (recommended if settings.BEHIND_TLS else ""),
        True,
    )


def _decoding() -> Finding:
    what = "Vorschauen: Bilder und PDF werden abgeschottet gelesen"
    if not knows_calls():
        what += " (ohne Filter der Systemaufrufe, den es nur unter Linux auf x86_64 und aarch64 gibt)"
    advice = (
        "Der Kernel muss Filter der Systemaufrufe (seccomp) erlauben; bis dahin entstehen keine Vorschauen."
    )
    return Finding(what, decode("image", _PICTURE) is not None, advice)


def _space() -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    return Finding(f"Speicherplatz: {free // 1_000_000} MB frei", free > 500_000_000, "Platz schaffen.")


def _work(is_at_work: bool) -> list[Finding]:
    if not is_at_work:
        return [Finding("Hintergrundarbeit (die Installation ist angehalten)", True)]
    start = "„anliegen worker“ starten und im Protokoll nachsehen, warum die Hintergrundarbeit fehlt."
    return [
        Finding("Hintergrundarbeit", _count(_WORKERS) > 0, start),
        Finding("Wartende Aufgaben", _count(_WAITING) == 0, start),
    ]


def _mail() -> Finding:
    return Finding(
        "E-Mail-Versand" + ("" if settings.EMAIL_HOST else " (kein Server: Ablage in DATA/mail)"), True
    )


def _count(sql: str) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        (number,) = cursor.fetchone() or (0,)
    return int(number)
