"""The form of the company's data and look."""

from dataclasses import fields

from django.http import QueryDict

from anliegen.accounts.access import own_company
from anliegen.accounts.actions.company import CompanyInput
from anliegen.accounts.actor import Actor
from anliegen.common.numbers import whole_number

_WORDS = [field.name for field in fields(CompanyInput) if field.name != "mails_replies"]


def given_by(post: QueryDict) -> CompanyInput:
    """Return what was typed, unchecked but bounded."""
    words = {name: post.get(name, "")[:2000] for name in _WORDS}
    return CompanyInput(**words, mails_replies=post.get("mails_replies") == "1")


def stored_for(actor: Actor) -> tuple[CompanyInput, int]:
    """Return what the database holds, as the form shows it, and its version."""
    company = own_company(actor)
    words = {name: getattr(company, name) for name in _WORDS}
    return CompanyInput(**words, mails_replies=company.mails_replies), company.version


def version_in(post: QueryDict) -> int:
    """Return the version the form was made from; nonsense is an old one."""
    return whole_number(post.get("version")) or 0
