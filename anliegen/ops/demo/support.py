"""A support access that is over, with what the company reads of it in its record."""

import json
from datetime import timedelta

from django.db import connections

from anliegen.accounts.models import Company, Membership, SupportGrant
from anliegen.common.clock import now
from anliegen.common.ids import public_id

# Minutes after the opening, verb, page.
_SEEN = (
    (6, "support-begun", ""),
    (6, "support-viewed", "/tickets/"),
    (7, "support-viewed", "/kunden/"),
    (11, "support-viewed", "/tickets/3/"),
    (19, "support-left", ""),
)
# Days ago, which the model's own way of writing would not let us say.
_ENTRY = """
INSERT INTO accounts_audit (company_id, actor_id, grant_id, outsider, verb, after, at)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s)
"""


def load_past_access(slug: str) -> None:
    """Let the operator's support have looked into a company three days ago, for reading."""
    company = Company.objects.using("owner").get(slug=slug)
    people = Membership.objects.using("owner").select_related("user", "company").order_by("id")
    admin = people.filter(company=company, role="admin").first()
    helper = people.filter(company__is_operator=True).first()
    if admin is None or helper is None:
        return
    at = now() - timedelta(days=3, hours=2)
    grant = SupportGrant.objects.using("owner").create(
        public_id=public_id(),
        company=company,
        reason="Import der Kundenliste: Umlaute fehlerhaft",
        granted_by=admin,
        granted_at=at,
        expires_at=at + timedelta(hours=1),
    )
    opened = json.dumps({"hours": 1, "writes": False})
    who = f"{helper.user.name} ({helper.company.name})"
    with connections["owner"].cursor() as cursor:
        cursor.execute(_ENTRY, [company.pk, admin.pk, None, "", "support-granted", opened, at])
        for minutes, verb, path in _SEEN:
            page = json.dumps({"method": "GET", "path": path}) if path else None
            moment = at + timedelta(minutes=minutes)
            cursor.execute(_ENTRY, [company.pk, None, grant.pk, who, verb, page, moment])
