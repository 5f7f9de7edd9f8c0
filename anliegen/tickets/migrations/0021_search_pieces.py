"""A search for a rare word beside frequent ones reads few lists of the trigram index."""

from django.db import migrations

# Each trigram of a word is a list in the index, and those of a frequent word are long and say much the same.
# Where another word is rare, four letters from the middle of a frequent one are enough to narrow its hits, and
# of the rare one the pieces between signs: "e-117" would read all words that begin with 1. What the index has
# found is then compared with the whole words; another collation keeps that comparison out of the index.
# With one word, or with words that are all rare or all frequent, nothing is gained: the whole words are asked for.
SEARCH = """
CREATE FUNCTION tickets_search_condition(patterns text[], place text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(CASE left(p, 1)
        WHEN '^' THEN format('(%s LIKE %L OR %s LIKE %L)',
                             place, '% ' || substr(p, 2) || '%', place, '#' || substr(p, 2) || '%')
        WHEN '#' THEN format('number = %s', substr(p, 2)::bigint)
        ELSE format('%s LIKE %L', place, p) END, ' AND ') FROM unnest(patterns) AS p;
$$;
CREATE OR REPLACE FUNCTION tickets_search_condition(patterns text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT tickets_search_condition(patterns, 'search_text');
$$;

-- A piece of one or two letters has trigrams only with what stands beside it: then the whole word is asked for.
-- One sign at the beginning has none either way.
CREATE FUNCTION tickets_search_pieces(pattern text, is_rare boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN left(pattern, 1) = '%' AND bool_and(length(piece) > 2 OR (n = 1 AND length(piece) = 1))
                THEN string_agg(format('search_text LIKE %L', '%' || CASE WHEN is_rare THEN piece
                         ELSE substr(piece, (length(piece) - 2) / 2, 4) END || '%'), ' AND ')
                     FILTER (WHERE length(piece) > 2) END
      FROM (SELECT r[1] AS piece, n
              FROM regexp_matches(pattern, '[[:alnum:]]+', 'g') WITH ORDINALITY AS m(r, n)) AS pieces;
$$;

CREATE OR REPLACE FUNCTION tickets_search(patterns text[], most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    own bigint := coalesce(app_company(), 0);
    wanted text := tickets_search_condition(patterns);
    narrowed text := 'true';
    found bigint[];
    rare text[];
BEGIN
    IF wanted IS NULL THEN RETURN; END IF;
    IF position('number =' IN wanted) = 0 THEN
        found := tickets_search_newest(own, wanted, 20, 500);
        IF cardinality(found) >= 20 THEN
            found := tickets_search_newest(own, wanted, most, 25000);
            IF cardinality(found) >= most THEN RETURN QUERY SELECT unnest(found); RETURN; END IF;
        ELSIF cardinality(patterns) > 1 THEN
            rare := ARRAY(SELECT p FROM unnest(patterns) AS p WHERE cardinality(
                tickets_search_newest(own, tickets_search_condition(ARRAY[p]), 20, 500)) < 20);
            IF cardinality(rare) BETWEEN 1 AND cardinality(patterns) - 1 THEN
                SELECT string_agg(coalesce(tickets_search_pieces(p, p = ANY (rare)),
                                           tickets_search_condition(ARRAY[p])), ' AND ')
                  INTO narrowed FROM unnest(patterns) AS p;
                wanted := tickets_search_condition(patterns, 'search_text COLLATE "C"');
            END IF;
        END IF;
    END IF;
    RETURN QUERY EXECUTE format(
        'WITH hits AS MATERIALIZED (SELECT ticket_id, activity_at FROM tickets_side'
        ' WHERE company_id = %s AND %s AND %s) SELECT ticket_id FROM hits ORDER BY activity_at DESC LIMIT %s',
        own, narrowed, wanted, most);
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION tickets_search(patterns text[], most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    own bigint := coalesce(app_company(), 0);
    wanted text := tickets_search_condition(patterns);
    found bigint[];
BEGIN
    IF wanted IS NULL THEN RETURN; END IF;
    IF position('number =' IN wanted) = 0 THEN
        found := tickets_search_newest(own, wanted, 20, 500);
        IF cardinality(found) >= 20 THEN
            found := tickets_search_newest(own, wanted, most, 25000);
            IF cardinality(found) >= most THEN RETURN QUERY SELECT unnest(found); RETURN; END IF;
        END IF;
    END IF;
    RETURN QUERY EXECUTE format(
        'WITH hits AS MATERIALIZED (SELECT ticket_id, activity_at FROM tickets_side'
        ' WHERE company_id = %s AND %s) SELECT ticket_id FROM hits ORDER BY activity_at DESC LIMIT %s',
        own, wanted, most);
END $$;
DROP FUNCTION tickets_search_pieces(text, boolean);
CREATE OR REPLACE FUNCTION tickets_search_condition(patterns text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(CASE left(p, 1)
        WHEN '^' THEN format('(search_text LIKE %L OR search_text LIKE %L)',
                             '% ' || substr(p, 2) || '%', '#' || substr(p, 2) || '%')
        WHEN '#' THEN format('number = %s', substr(p, 2)::bigint)
        ELSE format('search_text LIKE %L', p) END, ' AND ') FROM unnest(patterns) AS p;
$$;
DROP FUNCTION tickets_search_condition(text[], text);
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0020_erased_tickets")]
    operations = [migrations.RunSQL(SEARCH, BEFORE)]
