"""Logging in to the portal: by password, or by a link that came by mail and works once.

All of it runs in the tenant that the portal's address names: an account is one company's.
"""

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import digest, secret
from anliegen.common.jobs import enqueue
from anliegen.customers.models import LinkPurpose, PortalAccount, PortalLink, PortalSession
from anliegen.customers.portal import PortalActor, PortalCompany

INVITATION, LOG_IN = LinkPurpose.INVITATION, LinkPurpose.LOG_IN
STAYS = timedelta(days=14)
GOOD_FOR = {INVITATION: timedelta(days=7), LOG_IN: timedelta(minutes=30)}
_LONGEST = 1000


def account_with_password(company: PortalCompany, email: str, password: str) -> PortalAccount | None:
    """Return the account that address and password belong to, or None. Unknown ones take as long."""
    account = _active(company, email)
    if account is None or not account.password:
        make_password(password[:_LONGEST])
        return None
    return account if check_password(password[:_LONGEST], account.password) else None


def ask_for_link(company: PortalCompany, email: str) -> None:
    """Have a log-in link mailed to the address if it has access; here the same work is done either way."""
    account = _active(company, email)
    enqueue(
        "customers.mail_portal_link",
        company_id=company.company_id,
        account_id=account.pk if account else 0,
        purpose=LOG_IN,
    )


def new_link(*, account_id: int, purpose: str) -> tuple[PortalAccount, str] | None:
    """Return an account of the tenant and the secret of a new link; the one before it ends."""
    active = PortalAccount.objects.filter(grants__withdrawn_at=None, grants__isnull=False)
    account = active.filter(pk=account_id).first()
    if account is None:
        return None
    token, ends = secret(), now() + GOOD_FOR[LinkPurpose(purpose)]
    PortalLink.objects.update_or_create(
        company_id=account.company_id,
        account=account,
        purpose=purpose,
        defaults={"token_hash": digest(token), "expires_at": ends},
    )
    return account, token


def account_of_link(company: PortalCompany, token: str, purpose: str) -> PortalAccount:
    """Return whose link it is, as long as it can be used. Raises NotFoundError otherwise."""
    link = (
        PortalLink.objects.select_related("account")
        .filter(
            company_id=company.company_id,
            token_hash=digest(token),
            purpose=purpose,
            expires_at__gt=now(),
            account__grants__withdrawn_at=None,
            account__grants__isnull=False,
        )
        .first()
    )
    if link is None:
        raise NotFoundError
    return link.account


def use_link(company: PortalCompany, token: str, purpose: str, password: str = "") -> PortalAccount:
    """Use a link up; an invitation's may set the password. Of many at once exactly one succeeds.

    Raises NotFoundError for a link that is used, replaced, expired, foreign or for another purpose,
    RefusedError for the password.
    """
    account = account_of_link(company, token, purpose)
    if password:
        check_new_password(password, account)
    used, _rows = PortalLink.objects.filter(
        company_id=company.company_id, token_hash=digest(token), purpose=purpose, expires_at__gt=now()
    ).delete()
    if not used:
        raise NotFoundError
    if password:
        account.password = make_password(password)
    account.accepted_at = account.accepted_at or now()
    account.save(update_fields=["password", "accepted_at"])
    return account


def change_password(actor: PortalActor, new: str, keep: str) -> None:
    """Set the contact's password; all sessions but the present one end. Raises RefusedError."""
    account = PortalAccount.objects.get(company_id=actor.company_id, pk=actor.account_id)
    check_new_password(new, account)
    account.password = make_password(new)
    account.save(update_fields=["password"])
    others = PortalSession.objects.filter(company_id=actor.company_id, account_id=account.pk)
    others.exclude(key_hash=digest(keep)).delete()


def open_session(company: PortalCompany, account: PortalAccount) -> str:
    """Log an account in; returns the value of the cookie. What has run out of its own goes on the way."""
    key = secret()
    own = PortalSession.objects.filter(company_id=company.company_id, account=account)
    own.filter(expires_at__lte=now()).delete()
    PortalSession.objects.create(
        key_hash=digest(key),
        company_id=company.company_id,
        account=account,
        created_at=now(),
        expires_at=now() + STAYS,
    )
    account.last_login_at = now()
    account.save(update_fields=["last_login_at"])
    return key


def close_session(company: PortalCompany, key: str) -> None:
    """Log one browser out."""
    PortalSession.objects.filter(company_id=company.company_id, key_hash=digest(key)).delete()


def check_new_password(password: str, account: PortalAccount) -> None:
    """Raise RefusedError for a password that is too easy or too long."""
    if len(password) > _LONGEST:
        raise RefusedError("This password is too long.", "password")
    try:
        # Any object with an address will do: the password must not resemble it.
        validate_password(password, account)  # type: ignore[arg-type]
    except ValidationError:
        raise RefusedError(
            "Please choose a password of at least 10 characters that is not easy to guess.", "password"
        ) from None


def _active(company: PortalCompany, email: str) -> PortalAccount | None:
    """Return the account of an address if it has access to anything."""
    return PortalAccount.objects.filter(
        company_id=company.company_id,
        email=email.strip().lower()[:254],
        grants__withdrawn_at=None,
        grants__isnull=False,
    ).first()
