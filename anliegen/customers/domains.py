"""Which customers an unknown mail address may belong to."""

from anliegen.accounts.actor import Actor
from anliegen.customers.access import visible_customers
from anliegen.customers.queries import Found, found_ids

# Behind these stand people of all firms: they say nothing about whose customer somebody is.
FREE = frozenset(
    [
        "aol.com", "arcor.de", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "live.com", "live.de", "mail.de",
        "mailbox.org", "me.com", "msn.com", "online.de", "outlook.com", "outlook.de", "posteo.de",
        "proton.me", "protonmail.com", "t-online.de", "vodafone.de", "web.de", "yahoo.com", "yahoo.de",
    ]
)  # fmt: skip
SUGGESTED = 5


def domain_of(email: str) -> str:
    """Return the domain of an address if it is one of a firm's own, else ""."""
    domain = email.rpartition("@")[2].strip().lower()
    return "" if domain in FREE or "." not in domain else domain


def likely_customers(actor: Actor, email: str) -> list[Found]:
    """Return customers that know the address, then those with others of its domain (three statements)."""
    words = [word for word in (email.strip().lower(), f"@{domain_of(email)}") if len(word) > 1]
    ids = list(dict.fromkeys(pk for word in words for pk in found_ids(word, SUGGESTED)))[:SUGGESTED]
    fields = (
        visible_customers(actor).filter(pk__in=ids).values_list("id", "public_id", "number", "name", "town")
    )
    rows = {pk: Found(*row) for pk, *row in fields}
    return [rows[pk] for pk in ids if pk in rows]
