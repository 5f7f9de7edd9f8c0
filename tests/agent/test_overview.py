"""The overview: filters, pages, search, nonsense, and a budget that does not grow with the rows."""

import html
import re
from urllib.parse import quote

import pytest
from django.test import Client

from anliegen.tickets.actions.change import assign, categorise, change_priority, change_status
from anliegen.tickets.actions.folder import move
from tests.cast import Cast
from tests.conftest import Budget
from tests.tickets.test_isolation import internal


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def numbers(client: Client, query: str) -> list[int]:
    text = client.get(f"/tickets/{query}").content.decode()
    return [int(n) for n in re.findall(r'<tr id="t(\d+)"', text)]


def button_counts(client: Client, query: str) -> list[int]:
    page = client.get(f"/tickets/{query}").content.decode()
    bar = page[page.index('class="filters"') : page.index("</nav>", page.index('class="filters"'))]
    return [int(n) for n in re.findall(r'class="count">(\d+)<', bar)]


def test_critical_ones_stand_on_top_in_every_order(world: Cast, anna: Client) -> None:
    made = [internal(world.anna).number for _ in range(5)]
    actor = world.anna.actor()
    change_priority(actor=actor, number=made[1], priority=4)
    for sort in ("", "activity_asc", "number", "number_asc", "priority", "priority_asc"):
        assert numbers(anna, f"?sort={sort}")[0] == made[1], sort
    change_status(actor=world.anna.actor(), number=made[1], status="closed")
    assert numbers(anna, "?sort=number")[0] == made[-1]


def test_pages_are_complete_and_do_not_overlap(world: Cast, anna: Client) -> None:
    made = {internal(world.anna).number for _ in range(27)}
    seen = [n for page in (1, 2, 3) for n in numbers(anna, f"?size=10&page={page}")]
    assert made <= set(seen)
    assert len(seen) == len(set(seen))
    backwards = [n for page in (1, 2, 3) for n in numbers(anna, f"?size=10&page={page}&sort=activity_asc")]
    assert backwards == seen[::-1]


def test_folders_and_counts(world: Cast, anna: Client) -> None:
    number = internal(world.anna).number
    move(actor=world.anna.actor(), number=number, folder="spam")
    assert number in numbers(anna, "?folder=spam")
    assert number not in numbers(anna, "")
    move(actor=world.anna.actor(), number=number, folder="inbox")
    assert number in numbers(anna, "")


@pytest.mark.parametrize("query", ["heiz", "HEIZ", "#{number}", "{number}"])
def test_search_by_words_and_number(world: Cast, anna: Client, query: str) -> None:
    wanted = internal(world.anna, "Die Heizung bleibt kalt").number
    internal(world.anna, "Etwas anderes")
    found = numbers(anna, "?q=" + query.format(number=wanted).replace("#", "%23"))
    assert wanted in found


def test_wildcards_are_taken_literally(world: Cast, anna: Client) -> None:
    internal(world.anna, "ohne Zeichen")
    wanted = internal(world.anna, "100 % Rabatt_Aktion").number
    assert numbers(anna, "?q=%25") == [wanted]
    assert numbers(anna, "?q=t_a") == [wanted]


def test_short_words_are_found_at_the_beginnings_of_words(world: Cast, anna: Client) -> None:
    wanted = internal(world.anna, "Zu Öl und Xylit").number
    internal(world.anna, "Rohöl, Taxy")
    for query in ("xy", "Öl", "ö", "ZU xy"):
        assert wanted in numbers(anna, f"?q={query}"), query
    assert numbers(anna, "?q=xy") == [wanted]
    assert numbers(anna, "?q=qx") == []


def test_letters_that_have_no_capital_are_found(world: Cast, anna: Client) -> None:
    wanted = internal(world.anna, "Straße").number
    for query in ("Straße", "STRAßE", "straße"):
        assert numbers(anna, f"?q={query}") == [wanted], query


def test_what_a_frequent_word_finds_is_the_latest(world: Cast, anna: Client) -> None:
    made = [internal(world.anna, f"Wiederkehrend {n}").number for n in range(30)]
    assert numbers(anna, "?q=wiederkehrend&size=100") == made[::-1]
    internal(world.anna, "Einmalig Sonderfall")
    assert len(numbers(anna, "?q=sonderfall")) == 1


