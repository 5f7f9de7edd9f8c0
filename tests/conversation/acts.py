"""What tests of the conversation do again and again."""

import io
import uuid
from typing import Any

from anliegen.accounts.actor import Actor
from anliegen.common.ids import public_id
from anliegen.conversation.actions.counterparts import Counterpart, from_unknown, own_company, to_operator
from anliegen.conversation.actions.start import start
from anliegen.conversation.actions.upload import store_upload
from anliegen.conversation.models import Attachment
from anliegen.tickets.models import Side
from anliegen.tickets.models.ticket import Kind
from tests.cast import Cast


def opened(actor: Actor, counterpart: Counterpart, **more: Any) -> Side:
    """Open a ticket with a first message."""
    values: dict[str, Any] = {"subject": "Heizung fällt aus", "html": "<p>Seit heute früh.</p>"}
    return start(actor=actor, counterpart=counterpart, key=uuid.uuid4(), **(values | more))


def asked(actor: Actor, **more: Any) -> Side:
    """A ticket that somebody unknown has written."""
    return opened(actor, from_unknown(actor, "Uwe Unger", "uwe@unger.example"), **more)


def internal(actor: Actor, **more: Any) -> Side:
    return opened(actor, own_company(actor), **more)


def support(actor: Actor, **more: Any) -> Side:
    """A request of the actor's company to the operator."""
    return opened(actor, to_operator(actor), **more)


def to_customer(actor: Actor, world: Cast, **more: Any) -> Side:
    """A ticket that the desk has begun."""
    counterpart = Counterpart(
        kind=Kind.CUSTOMER,
        from_label=actor.company_name,
        to_label="Thal Architekten GmbH",
        desk_id=actor.company_id,
        customer_id=world.customers["thal"],
        contact_id=world.contacts["karl"],
    )
    return opened(actor, counterpart, **more)


def uploaded(actor: Actor, content: bytes = b"Ein Protokoll.", name: str = "Protokoll.txt") -> Attachment:
    return store_upload(actor=actor, stream=io.BytesIO(content), name=name, key=uuid.uuid4())


def unknown_id() -> str:
    """An id that belongs to nothing."""
    return public_id()
