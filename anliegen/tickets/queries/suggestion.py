"""What a search that finds nothing may have meant: its unknown words replaced by near ones.

Only the newest tickets that the filters show are asked for words, a bounded number of them, so that it costs
the same with a million. Policies apply: it is an ordinary reading of what the person sees in the list anyway.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any, NamedTuple

from anliegen.accounts.actor import Actor
from anliegen.common.reads import Read, Rows
from anliegen.common.spelling import LONGEST, errors_in
from anliegen.common.text import fold
from anliegen.tickets.queries.filters import Filters, patterns, where, words_of
from anliegen.tickets.queries.numbers import count_read

# So many of the newest tickets are asked, so many of the words most like each unknown one are looked at.
ASKED = 2000
_LIKE_IT, _BEST = 30, 5
_SHORTEST = 3
# More mistyped words than that are no typing errors.
_MOST_UNKNOWN = 3


class Suggestion(NamedTuple):
    """Another search, and how many tickets it finds within the same filters; above COUNTED_UPTO: "1000+"."""

    filters: Filters
    tickets: int


@dataclass(slots=True)
class _Candidate:
    """A word of the company's tickets that may have been meant, and the tickets that hold it."""

    word: str
    errors: int
    tickets: set[int]


def suggestion_for(actor: Actor, filters: Filters) -> Suggestion | None:
    """Return what may have been meant by a search that has found nothing at all (no statement, 1 or 2)."""
    words = words_of(filters.query)
    if filters.found != () or not any(_may_be_mistyped(word) for word in words):
        return None
    near = _near_read(actor, filters, words).now()
    best = _best([near[place] for place in sorted(near)]) if near else None
    if best is None:
        return None
    meant = dict(zip(sorted(near), best, strict=True))
    query = " ".join(meant.get(place, word) for place, word in enumerate(words))
    suggested = replace(filters, query=query, found=None)
    tickets = count_read(actor, suggested).now()
    return Suggestion(suggested, tickets) if tickets else None


def _may_be_mistyped(word: str) -> bool:
    """Numbers are looked up, short words fit everywhere: those are taken as they stand."""
    return _SHORTEST <= len(word) <= LONGEST and not word.startswith("#") and any(map(str.isalpha, word))


# Signs that stand between words, and others that stand around them. Each word is looked at once, however many
# tickets hold it: splitting is what costs.
_BETWEEN = ",;:/()"
_SIGNS = ".-!?[]{}<>\"'|\\„“”‚‘’»«›‹–…"

# A word is known when any ticket of the company holds it; only then another one can be meant by the rest.
# What the newest tickets say is looked at first, because a frequent word is found there at once.
_NEAR = """
WITH keys AS MATERIALIZED ({keys}),
newest AS MATERIALIZED (
    SELECT s.ticket_id, s.search_text, s.subject, s.from_label, s.to_label
      FROM keys k JOIN tickets_side s ON s.company_id = %(company)s AND s.ticket_id = k.ticket_id),
asked AS MATERIALIZED (
    SELECT a.place, a.pattern, a.other, a.plain,
           a.fixed OR EXISTS (SELECT FROM newest n WHERE n.search_text LIKE a.pattern)
                   OR (%(many)s AND EXISTS (SELECT FROM tickets_search(ARRAY[a.pattern], 1))) AS known
      FROM unnest(%(places)s::int[], %(patterns)s::text[], %(others)s::text[], %(plain)s::text[],
                  %(fixed)s::boolean[]) AS a (place, pattern, other, plain, fixed)),
unknown AS MATERIALIZED (
    SELECT place, plain, length(plain) - 3 AS least, length(plain) + 3 AS most, plain ~ '[0-9]' AS has_digits
      FROM asked WHERE NOT known),
fitting AS MATERIALIZED (
    SELECT n.ticket_id, translate(
           concat_ws(' ', n.subject, n.from_label, n.to_label,
                     -- The address of the sender is the last word of what is searched.
                     CASE WHEN n.search_text LIKE '%%@%%' THEN split_part(n.search_text, ' ', -1) END),
           %(between)s, %(blanks)s) AS text
      FROM newest n WHERE NOT EXISTS (
           SELECT FROM asked a WHERE a.known
              AND NOT (n.search_text LIKE a.pattern OR a.other <> '' AND n.search_text LIKE a.other))),
raws AS MATERIALIZED (
    SELECT t.raw, array_agg(f.ticket_id) AS tickets FROM fitting f, string_to_table(f.text, ' ') AS t (raw)
     WHERE length(t.raw) >= %(shortest)s AND length(t.raw) >= (SELECT min(least) FROM unknown)
     GROUP BY t.raw HAVING (SELECT bool_or(has_digits) FROM unknown) OR t.raw !~ '[0-9]'),
spelled AS MATERIALIZED (
    SELECT w.word, translate(lower(w.word), 'äöüß', 'aous') AS plain, r.tickets
      FROM raws r CROSS JOIN LATERAL (
           SELECT btrim(r.raw, %(signs)s) UNION ALL
           SELECT btrim(p.part, %(signs)s) FROM string_to_table(r.raw, '-') AS p (part)
            WHERE position('-' IN r.raw) > 0) AS w (word)
     WHERE length(w.word) BETWEEN %(shortest)s AND %(longest)s)
SELECT json_build_array(u.place, c.word, c.tickets)
  FROM unknown u CROSS JOIN LATERAL (
       SELECT s.word, s.tickets FROM spelled s
        WHERE length(s.plain) BETWEEN u.least AND u.most
        ORDER BY similarity(s.plain, u.plain) DESC, cardinality(s.tickets) DESC, s.word
        LIMIT %(like_it)s) AS c
 WHERE (SELECT count(*) FROM unknown) <= %(most)s
UNION ALL SELECT json_build_array(u.place, '', ARRAY[]::bigint[]) FROM unknown u
"""


