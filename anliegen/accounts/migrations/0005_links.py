"""Links for a new password, and the company for which somebody works after logging in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Asked before there is a session, and so without a tenant; tells no more than one company's number.
FIRST_COMPANY = """
CREATE FUNCTION accounts_first_company(person bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.company_id FROM accounts_membership m
      JOIN accounts_company c ON c.id = m.company_id AND c.suspended_at IS NULL
      JOIN accounts_user u ON u.id = m.user_id AND u.is_active
     WHERE m.user_id = person AND m.is_active
     ORDER BY m.id LIMIT 1;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_invitations")]
    operations = [
        migrations.CreateModel(
            name="PasswordReset",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
            ],
            options={"db_table": "accounts_password_reset"},
        ),
        migrations.RunSQL(FIRST_COMPANY, "DROP FUNCTION accounts_first_company(bigint)"),
    ]
