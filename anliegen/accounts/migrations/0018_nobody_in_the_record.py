"""Names, addresses and searched words leave the record of administration; the rows it names know them."""

from django.db import migrations

TAKE_OUT = r"""
ALTER TABLE accounts_audit DISABLE TRIGGER append_only;
UPDATE accounts_audit SET after = after - 'name' WHERE verb IN ('invited', 'company-invited');
UPDATE accounts_audit SET after = nullif(after - 'to', '{}') WHERE verb = 'mail-again';
UPDATE accounts_audit
   SET after = jsonb_set(after, '{path}',
                         to_jsonb(regexp_replace(after ->> 'path', '([?&](q|customer_query)=)[^&]*', '\1*', 'g')))
 WHERE after ->> 'path' ~ '[?&](q|customer_query)=';
ALTER TABLE accounts_audit ENABLE TRIGGER append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_actors_of_the_company")]
    operations = [migrations.RunSQL(TAKE_OUT, migrations.RunSQL.noop)]
