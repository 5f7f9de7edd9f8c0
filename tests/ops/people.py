"""Makes a company of so many people, logged in with the keys `key-0`, `key-1` …; a process of its own."""

import sys

import django

django.setup()

from anliegen.accounts.models import Company, Membership, Session, User  # noqa: E402  (settings first)
from anliegen.common.clock import now  # noqa: E402
from anliegen.common.ids import digest  # noqa: E402

company = Company.objects.using("owner").create(slug="fern", name="Fern")
for n in range(int(sys.argv[1])):
    user = User.objects.using("owner").create(email=f"person{n}@fern.example", name=f"Person {n}")
    Membership.objects.using("owner").create(company=company, user=user, role="agent")
    Session.objects.using("owner").create(
        session_key=digest(f"key-{n}"),
        session_data="",
        expire_date=now().replace(year=now().year + 1),
        user_id=user.pk,
        company_id=company.pk,
        created_at=now(),
    )