def test_a_rare_word_is_found_beside_frequent_ones(world: Cast, anna: Client) -> None:
    """The index is asked for pieces of the words; what they find besides is none of the result."""
    for n in range(21):
        internal(world.anna, f"Müller & Söhne: Wartung der Anlage, 50 % von Teil {n}")
    wanted = internal(world.anna, "Müller & Söhne: Wartung der Anlage, Fehlercode E-117, Kran_A").number
    internal(world.anna, "Müller & Söhne: Nur erwartungsgemäß, Code 117 am Kran-A")
    queries = [
        "wartung e-117",
        "E-117 Müller",
        "wartung kran_a",
        "der fehlercode",
        "wartung ko xy",
        "50 % kran",
    ]
    assert [numbers(anna, f"?q={quote(query)}") for query in queries] == [[wanted]] * 4 + [[], []]


def test_only_signs_are_searched_in_the_latest_tickets_and_the_page_says_so(
    world: Cast, anna: Client
) -> None:
    wanted = internal(world.anna, "Was nun?! (Frage)").number
    page = anna.get("/tickets/?q=%3F%21").content.decode()
    assert f'<tr id="t{wanted}"' in page
    assert "nur in den neuesten 5.000 Tickets" in page
    assert "nur in den neuesten" not in anna.get("/tickets/?q=nun%3F").content.decode()


@pytest.mark.parametrize(
    ("query", "all_", "open_", "spam"),
    [("category={technik}", 3, 2, 1), ("priority=3", 2, 1, 0), ("category={technik}&priority=3", 1, 0, 0),
     ("assignee={ben}", 1, 1, 0), ("q=zähltest", 4, 3, 1), ("q=zähltest&category={technik}", 3, 2, 1),
     ("q=zähltest&view=unassigned", 2, 2, 1)],
)  # fmt: skip
def test_the_buttons_count_within_the_filters(
    world: Cast, anna: Client, query: str, all_: int, open_: int, spam: int
) -> None:
    technik, ben = world.categories["technik"], world.ben.membership_id
    address = "?" + query.format(technik=technik, ben=ben)
    before, listed = button_counts(anna, address), len(numbers(anna, address))
    made = [internal(world.anna, "Zähltest").number for _ in range(5)]
    actor = world.anna.actor()
    for number in made[:4]:
        categorise(actor=actor, number=number, category_ids=[technik])
    change_priority(actor=actor, number=made[1], priority=3)
    change_priority(actor=actor, number=made[4], priority=3)
    change_status(actor=actor, number=made[1], status="closed")
    assign(actor=actor, number=made[0], assignee_id=ben)
    change_status(actor=actor, number=made[0], status="open")
    move(actor=actor, number=made[3], folder="spam")
    after = button_counts(anna, address)
    added = [now - then for now, then in zip(after, before, strict=True)]
    assert (added[0], added[1], added[5]) == (all_, open_, spam)
    assert sum(after[1:5]) == after[0]
    assert len(numbers(anna, address)) - listed == all_


@pytest.mark.parametrize(
    "query",
    ["?status=quatsch", "?sort=;drop", "?page=-1", "?page=abc", "?size=7", "?size=1e9", "?view=x",
     "?category=x", "?priority=9", "?assignee=-", "?folder=erased", "?q=" + "x" * 5000],
)  # fmt: skip
def test_nonsense_gives_a_sentence_and_the_default(world: Cast, anna: Client, query: str) -> None:
    internal(world.anna)
    response = anna.get("/tickets/" + query)
    assert response.status_code == 200
    if not query.startswith("?q"):
        assert 'class="banner banner--amber" role="alert"' in response.content.decode()


def test_a_page_beyond_the_end_is_the_last(world: Cast, anna: Client) -> None:
    made = internal(world.anna).number
    assert made in numbers(anna, "?page=9999")


def test_the_budget_does_not_grow_with_the_rows(world: Cast, anna: Client, budget: type[Budget]) -> None:
    internal(world.anna)
    anna.get("/tickets/")
    with budget(8) as few:
        anna.get("/tickets/?size=10")
    for _ in range(40):
        internal(world.anna)
    with budget(8) as many:
        anna.get("/tickets/?size=500")
    assert len(many) == len(few)


