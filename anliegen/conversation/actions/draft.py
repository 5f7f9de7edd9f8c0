"""Keeping a draft, and bringing an earlier version of it back."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.text import clean
from anliegen.conversation.access import is_public_id
from anliegen.conversation.actions.post import MOST_FILES, already_said
from anliegen.conversation.drafts import Place, draft_at
from anliegen.conversation.models import Draft, DraftVersion

LONGEST_BODY = 2_000_000
LONGEST_FIELDS = 10_000
_WRITTEN = ("kind", "ticket_id", "body", "is_html", "fields", "upload_ids", "saved_at")


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a window holds: the text as typed, the other fields of the form, the uploads."""

    body: str
    is_html: bool
    fields: dict[str, Any] = field(default_factory=dict)
    upload_ids: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.body.strip() or self.upload_ids or any(self.fields.values()))


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it: the version to go on from (0: no draft), whether another text was set aside."""

    version: int
    set_aside: bool = False
    was_sent: bool = False


@transaction.atomic
def keep(*, actor: Actor, place: Place, written: Written, base: int, key: uuid.UUID | None) -> Kept:
    """Make this the draft. `base` is the version that the window has seen, `key` that of its form.

    The newest always wins; a text that the window had not seen is kept as an earlier version. What
    arrives after its form was sent changes nothing, so that no ghost of it remains.
    Raises RefusedError when it is too large.
    """
    _check(written)
    if already_said(actor, key):
        return Kept(0, was_sent=True)
    draft = draft_at(actor, place).select_for_update().first()
    if draft is None:
        return _first(actor, place, written)
    unseen = draft.version != base and _differs(draft, written)
    if unseen:
        _set_aside(actor, draft)
    if written.is_empty:
        draft.delete()
        return Kept(0, unseen)
    _fill(draft, written)
    draft.version += 1
    draft.save()
    return Kept(draft.version, unseen)


@transaction.atomic
def discard(*, actor: Actor, place: Place, written: Written) -> int | None:
    """Throw the draft away. What the window held last becomes an earlier version, for `bring_back` to undo.

    Returns its id, None when there was nothing to throw away. Raises RefusedError when it is too large.
    """
    _check(written)
    draft = draft_at(actor, place).select_for_update().first()
    if draft is None and written.is_empty:
        return None
    draft = draft or Draft(company_id=actor.company_id, membership_id=actor.membership_id, **place._asdict())
    # A window without scripts is empty while a draft of another device waits for it.
    if not written.is_empty:
        _fill(draft, written)
    version = _set_aside(actor, draft)
    if draft.pk:
        draft.delete()
    return version.pk


@transaction.atomic
def bring_back(*, actor: Actor, ticket_id: int | None, version_id: int) -> str:
    """Make an earlier version the draft again; the present one becomes an earlier version.

    Returns the kind. Raises NotFoundError for a version that is not the actor's of this place.
    """
    own = {"company_id": actor.company_id, "membership_id": actor.membership_id, "ticket_id": ticket_id}
    chosen = DraftVersion.objects.select_for_update().filter(pk=version_id, **own).first()
    if chosen is None:
        raise NotFoundError
    written = Written(
        body=chosen.body, is_html=chosen.is_html, fields=chosen.fields, upload_ids=chosen.upload_ids
    )
    # A base that no draft can have: whatever is there is set aside.
    keep(actor=actor, place=Place(chosen.kind, ticket_id), written=written, base=-1, key=None)
    chosen.delete()
    return chosen.kind


def _check(written: Written) -> None:
    if len(written.body) > LONGEST_BODY or len(str(written.fields)) > LONGEST_FIELDS:
        raise RefusedError("The text is too long to be kept as a draft.", "body")
    if len(written.upload_ids) > MOST_FILES or not all(map(is_public_id, written.upload_ids)):
        raise RefusedError("Please attach at most 20 files to one message.", "files")


def _first(actor: Actor, place: Place, written: Written) -> Kept:
    if written.is_empty:
        return Kept(0)
    draft = Draft(
        company_id=actor.company_id,
        membership_id=actor.membership_id,
        kind=place.kind,
        ticket_id=place.ticket_id,
    )
    _fill(draft, written)
    draft.save()
    return Kept(draft.version)


def _fill(draft: Draft, written: Written) -> None:
    draft.body, draft.is_html = clean(written.body), written.is_html
    draft.fields, draft.upload_ids = written.fields, written.upload_ids
    draft.saved_at = now()


def _differs(draft: Draft, written: Written) -> bool:
    return draft.body != written.body or draft.fields != written.fields


def _set_aside(actor: Actor, draft: Draft) -> DraftVersion:
    return DraftVersion.objects.create(
        company_id=actor.company_id,
        membership_id=actor.membership_id,
        **{name: getattr(draft, name) for name in _WRITTEN},
    )
