"""The line to the server repeats, loses, asks for too much: nothing twice, nothing missed, nothing leaks."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, let_go
from tests.browser.proxies import Losing, Repeating
from tests.browser.streams import Reader
from tests.browser.test_faults_writing import is_mine
from tests.browser.test_live_pages import listening
from tests.browser.test_live_streams import has_ticket, touch
from tests.browser.test_working_together import write
from tests.browser.webs import Somebody, Web, new_ticket, owner, port_of, said

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
ANNA, BEN = "anna@nordwerk.example", "ben@nordwerk.example"


@pytest.mark.parametrize("answered", [True, False])
def test_what_a_proxy_sends_again_is_one_message(server: str, answered: bool) -> None:
    anna, mark = Somebody(ANNA), uuid.uuid4().hex
    number = new_ticket(anna, port_of(server), f"Zweimal durch die Leitung, {answered}")
    with Repeating(port_of(server), answered=answered) as proxy:
        status, where, body = anna.reply(proxy.port, number, mark, uuid.uuid4())
        assert status == 303, body
        note = {"body": f"Notiz {mark}", "key": str(uuid.uuid4())}
        assert anna.ask(proxy.port, f"/tickets/{number}/notizen/", note)[0] == 303
    assert len(proxy.lost) == 2
    if answered:
        assert where.encode() in proxy.lost[0]
    assert said(mark) == 2
    assert said(f"Notiz {mark}") == 1
    let_go()
    assert entries(number) == 2  # with the first message of the ticket


def test_a_browser_whose_proxy_sends_again_sends_once(server: str, visit: Visit) -> None:
    anna = visit()
    with Repeating(port_of(server), answered=True) as proxy:
        number = new_ticket(Somebody(ANNA), port_of(server), "Im Browser zweimal durch die Leitung")
        anna.goto(f"{proxy.address}/tickets/{number}/")
        is_mine(anna)
        write(anna, "Durch die wiederholende Leitung.")
        anna.click("#reply [data-send]")
        expect(anna.locator(".message--ours").last).to_contain_text("Durch die wiederholende Leitung.")
        expect(anna.locator("#reply [contenteditable]")).to_have_text("")
        anna.goto("about:blank")
    assert said("Durch die wiederholende Leitung.") == 1


def test_hints_lost_on_the_way_are_noticed_and_the_page_is_right(server: str, visit: Visit) -> None:
    anna, ben = visit(), Somebody(BEN)
    number = new_ticket(ben, port_of(server), "Der Hinweis geht verloren")
    with Losing(port_of(server)) as proxy:
        anna.goto(f"{proxy.address}/tickets/?q=Hinweis+geht+verloren")
        listening(anna)
        row = anna.locator(f"#t{number}")
        expect(row.locator(".cell-status")).to_contain_text("Offen")
        proxy.loses = True
        assert ben.ask(port_of(server), f"/tickets/{number}/status/", {"status": "closed"})[0] == 303
        for _ in range(400):
            if proxy.lost:
                break
            anna.wait_for_timeout(50)
        assert proxy.lost
        # The next sign of life says how much was told.
        expect(row.locator(".cell-status")).to_contain_text("Geschlossen", timeout=40_000)
        assert proxy.loses
        anna.goto("about:blank")


def test_a_stream_cannot_ask_for_what_is_not_its_own(server: str) -> None:
    """Which hints a stream gets is decided by its session; whatever the address asks for changes nothing."""
    anna, carla = Somebody(ANNA), Somebody("carla@suedhof.example")
    number = new_ticket(anna, port_of(server), "Fremde Nummer")
    ((company,),) = owner("SELECT id FROM accounts_company WHERE slug = 'nordwerk'")
    query = (
        f"?ticket={number}&number={number}&company={company}&tickets[]={number}&channel=anliegen&kind=ticket"
    )
    with (
        Reader(server, carla.key, query=query) as foreign,
        Reader(server, anna.key, query="?ticket=0") as own,
    ):
        assert (foreign.status, own.status) == (200, 200)
        touch("nordwerk")
        assert own.until(has_ticket, 5)
        # Her own hint comes after what must not come at all.
        values = {"to": "internal", "subject": "Eigenes", "body": "Hier", "key": str(uuid.uuid4())}
        _status, where, _body = carla.ask(port_of(server), "/tickets/neu/", {**values, "priority": "2"})
        assert foreign.until(has_ticket, 5)
    assert {hint["number"] for hint in foreign.hints if "number" in hint} == {int(where.split("/")[2])}
    assert number != int(where.split("/")[2])


def test_a_server_killed_while_a_reply_is_held_sends_it_once(server: str) -> None:
    anna, mark = Somebody(ANNA), uuid.uuid4().hex
    with Web() as web:
        number = new_ticket(anna, web.port, "Getötet, während die Antwort wartet")
        keys = [uuid.uuid4() for _ in range(2)]
        kept, back = (anna.reply(web.port, number, f"{mark}-{n}.", key) for n, key in enumerate(keys))
        assert (kept[0], back[0]) == (303, 303)
        web.kill()
        assert [said(f"{mark}-{n}.") for n in range(2)] == [1, 1]
        assert entries(number) == 1  # both are still held
        web.start()
        # The way back stands after the restart as before, and the text is a draft again.
        message = int(re.search(r"#m(\d+)", back[1])[1])  # type: ignore[index]
        assert anna.ask(web.port, f"/tickets/{number}/antworten/{message}/ruecknahme/", {})[0] == 303
        assert said(f"{mark}-1.") == 0
        assert f"{mark}-1." in anna.ask(web.port, f"/tickets/{number}/entwuerfe/")[2]
        web.kill()
        let_go()
        let_go()
        assert entries(number) == 2
        web.start()
        # The same form again, from a browser that never got its answer.
        again = anna.reply(web.port, number, f"{mark}-0.", keys[0])
        assert (again[0], again[1]) == (303, kept[1])
        assert said(f"{mark}-0.") == 1
        let_go()
        assert entries(number) == 2
        assert f"{mark}-1." in anna.ask(web.port, f"/tickets/{number}/entwuerfe/")[2]


def entries(number: int) -> int:
    """Return how many messages the ticket's history tells of."""
    ((count,),) = owner(
        "SELECT count(*) FROM tickets_event e JOIN tickets_side s ON s.ticket_id = e.ticket_id"
        " AND s.company_id = e.company_id JOIN accounts_company c ON c.id = s.company_id"
        " WHERE c.slug = 'nordwerk' AND s.number = %s AND e.verb = 'message'",
        number,
    )
    return int(count)
