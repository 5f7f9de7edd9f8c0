"""Every address, filled with what no browser sends: an answer, never a fault; others' rows stay."""

from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.matrix.test_actors import things_of, traces
from tests.matrix.test_matrix import EXPECTED, PUBLIC, address

FIELDS = (
    "assignee", "back", "base", "before", "body", "body_format", "categories", "category", "color", "contact",
    "contact-0-name", "customer", "customer_query", "density", "email", "endpoint", "find", "folder", "key",
    "kinds", "language", "lock_token", "login", "membership", "message", "name", "new_password1",
    "new_password2", "next", "number", "numbers", "old_password", "one", "page", "page_size", "password",
    "position", "postcode", "priority", "q", "role", "scope", "seen", "seen_news", "size", "slug", "sort",
    "state", "status", "street", "subject", "theme", "then", "title", "to", "token", "unread", "uploads",
    "upto", "version", "view", "visible", "what", "window",
)  # fmt: skip
NONSENSE = (
    "a\x00b",
    "a\ud800b",
    "²",
    "٣",
    "-1",
    "9" * 5000,
    "9223372036854775808",
    "\u202egnp.exe\u202c",
    "😀👩‍👩‍👧‍👦" * 50,
    "{{7*7}}{% debug %}%(number)s{0}",
    "1' OR '1'='1; --",
    "x" * 100_000,
)
pytestmark = pytest.mark.timeout(400)
# A portal answers by itself; see tests/portal.
ROUTES = [route for route in EXPECTED if not route.startswith("portal/")]


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nonsense_in_every_field(unlimited: Cast, method: str, turn: int) -> None:
    """Every field gets another kind of nonsense in every turn, and every address all fields at once."""
    ids = things_of(unlimited.anna, unlimited)
    routes = [r for r in ROUTES if method in EXPECTED[r][1] and not r.startswith(("abmelden", "konto/sitz"))]
    before = traces(unlimited.carla), traces(unlimited.olga)
    for route in routes:
        for person in ("ben", "olga") if route.startswith("verwaltung/firmen") else ("ben",):
            client = Client() if EXPECTED[route][0] == PUBLIC else unlimited.people[person].client()
            answer = filled(client, method, address(route, ids), nonsense(turn))
            assert answer.status_code < 500, (route, answer.status_code)
    assert (traces(unlimited.carla), traces(unlimited.olga)) == before


def nonsense(turn: int) -> dict[str, bytes]:
    """Return a value for each field, as the bytes that they are."""
    values = [value.encode("utf-8", "surrogatepass") for value in NONSENSE]
    return {name: values[(n + turn * 5) % len(values)] for n, name in enumerate(FIELDS)}


def filled(client: Client, method: str, path: str, values: dict[str, bytes]) -> HttpResponse:
    if method == "POST":
        form = "application/x-www-form-urlencoded"
        return client.post(path, urlencode(values), content_type=form)  # type: ignore[return-value]
    # In an address there is less room.
    short = {name: value[:60] for name, value in values.items() if b"\x00" not in value}
    return client.get(f"{path}?{urlencode(short)}")  # type: ignore[return-value]
