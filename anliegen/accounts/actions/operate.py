"""What the operator's administrators do with companies: found, shut, open again, mark for deletion.

Each is checked twice: here by the capability, and by the database (`accounts/0010`), which lets
nobody else through. Both records tell of it: the operator's and the company's own.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actions.invitations import GOOD_FOR, checked_name
from anliegen.accounts.actions.password_reset import checked_address
from anliegen.accounts.actor import Actor
from anliegen.accounts.events import CompanyFounded
from anliegen.accounts.models import Company
from anliegen.accounts.operating import company_for
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError
from anliegen.common.events import publish
from anliegen.common.ids import digest, secret
from anliegen.common.jobs import enqueue
from anliegen.common.text import fold, line

KEPT_FOR = timedelta(days=30)
_LONGEST_SLUG = 40
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Founding:
    """A new company as it was typed. Without a short name one is made of the name."""

    name: str
    slug: str
    town: str
    admin_name: str
    admin_mail: str


@transaction.atomic
def found(*, actor: Actor, given: Founding, key: uuid.UUID) -> Company:
    """Found a company and invite its first administrator by mail; with the same key only once.

    Raises ForbiddenError, RefusedError at the field.
    """
    demand(actor, "company.operate")
    with connection.cursor() as cursor:
        # One form sent twice at once: the second waits here and then finds the company of the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"found:{key}"])
    before = Company.objects.filter(founding_key=key).first()
    if before is not None:
        return before
    name, town = _checked_line(given.name, "name", 120), _checked_line(given.town, "town", 80, needed=False)
    slug = _checked_slug(given.slug, name)
    admin_mail, admin_name = checked_address(given.admin_mail, "admin_mail"), _checked_person(given)
    company = _insert(Company(slug=slug, name=name, town=town, founding_key=key))
    publish(CompanyFounded(company_id=actor.company_id, founded_id=company.pk))
    audit.note(actor, "company-founded", company.pk, after={"name": name, "slug": slug})
    _invite(company, admin_mail, admin_name)
    return company


@transaction.atomic
def invite_first(*, actor: Actor, slug: str, name: str, mail: str) -> Company:
    """Invite the first administrator anew, at this address; the invitation before ends.

    Raises NotFoundError, ForbiddenError, RefusedError at the field, or once somebody works there.
    """
    company = company_for(actor, slug)
    mail, name = checked_address(mail, "admin_mail"), checked_name(name)
    if not _invite(company, mail, name):
        raise RefusedError("Somebody works at this company already, and invites the others.", "admin_mail")
    audit.note(actor, "company-invited", company.pk, after={"company": company.name})
    return company


@transaction.atomic
def suspend(*, actor: Actor, slug: str) -> Company:
    """Shut a company: nobody gets in, everything stays. Raises NotFoundError, ForbiddenError."""
    company = company_for(actor, slug)
    return _changed(actor, company, "company-suspended", "SELECT accounts_suspend(%s, true)", company.pk)


@transaction.atomic
def reactivate(*, actor: Actor, slug: str) -> Company:
    """Open a company again. Raises NotFoundError, ForbiddenError, RefusedError before its deletion."""
    company = company_for(actor, slug)
    if company.deletion_due_at is not None:
        raise RefusedError("The company is about to be deleted. Please cancel the deletion first.", "form")
    return _changed(actor, company, "company-reactivated", "SELECT accounts_suspend(%s, false)", company.pk)


@transaction.atomic
def mark_for_deletion(*, actor: Actor, slug: str, typed_name: str) -> Company:
    """Shut a company and delete it in 30 days. The name has to be typed, so that it is the right one.

    Raises NotFoundError, ForbiddenError, RefusedError for another name.
    """
    company = company_for(actor, slug)
    if line(typed_name) != company.name:
        raise RefusedError("This is not the name of the company.", "typed_name")
    sql = "SELECT accounts_mark_deletion(%s, %s)"
    return _changed(actor, company, "company-deletion-marked", sql, company.pk, now() + KEPT_FOR)


@transaction.atomic
def cancel_deletion(*, actor: Actor, slug: str) -> Company:
    """Take the mark away; the company stays shut until it is opened again.

    Raises NotFoundError, also when the deletion was faster, ForbiddenError.
    """
    company = company_for(actor, slug)
    sql = "SELECT accounts_mark_deletion(%s, NULL)"
    return _changed(actor, company, "company-deletion-cancelled", sql, company.pk)


def _changed(actor: Actor, company: Company, verb: str, sql: str, *values: int | datetime) -> Company:
    """Go through one of the database's doors; an entry is written if something changed there."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (changed,) = cursor.fetchone() or (False,)
    if changed:
        audit.note(actor, verb, company.pk, after={"company": company.name})
    return company_for(actor, company.slug)


def _insert(company: Company) -> Company:
    try:
        with transaction.atomic():
            company.save(force_insert=True)
    except IntegrityError as error:  # somebody else took the short name at this moment
        raise RefusedError("This short name is taken.", "slug") from error
    return company


def _invite(company: Company, mail: str, name: str) -> bool:
    ends = now() + GOOD_FOR
    with connection.cursor() as cursor:
        # The digest of a secret that nobody has: the mail's own replaces it.
        values: list[int | str | datetime] = [company.pk, mail, name, digest(secret()), ends]
        cursor.execute("SELECT accounts_invite_first(%s, %s, %s, %s, %s)", values)
        (invitation_id,) = cursor.fetchone() or (None,)
    if invitation_id:
        enqueue("accounts.mail_invitation", company_id=company.pk, invitation_id=invitation_id)
    return bool(invitation_id)


def _checked_line(typed: str, field: str, most: int, needed: bool = True) -> str:
    value = line(typed)
    if needed and not value:
        raise RefusedError("Please enter a name.", field)
    if len(value) > most:
        raise RefusedError("At most %(most)s characters are possible.", field, most=most)
    return value


def _checked_person(given: Founding) -> str:
    try:
        return checked_name(given.admin_name)
    except RefusedError as refusal:
        raise RefusedError(refusal.reason, "admin_name") from None


def _checked_slug(typed: str, name: str) -> str:
    slug = line(typed).lower() or slug_of(name)
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        raise RefusedError(
            "A short name has up to 40 characters: a–z, 0–9 and single hyphens, e.g. %(example)s.",
            "slug",
            example=slug_of(name) or "firma",
        )
    if Company.objects.filter(slug=slug).exists():
        raise RefusedError("This short name is taken.", "slug")
    return slug


def slug_of(name: str) -> str:
    """Return a short name for addresses, made of a company's name: `Müller & Söhne` → `mueller-soehne`."""
    words = re.findall(r"[a-z0-9]+", fold(line(name).lower().translate(_SPELT_OUT)))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug or (words[0][:_LONGEST_SLUG] if words else "")
