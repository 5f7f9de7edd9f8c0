"""Roles and what each may do: data, read by `Actor.can`. What is not listed is refused."""

from django.db import models


class Role(models.TextChoices):
    ADMIN = "admin"
    AGENT = "agent"


AGENT_MAY = frozenset(
    {
        "account",  # own settings, own sessions
        "overview",
        "ticket.view",
        "ticket.open",
        "ticket.reply",
        "ticket.note",
        "ticket.change",  # assign, status, priority, categories, spam, trash and back
        "ticket.lock",
        "ticket.read",  # mark as read or unread
        "view.save",
        "customer.view",
        "customer.change",
        "upload",
    }
)

ADMIN_MAY = AGENT_MAY | frozenset(
    {
        "category.manage",
        "snippet.manage",  # the texts that everybody inserts
        "employee.manage",
        "company.manage",
        "company.export",  # everything of the company as a file
        "customer.import",
        "customer.export",
        "support.grant",  # open the company's door to the operator's people, and shut it
        "ticket.lock.take",  # from the colleague who holds it
        "ticket.erase",  # for good, out of the trash
    }
)

# What people of the operator may do beyond their role; for everybody else it does not exist.
OPERATOR_AGENT_MAY = frozenset({"support.look"})  # into a company that has opened its door
OPERATOR_MAY: dict[str, frozenset[str]] = {
    Role.AGENT: OPERATOR_AGENT_MAY,
    Role.ADMIN: OPERATOR_AGENT_MAY | {"company.operate"},
}
OPERATOR_ONLY = OPERATOR_MAY[Role.ADMIN]

# What the operator's people may do behind a door that a company has opened. Nothing in a person's name
# (answers, notes, drafts, locks, read marks), nobody's rights, and not the door itself.
SUPPORT_READS = frozenset({"overview", "ticket.view", "customer.view"})
SUPPORT_WRITES = SUPPORT_READS | {"ticket.change", "customer.change", "category.manage", "company.manage"}

CAPABILITIES: dict[str, frozenset[str]] = {Role.AGENT: AGENT_MAY, Role.ADMIN: ADMIN_MAY}

# What a contact may do in the portal with requests that are theirs. Not a role of a membership.
PORTAL_MAY = frozenset({"portal.view", "portal.write"})
# Declared by a view of the portal that is open to everybody.
PORTAL_PUBLIC = "portal.public"

# Declared by a view that is open to everybody, logged in or not.
PUBLIC = "public"
# Declared by a view on the files' own host: there are no people there, the token in the address is the right.
BY_GRANT = "file.granted"
