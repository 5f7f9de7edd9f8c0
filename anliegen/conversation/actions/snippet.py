"""Managing the company's canned texts."""

from django.db import IntegrityError, transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Company
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError, StaleError
from anliegen.common.text import line
from anliegen.conversation.models import Snippet
from anliegen.conversation.models.snippet import LONGEST_TEXT, LONGEST_TITLE
from anliegen.conversation.sanitise import VERSION, clean_html, is_empty
from anliegen.conversation.snippets import MOST, snippet_for


@transaction.atomic
def create_snippet(*, actor: Actor, title: str, html: str) -> Snippet:
    """Add a canned text. Raises ForbiddenError, RefusedError (title, body, too many)."""
    demand(actor, "snippet.manage")
    _demand_room(actor)
    snippet = Snippet(company_id=actor.company_id, created_by_id=actor.membership_id, created_at=now())
    _store(snippet, title, html)
    audit.note(actor, "snippet-added", snippet.pk, None, {"title": snippet.title})
    return snippet


@transaction.atomic
def change_snippet(*, actor: Actor, snippet_id: int, title: str, html: str, version: int) -> Snippet:
    """Change title and text.

    Raises NotFoundError, ForbiddenError, RefusedError, StaleError when somebody else was faster.
    """
    snippet = snippet_for(actor, snippet_id, locked=True)
    if snippet.version != version:
        raise StaleError("Somebody else has changed this text. Please compare and save again.", "form")
    before = snippet.title
    snippet.version += 1
    snippet.changed_by_id, snippet.changed_at = actor.membership_id, now()
    _store(snippet, title, html)
    audit.note(actor, "snippet-changed", snippet.pk, {"title": before}, {"title": snippet.title})
    return snippet


@transaction.atomic
def remove_snippet(*, actor: Actor, snippet_id: int, removed: bool) -> Snippet:
    """Remove a canned text, or put it back.

    Raises NotFoundError, ForbiddenError, RefusedError when its title or its place has been taken meanwhile.
    """
    snippet = snippet_for(actor, snippet_id, removed=True, locked=True)
    if (snippet.removed_at is not None) == removed:
        return snippet
    if not removed:
        _demand_room(actor)
    snippet.removed_at = now() if removed else None
    snippet.version += 1
    _save(snippet)
    verb = "snippet-removed" if removed else "snippet-back"
    audit.note(actor, verb, snippet.pk, None, {"title": snippet.title})
    return snippet


def _demand_room(actor: Actor) -> None:
    # Two who add the last one at once wait for each other here.
    Company.objects.select_for_update(no_key=True).get(pk=actor.company_id)
    if Snippet.objects.filter(company_id=actor.company_id, removed_at=None).count() >= MOST:
        raise RefusedError("At most 200 canned texts are possible. Please remove one first.", "form")


def _store(snippet: Snippet, title: str, html: str) -> None:
    name = line(title)
    if not name:
        raise RefusedError("Please enter a title.", "title")
    if len(name) > LONGEST_TITLE:
        raise RefusedError("At most %(most)s characters are possible.", "title", most=LONGEST_TITLE)
    safe = clean_html(html).html
    if is_empty(safe):
        raise RefusedError("Please enter a text.", "body")
    if len(safe) > LONGEST_TEXT:
        raise RefusedError("The text is too long. At most 20,000 characters are possible.", "body")
    snippet.title, snippet.html, snippet.allow_list = name, safe, VERSION
    _save(snippet)


def _save(snippet: Snippet) -> None:
    try:
        with transaction.atomic():
            snippet.save()
    except IntegrityError:
        raise RefusedError("There already is a canned text with this title.", "title") from None
