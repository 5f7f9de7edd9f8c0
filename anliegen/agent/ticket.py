"""Putting the page of one ticket together."""

from typing import Any

from django.utils.translation import gettext as _

from anliegen.accounts.actor import Actor
from anliegen.agent.page import Shell, shell_for
from anliegen.agent.shown import shown
from anliegen.agent.timeline import Names, timeline
from anliegen.common.ids import uuid_text
from anliegen.common.reads import Read
from anliegen.conversation.access import pending_uploads
from anliegen.conversation.drafts import drafts_of
from anliegen.conversation.parts import part_of
from anliegen.customers.access import record_read
from anliegen.mail.access import undelivered_read
from anliegen.tickets.access import Side
from anliegen.tickets.queries.ticket import PLACES_COUNTED, history_read, standing_read


def panel_for(actor: Actor, side: Side, shell: Shell | None = None) -> dict[str, Any]:
    """Return the context of the side panel; without a frame that has asked along, 1 statement or 2."""
    shell = shell or shell_for(actor, *_panel_reads(actor, side))
    customer, mails = shell.more[:2]
    people = shell.people
    return {
        "actor": actor,
        "side": side,
        "ticket": side.ticket,
        "people": people,
        "active_people": [c for c in people.values() if c.is_active or c.id == side.assignee_id],
        "labels": shell.labels,
        "undelivered": mails if side.is_desk else [],
        "customer": customer if side.is_desk else None,
        "problem": "",
        "toast": "",
        "undo": None,
    }


def _panel_reads(actor: Actor, side: Side) -> list[Read[Any]]:
    ticket = side.ticket
    return [
        record_read(actor, ticket.customer_id, ticket.contact_id),
        undelivered_read(actor, side.ticket_id),
    ]


def ticket_page_for(
    actor: Actor, side: Side, before: int | None = None, showing: int | None = None
) -> dict[str, Any]:
    """Return the context of the whole page, its frame included (2 statements beyond the frame's).

    `before` and `showing` name messages: an earlier part of a long conversation.
    """
    part = part_of(actor, side, before=before, showing=showing)
    history = history_read(side, part.since, part.until)
    shell = shell_for(actor, *_panel_reads(actor, side), standing_read(actor, side), history)
    panel = panel_for(actor, side, shell)
    names = Names(panel["people"], panel["labels"], other_company(side), actor.company_id)
    standing, entries = shell.more[2:]
    messages = [shown(actor, said) for said in part.said]
    return panel | {
        "here": "tickets",
        "shell": shell,
        "timeline": list(timeline(messages, entries, names)),
        "part": part,
        "read_upto": standing.read_upto,
        # What colleagues have sent and still hold has been shown too, though it is news to nobody yet.
        "seen_news": max([side.news, *(m.news for m in messages if m.held_for)]),
        "neighbours": standing,
        "place": f"{PLACES_COUNTED}+" if standing.above >= PLACES_COUNTED else standing.above + 1,
        "recipient": recipient_of(side),
        "other_side_word": _other_side_word(side),
        "reply_key": uuid_text(),
        "note_key": uuid_text(),
        "locked_since": standing.locked_since,
        "holder": panel["people"].get(standing.locked_by),
        "send_anyway": False,
        "typed": {},
        "errors": {},
    }


def drafted(actor: Actor, ticket_id: int) -> dict[str, Any]:
    """Return the actor's drafts by kind, as the composer takes them where no script fetches them."""
    return {
        draft.kind: {
            "body": draft.body,
            "is_html": draft.is_html,
            "uploads": pending_uploads(actor, draft.upload_ids),
            "focus": True,
        }
        for draft in drafts_of(actor, ticket_id)
    }


def other_company(side: Side) -> str:
    """Return the name of the company on the other side of a support request, else ""."""
    if side.peer_id is None:
        return ""
    return side.ticket.from_label if side.is_desk else side.to_label


def recipient_of(side: Side) -> str:
    """Return whom a reply goes to; "" for an internal ticket, which has nobody."""
    ticket = side.ticket
    if ticket.kind == "internal":
        return ""
    if not side.is_desk:
        return side.to_label
    if ticket.kind == "unknown":
        return ticket.sender_name or ticket.sender_email
    return other_company(side) or _customer_label(side)


def _other_side_word(side: Side) -> str:
    if side.ticket.kind == "support":
        return _("Company") if side.is_desk else _("Support")
    return _("Customer")


def _customer_label(side: Side) -> str:
    """VON/AN name the customer on one of the two ends, depending on who wrote first."""
    ticket = side.ticket
    return side.to_label if ticket.opened_by_id else side.from_label
