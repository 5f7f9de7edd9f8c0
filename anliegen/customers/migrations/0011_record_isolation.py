"""The record belongs to its company; a search can leave archived customers out, and never finds merged ones."""

from django.conf import settings
from django.db import migrations

from anliegen.common.rls import composite_key, protect, revoke

CUSTOMER = ("customers_customer", "company_id, id")
MEMBER = ("accounts_membership", "company_id, id")

# The timeline is written once. When a customer is merged its lines move with it, and nothing else of them changes.
MOVES = f"""
REVOKE UPDATE ON customers_entry FROM "{settings.APP_ROLE}";
GRANT UPDATE (customer_id) ON customers_entry TO "{settings.APP_ROLE}";
"""
BACK = f'GRANT UPDATE ON customers_entry TO "{settings.APP_ROLE}";'

# LIKE is not leakproof: this door takes the company from the transaction, like the one before it.
SEARCH = """
CREATE FUNCTION customers_find(pattern text, archived boolean, most integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM customers_customer
     WHERE company_id = app_company() AND search_text LIKE pattern AND merged_into_id IS NULL
       AND (archived_at IS NOT NULL) = archived
     ORDER BY sort_name, id LIMIT most;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_record"), ("accounts", "0002_isolation")]
    operations = [
        protect("customers_note"),
        protect("customers_entry"),
        protect("customers_merge"),
        revoke("customers_note", "DELETE"),
        revoke("customers_entry", "DELETE"),
        revoke("customers_merge", "DELETE"),
        migrations.RunSQL(MOVES, BACK),
        composite_key("customers_note", "company_id, customer_id", *CUSTOMER),
        composite_key("customers_note", "company_id, author_id", *MEMBER),
        composite_key("customers_entry", "company_id, customer_id", *CUSTOMER),
        composite_key("customers_entry", "company_id, actor_id", *MEMBER),
        composite_key("customers_merge", "company_id, survivor_id", *CUSTOMER),
        composite_key("customers_merge", "company_id, merged_id", *CUSTOMER),
        composite_key("customers_merge", "company_id, actor_id", *MEMBER),
        migrations.RunSQL(SEARCH, "DROP FUNCTION customers_find(text, boolean, integer)"),
    ]
