"""Processes die, restart, stand beside each other or live in another day: what was taken is there once."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.conftest import let_go
from tests.browser.streams import Reader
from tests.browser.test_live_streams import has_ticket, touch
from tests.browser.webs import Balancer, Somebody, Web, new_ticket, owner, said

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
ANNA, BEN = "anna@nordwerk.example", "ben@nordwerk.example"
SENDS = 24


def test_a_killed_server_loses_and_doubles_nothing(server: str) -> None:
    anna = Somebody(ANNA)
    with Web() as web:
        number = new_ticket(anna, web.port, "Der Server stirbt")
        mark = uuid.uuid4().hex

        def send(turn: int) -> str:
            """Send until it is taken, as who presses the button again does."""
            key = uuid.uuid4()
            for _attempt in range(200):
                try:
                    status, where, body = anna.reply(web.port, number, f"{mark}-{turn}.", key)
                except OSError:
                    time.sleep(0.05)
                    continue
                assert status == 303, body
                return where
            raise AssertionError("never taken")

        with ThreadPoolExecutor(3) as pool:
            sent = [pool.submit(send, turn) for turn in range(SENDS)]
            for done in (SENDS // 6, SENDS // 2):
                while sum(one.done() for one in sent) < done:
                    time.sleep(0.005)
                web.kill()
                web.start()
            anchors = {one.result() for one in sent}
    assert len(anchors) == SENDS
    assert [said(f"{mark}-{turn}.") for turn in range(SENDS)] == [1] * SENDS
    let_go()  # the history tells of a reply when it can no longer be taken back
    ((entries,),) = owner(
        "SELECT count(*) FROM tickets_event e JOIN tickets_side s ON s.ticket_id = e.ticket_id"
        " JOIN accounts_company c ON c.id = s.company_id AND c.slug = 'nordwerk'"
        " WHERE s.number = %s AND e.verb = 'message' AND e.company_id = s.company_id",
        number,
    )
    assert entries == SENDS + 1


def test_what_is_sent_again_by_hand_or_by_a_proxy_is_one(server: str) -> None:
    anna = Somebody(ANNA)
    with Web() as web:
        ports = [int(server.rsplit(":", 1)[1]), web.port]
        number = new_ticket(anna, web.port, "Doppelt gesendet")
        mark, key = uuid.uuid4().hex, uuid.uuid4()

        def send(turn: int) -> tuple[int, str]:
            return anna.reply(ports[turn % 2], number, mark, key)[:2]

        with ThreadPoolExecutor(6) as pool:
            answers = set(pool.map(send, range(6)))
        answers.add(send(0))
    ((status, where),) = answers
    assert status == 303
    assert f"/tickets/{number}/#m" in where
    assert said(mark) == 1


def test_hints_and_locks_of_two_processes_meet(server: str) -> None:
    anna, ben = Somebody(ANNA), Somebody(BEN)
    with Web() as web, Balancer(int(server.rsplit(":", 1)[1]), web.port) as front, ExitStack() as opened:
        readers = [
            opened.enter_context(Reader(front.address, person.key))
            for person in (anna, ben)
            for _ in range(2)
        ]
        assert [reader.status for reader in readers] == [200] * 4
        touch("nordwerk")
        assert all(reader.until(has_ticket, 3) for reader in readers)
        number = new_ticket(anna, front.port, "Zwei Prozesse")
        lock = f"/tickets/{number}/sperre/"
        assert '"mine"' in anna.ask(front.port, lock, {"window": "a"})[2]
        for port in (web.port, int(server.rsplit(":", 1)[1])):
            assert '"held"' in ben.ask(port, lock, {"window": "b"})[2]
            status, _where, page = ben.reply(port, number, "Darf nicht", uuid.uuid4())
            assert (status, "Darf nicht" in page) == (409, True)
        assert said("Darf nicht") == 0
        # By one address, sent twice: whichever of the two processes takes it.
        mark, key = uuid.uuid4().hex, uuid.uuid4()
        answers = {anna.reply(front.port, number, mark, key)[:2] for _ in range(4)}
        assert len(answers) == 1
        assert said(mark) == 1


SHIFT = """
import datetime, os, time
_by = float(os.environ["TEST_CLOCK_OFF_BY"])
_real, _time = datetime.datetime, time.time
class _Like(type):
    def __instancecheck__(cls, thing): return isinstance(thing, _real)
    def __subclasscheck__(cls, kind): return issubclass(kind, _real)
