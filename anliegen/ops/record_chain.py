"""Whether the record of administration is as it was written: the chain of each company, entry by entry."""

from django.db import connections

from anliegen.ops.surroundings import Finding

# An entry without a link was written past the chain, a link without an entry has lost it. The database sorts,
# on its disk if need be, and one row comes back.
_FIRST_BROKEN = """
SELECT coalesce(l.entry_id, e.id), coalesce(c.slug, coalesce(l.company_id, e.company_id)::text),
       CASE WHEN e.id IS NULL THEN 'gone' WHEN l.entry_id IS NULL THEN 'past' ELSE 'changed' END
  FROM (SELECT k.*, lag(k.digest, 1, '') OVER (PARTITION BY k.company_id ORDER BY k.place) AS previous
          FROM accounts_audit_link k) l
  FULL JOIN accounts_audit e ON e.id = l.entry_id
  LEFT JOIN accounts_company c ON c.id = coalesce(l.company_id, e.company_id)
 WHERE e.id IS NULL OR l.entry_id IS NULL OR l.company_id <> e.company_id
    OR l.digest <> accounts_audit_digest(l.previous, e)
 ORDER BY coalesce(l.company_id, e.company_id), l.place NULLS LAST, e.id LIMIT 1
"""
_SAYS = {
    "gone": "Eintrag {entry} der Firma „{company}“ fehlt: Sicherung vergleichen.",
    "past": "Eintrag {entry} der Firma „{company}“ steht nicht in der Kette: Sicherung vergleichen.",
    "changed": "Eintrag {entry} der Firma „{company}“ wurde verändert, oder der davor fehlt: "
    "Sicherung vergleichen.",
}


def chain_of_the_record() -> Finding:
    """Verify all companies' chains; the advice names the first entry that does not fit."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_FIRST_BROKEN)
        broken = cursor.fetchone()
    advice = _SAYS[broken[2]].format(entry=broken[0], company=broken[1]) if broken else ""
    return Finding("Kette des Protokolls", broken is None, advice)