def _near_read(actor: Actor, filters: Filters, words: Sequence[str]) -> Read[dict[int, list[_Candidate]]]:
    """Ask which words no ticket holds, and for the words of the newest tickets that are like them."""
    wanted = patterns(filters.query)
    fixed = [not _may_be_mistyped(word) for word in words]
    values: dict[str, Any] = {
        "company": actor.company_id,
        "asked": ASKED,
        "many": len(words) > 1,
        "places": list(range(len(words))),
        "patterns": [_like(pattern) for pattern in wanted],
        "others": [f"#{pattern[1:]}%" if pattern.startswith("^") else "" for pattern in wanted],
        "plain": [fold(word) for word in words],
        "fixed": fixed,
        "signs": _SIGNS,
        "between": _BETWEEN,
        "blanks": " " * len(_BETWEEN),
        "shortest": _SHORTEST,
        "longest": LONGEST,
        "like_it": _LIKE_IT,
        "most": _MOST_UNKNOWN,
    }
    keys, own = _newest(actor, filters)
    return Read(_NEAR.format(keys=keys), values | own, lambda rows: _by_place(rows, words))


def _newest(actor: Actor, filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return SQL for the newest tickets that the filters show, along the same indexes as the list."""
    source, condition, values = where(
        replace(filters, query="", found=None), actor.company_id, actor.membership_id
    )
    order = "ORDER BY s.activity_at DESC, s.ticket_id DESC LIMIT %(asked)s"
    parts = [
        f"(SELECT s.ticket_id FROM {source} WHERE {condition} AND {pinned} {order})"  # noqa: S608
        for pinned in ("s.pinned", "NOT s.pinned")
    ]
    return " UNION ALL ".join(parts), values


def _like(pattern: str) -> str:
    """Return the pattern as one of LIKE; the text begins with the number, so words have a blank before."""
    if pattern.startswith("^"):
        return f"% {pattern[1:]}%"
    return f"{pattern} %" if pattern.startswith("#") else pattern


def _by_place(rows: Rows, words: Sequence[str]) -> dict[int, list[_Candidate]]:
    """Sort what was found: for each unknown word the best candidates, spelled as most tickets spell them."""
    found: dict[int, dict[str, _Candidate]] = {}
    for place, word, tickets in rows:
        of_place = found.setdefault(place, {})
        errors = errors_in(words[place], word) if word else None
        if errors is None:
            continue
        known = of_place.get(word.lower())
        if known is None:
            of_place[word.lower()] = _Candidate(word, errors, set(tickets))
        else:
            known.tickets.update(tickets)
    return {place: _first(candidates.values()) for place, candidates in found.items()}


def _first(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    return sorted(candidates, key=lambda c: (c.errors, -len(c.tickets)))[:_BEST]


def _best(places: Sequence[Sequence[_Candidate]]) -> tuple[str, ...] | None:
    """Return the nearest words that stand together in a ticket."""
    together = sorted(
        islice(product(*places), _BEST**_MOST_UNKNOWN), key=lambda choice: sum(c.errors for c in choice)
    )
    for choice in together:
        if choice and set.intersection(*(c.tickets for c in choice)):
            return tuple(c.word for c in choice)
    return None