def test_a_ticket_page_stays_within_its_budget(world: Cast, anna: Client, budget: type[Budget]) -> None:
    number = internal(world.anna).number
    anna.get(f"/tickets/{number}/")
    with budget(8):
        anna.get(f"/tickets/{number}/")


def test_the_number_per_page_is_remembered(world: Cast, anna: Client) -> None:
    for _ in range(12):
        internal(world.anna)
    answer = anna.post("/konto/seitengroesse/", {"size": "10", "back": "/tickets/?status=open"})
    assert answer["Location"] == "/tickets/?status=open"
    assert len(numbers(anna, "")) == 10
    anna.post("/konto/seitengroesse/", {"size": "11"})
    assert len(numbers(anna, "")) == 10
    assert (
        anna.post("/konto/seitengroesse/", {"size": "50", "back": "//evil.example"})["Location"]
        == "/tickets/"
    )


def test_the_filter_buttons_have_the_words_of_the_description(world: Cast) -> None:
    page = world.anna.client().get("/tickets/").content.decode()
    bar = page[page.index('class="filters"') : page.index("</nav>", page.index('class="filters"'))]
    words = ["Alle", "Offen", "Bearbeitung", "Warten auf Kunden", "Geschlossen", "Spam"]
    assert [word for word in words if word in bar] == words
    assert [bar.index(f"{word} ") for word in words] == sorted(bar.index(f"{word} ") for word in words)


def test_a_row_closes_its_ticket_and_opens_it_again(world: Cast, anna: Client) -> None:
    side = internal(world.anna, "Schlüssel nachmachen")
    for status, reads in (
        ("closed", f"Ticket #{side.number} wurde geschlossen."),
        ("open", "ist wieder offen."),
    ):
        answer = anna.post("/tickets/sammelaktion/", {"one": f"{side.number}:status:{status}"}, follow=True)
        assert reads in answer.content.decode()
        side.refresh_from_db()
        assert side.status == status
    row = anna.get("/tickets/?status=open").content.decode()
    assert f'value="{side.number}:status:closed"' in row
    anna.post("/tickets/sammelaktion/", {"one": f"{side.number}:status:closed"})
    row = anna.get("/tickets/?status=closed").content.decode()
    assert f'value="{side.number}:status:open"' in row
    assert f'value="{side.number}:status:closed"' not in row


def test_a_search_without_results_is_reset_with_the_other_filters_kept(world: Cast) -> None:
    anna = world.anna.client()
    text = html.unescape(anna.get("/tickets/?q=xyzzyx&priority=3").content.decode())
    assert "auch in geschlossenen Tickets" in text
    assert re.search(r'href="/tickets/\?priority=3">Suche zurücksetzen<', text)
    narrowed = anna.get("/tickets/?q=xyzzyx&status=open").content.decode()
    assert "auch in geschlossenen Tickets" not in narrowed


def test_a_search_knows_what_lists_call_a_ticket_and_quotation_marks(world: Cast, anna: Client) -> None:
    side = internal(world.anna, "Gasgeruch im Keller")
    for query in (
        f"Ticket #{side.number}",
        f"ticket #{side.number} keller",
        "„Gasgeruch“",
        '"Keller"',
        "»im« keller",
    ):
        assert numbers(anna, f"?q={quote(query)}") == [side.number], query
    assert numbers(anna, f"?q={quote('Ticket')}") == []


def test_filters_in_use_are_named_and_taken_away_one_by_one(world: Cast, anna: Client) -> None:
    customer, foreign = world.customers["thal"], world.customers["berg"]
    page = html.unescape(anna.get(f"/tickets/?customer={customer}&priority=2&sort=number").content.decode())
    chips = page[page.index('class="chips"') : page.index("</ul>", page.index('class="chips"'))]
    assert ">Thal Architekten GmbH<" in chips
    assert f'href="/tickets/?customer={customer}&sort=number"' in chips
    assert 'href="/tickets/?priority=2&sort=number"' in chips
    assert ">Mittel<" in chips
    assert 'href="/tickets/?sort=number"' in chips  # all of them
    for unknown in (f"customer={foreign}", "category=987654", "assignee=987654"):
        text = html.unescape(anna.get(f"/tickets/?{unknown}").content.decode())
        assert ">nicht mehr vorhanden<" in text, unknown
    assert 'class="chips"' not in anna.get("/tickets/?status=open").content.decode()
