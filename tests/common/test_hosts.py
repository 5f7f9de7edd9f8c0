"""Whether files have a name for themselves, and what is none."""

import pytest

from anliegen.common.hosts import HostError, name_of, own_host_of_files

BASE = "https://tickets.firma.example"


def own(monkeypatch: pytest.MonkeyPatch, host: str, **more: str) -> str:
    monkeypatch.setenv("ANLIEGEN_FILES_HOST", host)
    for name, value in more.items():
        monkeypatch.setenv(f"ANLIEGEN_{name}", value)
    return own_host_of_files(BASE)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", ""),
        ("dateien.firma.example", "dateien.firma.example"),
        ("Dateien.Firma.Example:8443", "dateien.firma.example:8443"),
        ("dateien.tickets.firma.example", "dateien.tickets.firma.example"),
        ("firma.example", "firma.example"),
        ("192.0.2.7:8000", "192.0.2.7:8000"),
    ],
)
def test_a_name_for_files_alone(monkeypatch: pytest.MonkeyPatch, given: str, found: str) -> None:
    assert own(monkeypatch, given, HOSTS=".firma.example") == found


@pytest.mark.parametrize(
    "nonsense",
    [
        "https://dateien.firma.example",
        "dateien.firma.example/",
        "dateien.firma.example:",
        "dateien.firma.example:0",
        "dateien.firma.example; script-src *",
        "*.firma.example",
        "dateien müller.example",
        "müller.example",
        "[::1]",
        ".firma.example",
        "firma.example.",
        "a" * 300,
    ],
)
def test_what_is_no_name_is_refused(monkeypatch: pytest.MonkeyPatch, nonsense: str) -> None:
    with pytest.raises(HostError, match="muss ein Name"):
        own(monkeypatch, nonsense)


@pytest.mark.parametrize(
    ("host", "more"),
    [
        ("localhost", {}),
        ("127.0.0.1:9000", {}),
        ("tickets.firma.example:8443", {"HOSTS": "anders.firma.example"}),
        ("B.example", {"HOSTS": "a.example, b.example"}),
        ("service.firma.example:1", {"PORTAL_HOSTS": "firma=service.firma.example:8443"}),
    ],
)
def test_a_name_of_pages_is_refused_whatever_its_port(
    monkeypatch: pytest.MonkeyPatch, host: str, more: dict[str, str]
) -> None:
    with pytest.raises(HostError, match="Namen für sich"):
        own(monkeypatch, host, **more)


def test_names_are_compared_as_browsers_compare_them() -> None:
    assert {name_of(h) for h in ("a.example", "A.Example", "a.example.", "a.example:80")} == {"a.example"}
