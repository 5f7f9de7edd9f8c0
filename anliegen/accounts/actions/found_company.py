"""Founding a company: done by the owner of the database, from the command line."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction

from anliegen.accounts.models import Company, Invitation, User
from anliegen.accounts.roles import Role
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError
from anliegen.common.ids import digest, secret
from anliegen.common.text import line

GOOD_FOR = timedelta(days=7)


@transaction.atomic(using="owner")
def found_company(
    *, name: str, slug: str, admin_name: str, admin_mail: str, is_operator: bool
) -> tuple[Company, str]:
    """Create a company and invite its first administrator; returns it and the secret of the link.

    Raises RefusedError for a taken or wrong slug, a wrong address, a second operator.
    """
    companies = Company.objects.using("owner")
    try:
        validate_slug(slug)
        validate_email(admin_mail)
    except ValidationError as error:
        raise RefusedError("Short name or address are not valid.") from error
    if companies.filter(slug=slug).exists():
        raise RefusedError("This short name is taken.", "slug")
    if is_operator and companies.filter(is_operator=True).exists():
        raise RefusedError("There already is an operator.", "operator")
    company = companies.create(slug=slug, name=line(name), is_operator=is_operator)
    token = secret()
    Invitation.objects.using("owner").create(
        company_id=company.pk,
        email=User.objects.normalize(admin_mail),
        name=line(admin_name),
        role=Role.ADMIN,
        token_hash=digest(token),
        expires_at=now() + GOOD_FOR,
    )
    return company, token
