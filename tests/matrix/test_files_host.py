"""Every address, every method, every actor on the host of files: none of it is there."""

import pytest
from django.core.checks import run_checks
from django.test import Client, override_settings
from django.urls import get_resolver

from anliegen.accounts.gate import by_grant, public
from anliegen.accounts.roles import BY_GRANT
from anliegen.config import files_host, files_urls, gate
from anliegen.config.files_host import handed_out
from anliegen.config.gate import walk
from tests.cast import Cast
from tests.matrix.test_matrix import EXPECTED, address, counts, foreign, routes
from tests.portal.cast import guest

HOST = "dateien.nordwerk.example"
# The one address there is, for whoever holds it.
ON_THE_FILES_HOST = {"datei/<str:token>/<path:name>": "GET"}


def test_the_host_of_files_has_one_address_and_the_pages_do_not_have_it() -> None:
    there = {route: pattern.callback for route, pattern in walk(get_resolver(files_host.URLS).url_patterns)}
    assert set(there) == set(ON_THE_FILES_HOST)
    assert {view.capability for view in there.values()} == {BY_GRANT}  # type: ignore[attr-defined]
    assert not set(there) & set(routes())


def test_what_is_declared_for_the_other_host_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run_checks()
    (pattern,) = files_urls.urlpatterns
    for wrong in (public(lambda request: None), lambda request: None):
        monkeypatch.setattr(pattern, "callback", wrong)
        assert [e.id for e in gate.every_url_declares_a_capability(None)] == ["anliegen.E001"]
    monkeypatch.setattr(pattern, "callback", handed_out)
    page = get_resolver().url_patterns[1].url_patterns[0]
    monkeypatch.setattr(page, "callback", by_grant(lambda request: None))
    assert [e.id for e in gate.every_url_declares_a_capability(None)] == ["anliegen.E001"]


def test_no_address_of_the_product_is_there_for_anybody(world: Cast) -> None:
    """Not even the page that says no: one answer, to the byte, with no cookie, and nothing happens."""
    ids = foreign(world)
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    people = [Client(), world.anna.client(), world.ben.client(), world.olga.client(), karl.client()]
    before = counts(world)
    with override_settings(FILES_HOST=HOST):
        never = Client().get("/", headers={"host": HOST})
        for route, (_who, methods) in EXPECTED.items():
            for method in {*methods.split(), "GET", "POST"}:
                for client in people:
                    answer = client.generic(method, address(route, ids), headers={"host": HOST})
                    assert answer.status_code == 404, (route, method)
                    assert answer.content == never.content, (route, method)
                    assert dict(answer.headers) == dict(never.headers), (route, method)
                    assert not answer.cookies, (route, method)
    assert counts(world) == before
