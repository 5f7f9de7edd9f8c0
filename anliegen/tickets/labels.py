"""VON and AN of a customer's tickets follow the customer's name."""

from django.db import connection

from anliegen.customers.events import CustomerRenamed

# Which of the two ends is the customer's shows in who opened the ticket; one statement for all tickets,
# and the trigger carries the new words to lists and search.
_RENAME = """
UPDATE tickets_ticket t
   SET from_label = CASE WHEN t.opened_by_id IS NULL THEN c.name ELSE t.from_label END,
       to_label = CASE WHEN t.opened_by_id IS NULL THEN t.to_label ELSE c.name END
  FROM customers_customer c
 WHERE c.id = %(customer)s AND t.desk_id = c.company_id AND t.customer_id = c.id AND t.kind = 'customer'
   AND CASE WHEN t.opened_by_id IS NULL THEN t.from_label ELSE t.to_label END <> c.name
"""


def follow_customer(event: CustomerRenamed) -> None:
    """Write the new name into the customer's tickets. Handler of CustomerRenamed."""
    with connection.cursor() as cursor:
        cursor.execute(_RENAME, {"customer": event.customer_id})
