"""What is known of a removed contact goes after a while; its row stays for the tickets and lines that refer to it."""

from django.db import migrations, models

# The customer is locked first, as by whoever puts a contact back; a customer that somebody is at work on is left
# for the next night. The account of the portal is kept for the messages that name it, without address and
# password, once it speaks for nobody any more and no contact has its address: that one may be invited right now.
FORGET = """
CREATE FUNCTION customers_forget_contacts(before timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE due bigint[]; people bigint[];
BEGIN
    SELECT array_agg(d.id) INTO due
      FROM (SELECT k.id FROM customers_contact k
              JOIN customers_customer u ON u.company_id = k.company_id AND u.id = k.customer_id
             WHERE k.removed_at < before AND k.forgotten_at IS NULL
             ORDER BY k.removed_at, k.id LIMIT most FOR NO KEY UPDATE OF u SKIP LOCKED) d;
    -- Read again under the lock: one of them may have been put back a moment before.
    SELECT array_agg(k.id) INTO due FROM customers_contact k WHERE k.id = ANY (due) AND k.removed_at < before;
    IF due IS NULL THEN RETURN 0; END IF;
    SELECT array_agg(a.id) INTO people FROM customers_portal_account a
     WHERE a.id IN (SELECT g.account_id FROM customers_portal_grant g WHERE g.contact_id = ANY (due))
        OR (a.company_id, a.email) IN (
           SELECT e.company_id, e.address FROM customers_contact_email e WHERE e.contact_id = ANY (due));
    DELETE FROM customers_portal_grant g WHERE g.contact_id = ANY (due);
    DELETE FROM customers_contact_email e WHERE e.contact_id = ANY (due);
    DELETE FROM customers_contact_phone p WHERE p.contact_id = ANY (due);
    UPDATE customers_contact k SET name = '', role = '', email = '', phone = '', version = k.version + 1,
           forgotten_at = now() WHERE k.id = ANY (due);
    SELECT array_agg(a.id) INTO people FROM customers_portal_account a
     WHERE a.id = ANY (people) AND NOT EXISTS (
           SELECT 1 FROM customers_portal_grant g WHERE g.company_id = a.company_id AND g.account_id = a.id)
       AND NOT EXISTS (
           SELECT 1 FROM customers_contact_email e WHERE e.company_id = a.company_id AND e.address = a.email);
    DELETE FROM customers_portal_session s WHERE s.account_id = ANY (people);
    DELETE FROM customers_portal_link l WHERE l.account_id = ANY (people);
    UPDATE customers_portal_account a SET email = '-' || a.id, password = '', last_login_at = NULL
     WHERE a.id = ANY (people);
    RETURN cardinality(due);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0014_survivor")]
    operations = [
        migrations.AddField("Contact", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "Contact",
            models.CheckConstraint(
                condition=models.Q(forgotten_at=None)
                | models.Q(removed_at__isnull=False, name="", role="", email="", phone=""),
                name="contact_forgotten",
            ),
        ),
        migrations.AddIndex(
            "Contact",
            models.Index(
                fields=["removed_at"],
                condition=models.Q(removed_at__isnull=False, forgotten_at=None),
                name="contact_removed",
            ),
        ),
        migrations.RunSQL(FORGET, "DROP FUNCTION customers_forget_contacts(timestamptz, integer)"),
    ]
