"""The one door to canned texts: what the company has, for its settings and for whoever writes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Left

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError
from anliegen.common.text import fold
from anliegen.conversation.models import Snippet
from anliegen.conversation.sanitise import clean_html, current, from_plain, plain

MOST = 200
_BEGINNING = 400


@dataclass(frozen=True, slots=True)
class Listed:
    """A canned text as the settings list it; `begins` are its first words."""

    id: int
    title: str
    begins: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """A canned text as it is inserted."""

    title: str
    html: str


def listed_snippets(actor: Actor) -> list[Listed]:
    """Return the company's canned texts by title. One statement. Raises ForbiddenError."""
    demand(actor, "snippet.manage")
    rows = (
        _present(actor).defer("html").select_related("created_by__user", "changed_by__user")
        .annotate(beginning=Left("html", _BEGINNING))
    )  # fmt: skip
    found = [
        Listed(
            id=s.pk,
            title=s.title,
            begins=plain(_whole_tags(s.beginning)),
            by=(s.changed_by or s.created_by).user.name,
            at=s.changed_at or s.created_at,
        )
        for s in rows[:MOST]
    ]
    return sorted(found, key=lambda s: fold(s.title))


def snippet_texts(actor: Actor) -> list[Text]:
    """Return what can be inserted, by title. One statement. Raises ForbiddenError."""
    demand(actor, "ticket.reply")
    rows = _present(actor).values_list("title", "html", "allow_list")[:MOST]
    found = [Text(title, current(html, version)) for title, html, version in rows]
    return sorted(found, key=lambda text: fold(text.title))


def snippet_for(actor: Actor, snippet_id: int, *, removed: bool = False, locked: bool = False) -> Snippet:
    """Return one to be changed; `removed` finds one that was removed as well.

    `locked` waits for whoever changes it at this moment, and returns the row as it is then.

    Raises NotFoundError, ForbiddenError.
    """
    rows = Snippet.objects.filter(company_id=actor.company_id) if removed else _present(actor)
    rows = rows.select_for_update() if locked else rows
    found = rows.filter(pk=snippet_id).first()
    if found is None:
        raise NotFoundError
    demand(actor, "snippet.manage")
    return found


def html_of(snippet: Snippet) -> str:
    """Return the text of a stored one as the present allow-list has it."""
    return current(snippet.html, snippet.allow_list)


def as_typed(html: str) -> tuple[str, bool]:
    """Return a text for a plain text field, and whether it is HTML: where nothing else tells it wholly."""
    paragraphs = html.replace("</p><p>", "\n\n").replace("<br>", "\n")
    words = "\n".join(plain(line) for line in paragraphs.split("\n"))
    return (words, False) if clean_html(from_plain(words)).html == html else (html, True)


def _present(actor: Actor) -> QuerySet[Snippet]:
    return Snippet.objects.filter(company_id=actor.company_id, removed_at=None)


def _whole_tags(beginning: str) -> str:
    """Return HTML that was cut off without the tag that the cut went through."""
    at = beginning.rfind("<")
    return beginning[:at] if at > beginning.rfind(">") else beginning
