"""Two agents at once, a thousand times: who holds the lock, and what becomes of the second answer."""

import http.client
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import psycopg

from anliegen.common.ids import digest

LOCKS, SENDS = 2000, 1000
_COMPANY = 1
_TOKEN = "b" * 32  # of the forms; cookie and field carry the same

_SESSIONS = """
INSERT INTO accounts_session (session_key, session_data, expire_date, user_id, company_id, created_at, device)
SELECT %s, '', now() + interval '1 day', user_id, company_id, now(), '' FROM accounts_membership
 WHERE company_id = %s AND is_active ORDER BY id OFFSET %s LIMIT 1 ON CONFLICT DO NOTHING
"""
_TICKETS = """
SELECT s.number, s.news FROM tickets_side s JOIN tickets_ticket t ON t.id = s.ticket_id
 WHERE s.company_id = %s AND s.folder = 'inbox' AND t.kind = 'customer' AND t.desk_id = s.company_id
 ORDER BY s.number LIMIT %s
"""
_LAST = "SELECT coalesce(max(id), 0) FROM conversation_message"
# Only what came since: texts of a million tickets are not read.
_SAID = "SELECT count(*) FROM conversation_message WHERE id > %s AND company_id = %s AND html LIKE %s"

Post = Callable[[str, dict[str, str]], tuple[int, str]]


def measure_races(port: int, owner_dsn: str) -> dict[str, Any]:
    """Run all races; return how many there were and what went wrong in how many."""
    with psycopg.connect(owner_dsn, autocommit=True) as connection, _two(port, connection) as (one, two):
        tickets = connection.execute(_TICKETS, [_COMPANY, max(LOCKS, SENDS)]).fetchall()
        with ThreadPoolExecutor(2) as pool:
            locks = _locks(connection, pool, (one, two), [number for number, _news in tickets])
            return locks | _sends(connection, pool, (one, two), tickets)


def report(found: dict[str, Any]) -> None:
    """Print the section of the table."""
    print(
        f"Rennen: {found['lock_races']} um die Sperre, {found['not_one_holder']} ohne genau einen Inhaber; "
        f"{found['send_races']} beim Senden, {found['second_answers']} stille zweite Antworten, "
        f"{found['lost_texts']} verlorene Texte; Antworten: "
        + ", ".join(f"{times} × {status}" for status, times in sorted(found["answers"].items()))
    )


def missed(found: dict[str, Any]) -> list[str]:
    """Return a line for each kind of race in which anything went wrong."""
    return [
        f"Rennen: {found[name]} {what}, Ziel 0"
        for name, what in (
            ("not_one_holder", "ohne genau einen Inhaber der Sperre"),
            ("second_answers", "stille zweite Antworten"),
            ("lost_texts", "verlorene Texte"),
        )
        if found[name]
    ]


def _locks(
    connection: psycopg.Connection[Any],
    pool: ThreadPoolExecutor,
    posts: tuple[Post, Post],
    numbers: list[int],
) -> dict[str, int]:
    wrong = 0
    for turn in range(LOCKS):
        number = numbers[turn % len(numbers)]
        if turn % len(numbers) == 0:
            connection.execute("DELETE FROM tickets_lock WHERE company_id = %s", [_COMPANY])
        path = f"/tickets/{number}/sperre/"
        answers = [pool.submit(post, path, {"window": uuid.uuid4().hex}) for post in posts]
        states = sorted(json.loads(answer.result()[1])["state"] for answer in answers)
        wrong += states != ["held", "mine"]
    connection.execute("DELETE FROM tickets_lock WHERE company_id = %s", [_COMPANY])
    return {"lock_races": LOCKS, "not_one_holder": wrong}


def _sends(
    connection: psycopg.Connection[Any],
    pool: ThreadPoolExecutor,
    posts: tuple[Post, Post],
    tickets: list[tuple[int, int]],
) -> dict[str, Any]:
    """Each of the two has seen the same conversation; one answer goes, the other comes back as typed."""
    second, lost, taken = 0, 0, 0
    statuses: Counter[int] = Counter()
    mark = uuid.uuid4().hex
    races = min(SENDS, len(tickets))
    ((last,),) = connection.execute(_LAST).fetchall()
    for turn, (number, news) in enumerate(tickets[:races]):
        texts = [f"{mark}-{turn}-{who}." for who in "ab"]
        path = f"/tickets/{number}/antworten/"
        asked = [
            pool.submit(post, path, {"body": text, "key": str(uuid.uuid4()), "seen_news": str(news)})
            for post, text in zip(posts, texts, strict=True)
        ]
        answers = [answer.result() for answer in asked]
        statuses.update(status for status, _body in answers)
        sent = sum(status == 303 for status, _body in answers)
        taken += sent
        second += sent > 1
        lost += sum(
            status != 303 and text not in body for (status, body), text in zip(answers, texts, strict=True)
        )
    ((said,),) = connection.execute(_SAID, [last, _COMPANY, f"%{mark}-%"]).fetchall()
    # What was acknowledged is there once, and nothing else is.
    return {
        "send_races": races,
        "second_answers": second,
        "lost_texts": lost + max(0, taken - int(said)),
        "answers": dict(statuses),
    }


@contextmanager
def _two(port: int, connection: psycopg.Connection[Any]) -> Iterator[tuple[Post, Post]]:
    """Two people of the big company, each with a connection of their own."""
    posts, lines = [], []
    for who in range(2):
        key = f"race-{who}"
        connection.execute(_SESSIONS, [digest(key), _COMPANY, who])
        lines.append(http.client.HTTPConnection("127.0.0.1", port, timeout=30))
        posts.append(_poster(lines[-1], key))
    try:
        yield posts[0], posts[1]
    finally:
        for line in lines:
            line.close()


def _poster(line: http.client.HTTPConnection, key: str) -> Post:
    headers = {
        "Cookie": f"anliegen={key}; csrf={_TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def post(path: str, values: dict[str, str]) -> tuple[int, str]:
        line.request("POST", path, urlencode({"csrfmiddlewaretoken": _TOKEN, **values}), headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()

    return post
