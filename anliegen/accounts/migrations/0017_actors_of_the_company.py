"""Who invited and who administered belongs to the company: the database refuses anybody else's number."""

from django.db import migrations

from anliegen.common.rls import composite_key

MEMBER = ("accounts_membership", "company_id, id")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_export_doors")]
    operations = [
        composite_key("accounts_invitation", "company_id, invited_by_id", *MEMBER),
        composite_key("accounts_audit", "company_id, actor_id", *MEMBER),
    ]
