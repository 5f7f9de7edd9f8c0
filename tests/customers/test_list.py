"""The list of customers: by name, in parts, searched, whatever their number."""

from urllib.parse import parse_qsl

from anliegen.accounts.actor import Actor
from anliegen.common.text import fold
from anliegen.customers.actions.archive import archive_customer
from anliegen.customers.actions.save import create_customer
from anliegen.customers.models import Customer
from anliegen.customers.queries import ROWS_PER_PAGE, SEARCH_LIMIT, Page, list_for
from anliegen.customers.record import CustomerInput
from tests.cast import Cast
from tests.conftest import Budget


def fill(actor: Actor, amount: int, name: str = "Kunde {n:05}") -> None:
    """Add customers in one statement."""
    names = [name.format(n=n) for n in range(amount)]
    Customer.objects.bulk_create(
        Customer(
            public_id=f"fill-{n}",
            company_id=actor.company_id,
            number=f"f{n}",
            name=words,
            sort_name=fold(words),
            search_text=fold(words),
        )
        for n, words in enumerate(names)
    )


def parts(actor: Actor, query: dict[str, str]) -> list[Page]:
    """Return all parts of the list of customers, following each one's link to the next."""
    pages = [list_for(actor, query)]
    while pages[-1].next:
        pages.append(list_for(actor, dict(parse_qsl(pages[-1].next))))
    return pages


def test_ten_thousand_customers_come_in_parts_without_loss_or_repetition(world: Cast) -> None:
    anna = world.anna.actor()
    before = Customer.objects.count()
    fill(anna, 10_000)
    seen = [row for page in parts(anna, {}) for row in page.rows]
    assert len(seen) == len({row.id for row in seen}) == before + 10_000
    assert [row.sort_name for row in seen] == sorted(row.sort_name for row in seen)


def test_a_part_costs_one_statement(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    fill(anna, 500)
    with budget(1):
        assert len(list_for(anna, {"after": "kunde 00100", "id": "1"}).rows) == ROWS_PER_PAGE


def test_equal_names_are_not_skipped_between_parts(world: Cast) -> None:
    anna = world.anna.actor()
    fill(anna, ROWS_PER_PAGE * 2 + 5, "Meier")
    pages = parts(anna, {"q": "meier"})
    assert [len(page.rows) for page in pages] == [ROWS_PER_PAGE, ROWS_PER_PAGE, 5]


def test_a_search_that_finds_too_much_says_so(world: Cast) -> None:
    anna = world.anna.actor()
    fill(anna, SEARCH_LIMIT + 1, "Meier {n}")
    assert list_for(anna, {"q": "meier"}).is_capped
    assert not list_for(anna, {"q": "meier 17"}).is_capped


def test_umlauts_stand_where_people_look_for_them(world: Cast) -> None:
    anna = world.anna.actor()
    for name in ("Zöllner", "Özdemir", "Oberländer", "Ähren AG", "Adler"):
        create_customer(actor=anna, given=CustomerInput(name=name))
    own = [
        row.name
        for row in list_for(anna, {}).rows
        if row.name not in {"Bäckerei Moor", "Thal Architekten GmbH"}
    ]
    assert own == ["Adler", "Ähren AG", "Oberländer", "Özdemir", "Zöllner"]


def test_archived_customers_have_a_list_of_their_own(world: Cast) -> None:
    anna = world.anna.actor()
    created = create_customer(actor=anna, given=CustomerInput(name="Ruht"))
    archive_customer(actor=anna, public_id=created.public_id, archived=True)
    assert "Ruht" not in [row.name for row in list_for(anna, {}).rows]
    assert [row.name for row in list_for(anna, {"archived": "1"}).rows] == ["Ruht"]


def test_nonsense_in_the_address_is_the_first_part(world: Cast) -> None:
    anna = world.anna.actor()
    first = list_for(anna, {}).rows
    for words in ({"after": "x", "id": "²"}, {"after": "", "id": "1"}, {"after": "\x00", "id": "9" * 30}):
        assert list_for(anna, words).rows == first


def test_nobody_sees_foreign_customers(world: Cast) -> None:
    carla = world.carla.actor()
    assert [row.name for row in list_for(carla, {}).rows] == ["Hausgemeinschaft Berg"]
    assert list_for(carla, {"q": "thal"}).rows == []
