"""Changing one field of the master data, where it stands: saved by itself, against what the person saw."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from anliegen.accounts.access import colleague_for, demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError, RefusedError, StaleError
from anliegen.common.events import publish
from anliegen.common.numbers import whole_number
from anliegen.common.text import clean, fold, line
from anliegen.customers.access import visible_customers
from anliegen.customers.events import CustomerRenamed
from anliegen.customers.models import Customer
from anliegen.customers.models.customer import CustomerKind
from anliegen.customers.record import check_line, check_note
from anliegen.customers.timeline import enter
from anliegen.customers.words import search_text, stored_words

# What is changed together, because it is read together.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "number": ("number",),
    "kind": ("kind",),
    "address": ("street", "address_extra", "postcode", "town"),
    "phone": ("phone",),
    "email": ("email",),
    "vat_id": ("vat_id",),
    "responsible": ("responsible_id",),
    "note": ("note",),
}


def values_of(customer: Customer, group: str) -> dict[str, str]:
    """Return what a group of fields says now, as words of a form."""
    return {name: str(getattr(customer, name) or "") for name in GROUPS[group]}


@transaction.atomic
def change_field(
    *, actor: Actor, public_id: str, group: str, seen: dict[str, str], wanted: dict[str, str]
) -> Customer:
    """Change a group of fields, unless somebody else has changed one of them since it was seen.

    Two people who change different groups at once do not disturb each other. Raises NotFoundError,
    ForbiddenError, RefusedError, StaleError.
    """
    customer = visible_customers(actor).select_for_update().filter(public_id=public_id).first()
    if customer is None or group not in GROUPS:
        raise NotFoundError
    demand(actor, "customer.change")
    before = values_of(customer, group)
    if any(_same_lines(seen.get(name, "")) != _same_lines(value) for name, value in before.items()):
        raise StaleError("Somebody else has changed this in the meantime. You see the newer state now.")
    for name in GROUPS[group]:
        setattr(customer, name, _WRITERS.get(name, _line)(actor, name, wanted.get(name, "")))
    changed = [name for name, value in values_of(customer, group).items() if value != before[name]]
    if changed:
        _store(actor, customer, changed, before)
    return customer


def _store(actor: Actor, customer: Customer, changed: list[str], before: dict[str, str]) -> None:
    customer.sort_name = fold(customer.name)[:400]
    customer.search_text = search_text(customer, stored_words(actor.company_id, customer.pk))
    customer.version += 1
    try:
        with transaction.atomic():
            customer.save(update_fields=[*changed, "sort_name", "search_text", "version"])
    except IntegrityError:
        raise RefusedError("This customer number is taken.", "number") from None
    enter(actor, customer.pk, "master-data", after=[name.removesuffix("_id") for name in changed])
    if "name" in changed:
        publish(CustomerRenamed(company_id=actor.company_id, customer_id=customer.pk))


def _line(_actor: Actor, name: str, text: str) -> str:
    check_line(name, text)
    words = line(text)
    if name == "number" and not words:
        raise RefusedError("Please enter a customer number.", "number")
    return words.lower() if name == "email" else words


def _note(_actor: Actor, _name: str, text: str) -> str:
    check_note(text)
    return clean(text)


def _kind(_actor: Actor, _name: str, text: str) -> str:
    if text not in CustomerKind.values:
        raise RefusedError("Please choose one of the two.", "kind")
    return text


def _responsible(actor: Actor, _name: str, text: str) -> int | None:
    if not text:
        return None
    return colleague_for(actor, whole_number(text) or 0).pk


_WRITERS: dict[str, Callable[[Actor, str, str], Any]] = {
    "note": _note,
    "kind": _kind,
    "responsible_id": _responsible,
}


def _same_lines(text: str) -> str:
    """Browsers send line ends of their own."""
    return clean(text).strip()