class _Shifted(_real, metaclass=_Like):
    @classmethod
    def now(cls, tz=None): return _real.now(tz) + datetime.timedelta(seconds=_by)
    @classmethod
    def utcnow(cls): return _real.utcnow() + datetime.timedelta(seconds=_by)
    @classmethod
    def today(cls): return cls.now()
datetime.datetime = _Shifted
time.time = lambda: _time() + _by
time.time_ns = lambda: int(time.time() * 1e9)
"""


@pytest.mark.parametrize("hours", [-24, 24])
def test_a_host_that_lives_in_another_day(server: str, tmp_path: Path, hours: int) -> None:
    (tmp_path / "sitecustomize.py").write_text(SHIFT)
    anna, paula = Somebody(ANNA), Somebody("paula@nordwerk.example")
    here = int(server.rsplit(":", 1)[1])
    with Web(PYTHONPATH=str(tmp_path), TEST_CLOCK_OFF_BY=str(hours * 3600)) as web:
        # A session made there is good here and there: it ends by one clock.
        form = {"login": ANNA, "password": "ein gutes Passwort 42"}
        before = owner("SELECT count(*) FROM accounts_session WHERE expire_date > now()")
        assert anna.ask(web.port, "/anmelden/", form)[0] in {302, 303}
        assert owner("SELECT count(*) FROM accounts_session WHERE expire_date > now()") >= before
        ((off,),) = owner(
            "SELECT extract(epoch FROM max(expire_date) - now()) FROM accounts_session"
            " WHERE created_at = (SELECT max(created_at) FROM accounts_session)"
        )
        assert 0 < float(off) <= 24 * 3600 + 60
        anna = Somebody(ANNA)
        number = new_ticket(anna, web.port, f"Uhr um {hours} Stunden falsch")
        lock = f"/tickets/{number}/sperre/"
        assert '"mine"' in anna.ask(web.port, lock, {"window": "a"})[2]
        for port in (web.port, here):
            assert '"held"' in paula.ask(port, lock, {"window": "b"})[2]
        text = f"Entwurf {uuid.uuid4().hex}"
        draft = {"kind": "reply", "body": text, "base": "0"}
        assert anna.ask(web.port, f"/tickets/{number}/entwuerfe/", draft)[0] == 200
        assert text in anna.ask(here, f"/tickets/{number}/entwuerfe/")[2]
        mark = uuid.uuid4().hex
        assert anna.reply(web.port, number, mark, uuid.uuid4())[0] == 303
        owner("UPDATE tickets_lock SET until = now() - interval '1 second'")
        assert '"mine"' in paula.ask(web.port, lock, {"window": "b"})[2]
    assert said(mark) == 1
    ((apart,),) = owner(
        "SELECT max(abs(extract(epoch FROM now() - created_at))) FROM conversation_message"
        " WHERE ticket_id = (SELECT s.ticket_id FROM tickets_side s JOIN accounts_company c"
        " ON c.id = s.company_id WHERE c.slug = 'nordwerk' AND s.number = %s)",
        number,
    )
    assert float(apart) < 120


def test_a_server_with_open_streams_stops_in_order(server: str) -> None:
    person = Somebody("paula@nordwerk.example")
    with Web() as web, ExitStack() as opened:
        readers = [opened.enter_context(Reader(web.address, person.key)) for _ in range(18)]
        assert {reader.status for reader in readers} == {200}
        start = time.monotonic()
        words = web.stop()
        assert time.monotonic() - start < 3
        assert "Killing" not in words
        assert web.process.returncode == 0
        assert all(reader.ends(2) for reader in readers)
        # They may come back: the session has not ended.
        assert not any(reader.is_ended for reader in readers)


def test_a_thousand_streams_of_one_person_hold_nobody_up(server: str) -> None:
    greedy, anna = Somebody(BEN), Somebody(ANNA)
    with Web() as web, ExitStack() as opened:

        def reach(_turn: int) -> Reader:
            return Reader(web.address, greedy.key)

        with ThreadPoolExecutor(20) as pool:
            readers = [opened.enter_context(reader) for reader in pool.map(reach, range(1000))]
        statuses = [reader.status for reader in readers]
        assert 0 < statuses.count(200) <= 20
        assert statuses.count(200) + statuses.count(429) == 1000
        assert anna.ask(web.port, "/tickets/")[0] == 200
        with Reader(web.address, anna.key) as reader:
            assert reader.status == 200
            touch("nordwerk")
            assert reader.until(has_ticket, 3)


@pytest.mark.parametrize("token", ["0", "1", "-1", "999999999999999999", "9" * 40, "ABC", "1.5", "٣"])
def test_a_forged_token_neither_prolongs_nor_frees_nor_opens(server: str, token: str) -> None:
    anna, paula = Somebody(ANNA), Somebody("paula@nordwerk.example")
    port = int(server.rsplit(":", 1)[1])
    number = new_ticket(anna, port, f"Gefälscht {token[:20]}")
    lock = f"/tickets/{number}/sperre/"
    assert '"mine"' in anna.ask(port, lock, {"window": "a"})[2]
    held = owner("SELECT id, token, until FROM tickets_lock ORDER BY id DESC LIMIT 1")
    assert '"mine"' not in paula.ask(port, lock, {"token": token, "window": "a"})[2]
    paula.ask(port, f"{lock}freigabe/", {"token": token, "window": "a"})
    values = {"body": "Gefälscht", "key": str(uuid.uuid4()), "lock_token": token}
    assert paula.ask(port, f"/tickets/{number}/antworten/", values)[0] == 409
    assert paula.ask(port, f"{lock}uebernahme/", {})[0] == 403
    assert owner("SELECT id, token, until FROM tickets_lock ORDER BY id DESC LIMIT 1") == held


CHANGES: dict[str, dict[str, str]] = {
    "status/": {"status": "closed"},
    "prioritaet/": {"priority": "4"},
    "zuweisung/": {"assignee": ""},
    "kategorien/": {"categories": ""},
    "ordner/": {"folder": "trash"},
}


def test_nothing_of_a_held_ticket_changes_by_page_row_or_many(server: str) -> None:
    anna, paula = Somebody(ANNA), Somebody("paula@nordwerk.example")
    port = int(server.rsplit(":", 1)[1])
    number = new_ticket(anna, port, "Gesperrt von allen Seiten")
    state: Callable[[], object] = lambda: owner(  # noqa: E731
        "SELECT s.status, s.priority, s.assignee_id, s.category_ids, s.folder FROM tickets_side s"
        " JOIN accounts_company c ON c.id = s.company_id WHERE c.slug = 'nordwerk' AND s.number = %s",
        number,
    )
    before = state()
    assert '"mine"' in anna.ask(port, f"/tickets/{number}/sperre/", {"window": "a"})[2]
    for path, values in CHANGES.items():
        assert paula.ask(port, f"/tickets/{number}/{path}", values)[0] == 409, path
    rows = [{"one": f"{number}:{change}"} for change in ("status:closed", "folder:trash", "folder:spam")]
    many = [{"scope": "selected", "numbers": str(number), "status": "closed"}]
    many.append({"scope": "selected", "numbers": str(number), "folder": "trash"})
    for values in rows + many:
        assert paula.ask(port, "/tickets/sammelaktion/", values)[0] in {200, 303}
    assert state() == before
    assert anna.ask(port, f"/tickets/{number}/ordner/", {"folder": "trash"})[0] == 303
