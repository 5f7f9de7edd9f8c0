"""The page of a customer put together: files with links, and the timeline in sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anliegen.accounts.actor import Actor
from anliegen.agent.links import file_url
from anliegen.agent.words import status_word
from anliegen.conversation.record import FileLine, Happenings, RecordLine
from anliegen.mail.plain import plain_text

_EXCERPT = 140


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of the record with its address."""

    public_id: str
    name: str
    size: int
    kind: str
    url: str
    at: datetime
    number: int | None
    is_visible: bool
    opens_inline: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the timeline: a symbol, a sentence, words of a message, the ticket it leads to."""

    symbol: str
    text: str
    excerpt: str
    number: int | None
    at: datetime
    is_visible: bool


def record_context(actor: Actor, happened: Happenings) -> dict[str, Any]:
    """Return what the page shows of tickets, files and timeline."""
    return {
        "happened": happened,
        "files": [shown_file(actor, file) for file in happened.files],
        "lines": [shown_line(line) for line in happened.lines],
    }


def shown_file(actor: Actor, file: FileLine) -> ShownFile:
    """Return a file with its link for the actor."""
    ready = file.preview == "ready" and file.kind == "image"
    variant = "view" if ready else "original"
    return ShownFile(
        file.public_id,
        file.name,
        file.size,
        file.kind,
        file_url(actor, file, variant),
        file.at,
        file.number,
        file.is_visible,
        ready or file.kind == "pdf",
    )


def shown_line(line: RecordLine) -> ShownLine:
    """Return a line of the timeline as a sentence."""
    who = line.actor_name or line.author_name or _("System")
    other = line.other_name or _("(no longer kept)")
    values = {"who": who, "number": line.number or "–", "other": other, "file": line.file_name}
    symbol, sentence = _of_ticket(line) or _of_record(line)
    excerpt = " ".join(plain_text(line.html).split()) if line.verb in {"message", "note"} else line.subject
    if len(excerpt) > _EXCERPT:
        excerpt = excerpt[:_EXCERPT].rstrip() + " …"
    return ShownLine(symbol, sentence % values, excerpt, line.number, line.at, line.is_visible)


def _of_ticket(line: RecordLine) -> tuple[str, str] | None:
    if line.verb == "status":
        words = {"old": status_word(line.before), "new": status_word(line.after)}
        sentence = _("%(who)s: ticket #%(number)s %(old)s → %(new)s")
        for key, word in words.items():
            sentence = sentence.replace(f"%({key})s", word.replace("%", "%%"))
        return f"status-{line.after}" if line.after != "in_progress" else "status-open", sentence
    return {
        "opened": ("plus", _("Ticket #%(number)s was opened")),
        "message": ("mail", _("%(who)s wrote in ticket #%(number)s")),
        "note": ("lock", _("%(who)s noted in ticket #%(number)s")),
        "portal": (
            ("eye", _("%(who)s released ticket #%(number)s to the portal"))
            if line.after
            else ("eye-off", _("%(who)s took ticket #%(number)s out of the portal"))
        ),
        "file": (
            ("paperclip", _("%(file)s came with ticket #%(number)s"))
            if line.number
            else ("paperclip", _("%(who)s filed %(file)s"))
        ),
    }.get(line.verb)


def _of_record(line: RecordLine) -> tuple[str, str]:
    sentences = {
        "created": ("user-plus", _("%(who)s created the customer")),
        "imported": ("upload", _("%(who)s imported the customer")),
        "import-changed": ("upload", _("%(who)s changed the customer by an import")),
        "master-data": ("pencil", _("%(who)s changed the master data")),
        "archived": ("archive", _("%(who)s archived the customer")),
        "unarchived": ("archive", _("%(who)s took the customer back from the archive")),
        "contact-added": ("user-plus", _("%(who)s added the contact %(other)s")),
        "contact-changed": ("pencil", _("%(who)s changed the contact %(other)s")),
        "contact-removed": ("trash-2", _("%(who)s removed the contact %(other)s")),
        "contact-back": ("undo-2", _("%(who)s put the contact %(other)s back")),
        "portal-back": ("undo-2", _("%(who)s gave %(other)s the access back")),
        "portal-invited": ("mail", _("%(who)s invited %(other)s to the portal")),
        "portal-withdrawn": ("lock", _("%(who)s withdrew the access of %(other)s")),
        "customer-note": ("text-quote", _("%(who)s wrote a note")),
        "note-changed": ("pencil", _("%(who)s changed a note")),
        "note-removed": ("trash-2", _("%(who)s removed a note")),
        "note-back": ("undo-2", _("%(who)s put a note back")),
        "file-renamed": ("pencil", _("%(who)s renamed a document to %(file)s")),
        "file-removed": ("trash-2", _("%(who)s removed the document %(file)s")),
        "file-back": ("undo-2", _("%(who)s put the document %(file)s back")),
        "merged": ("merge", _("%(who)s merged %(other)s into this customer")),
        "merge-undone": ("undo-2", _("%(who)s separated %(other)s again")),
    }
    if line.verb == "portal-sharing":
        shares, apart = (
            _("%(who)s let the contacts see each other's requests"),
            _("%(who)s: contacts see only their own"),
        )
        return "users", shares if line.after else apart
    return sentences.get(line.verb, ("history", "%(who)s"))
