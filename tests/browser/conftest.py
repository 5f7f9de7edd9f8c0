"""A real server on a database of its own, and a real Chromium in which every message is a failure."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from anliegen.common.ids import digest
from tests import database
from tests.cast import PASSWORD

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# The first is the same Chromium without a desktop's window, which costs as much as the page in it.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
NO_SERVICE_WORKER = "Service Worker registration blocked by Playwright"
Visit = Callable[..., Page]
# The owner's address of the server's database, once the server runs.
OWNER: list[str] = []
# What its process was started with: tests start others beside it.
ENVIRONMENT: dict[str, str] = {}


@pytest.fixture(scope="session")
def server(untouched: database.Scratch) -> Iterator[str]:
    """Start the product's web server on scratch data and yield its address."""
    scratch = database.copy(untouched, f"browser_{os.getpid()}")
    variables = {
        **os.environ,
        **database.environment(scratch),
        "ANLIEGEN_POOL": "4",
        "ANLIEGEN_PROPAGATE": "0",
        # A loaded machine must not make ten seconds pass; what ends them here is let_go().
        "ANLIEGEN_UNDO_SECONDS": "120",
    }
    OWNER.append(variables["ANLIEGEN_OWNER_URL"])
    port = free_port()
    variables |= {"PORT": str(port), "DJANGO_SETTINGS_MODULE": "anliegen.config.settings"}
    ENVIRONMENT.update(variables)
    subprocess.run([sys.executable, "-m", "tests.browser.seed"], env=variables, check=True)
    shutil.copytree(Path(os.environ["DATA"]) / "static", Path(variables["DATA"]) / "static")
    process = subprocess.Popen([sys.executable, "-m", "anliegen.ops.cli", "serve"], env=variables)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(15)
        database.drop(scratch)
        shutil.rmtree(variables["DATA"], ignore_errors=True)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this folder.

    Not longer: its event loop stays in the thread, and Django refuses the database beside a loop.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "Chromium is missing; see tools/chromium.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server: str) -> Iterator[Visit]:
    """Open a window, log in unless told otherwise, and fail on any message of the console.

    A window is empty unless ``at`` says where it begins. It has a service worker only if ``offline`` is
    asked for: each would fetch anew what it keeps for that case.
    """
    # Attempts are counted per address, and all tests come from one.
    with psycopg.connect(OWNER[-1], autocommit=True) as connection:
        connection.execute("DELETE FROM common_cache")
    contexts: list[BrowserContext] = []
    messages: list[str] = []
    provoked: list[str] = []

    def open_window(
        person: str | None = "anna@nordwerk.example", at: str = "", offline: bool = False, **options: object
    ) -> Page:
        workers = "allow" if offline else "block"
        context = chromium.new_context(  # type: ignore[arg-type]
            base_url=server, locale="de-DE", service_workers=workers, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda m: messages.append(f"{m.type}: {m.text}") if _counts(m) else None,
        )
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: messages.append(f"dialog: {dialog.message}"))
        page.provoked = provoked  # type: ignore[attr-defined]
        if person:
            context.add_cookies([{"name": "anliegen", "value": session_of(page, person), "url": server}])
        if at:
            page.goto(at)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not [m for m in messages if not any(words in m for words in provoked)]


def log_in(page: Page, person: str) -> None:
    """Log in as people do, by the form."""
    page.goto("/anmelden/")
    page.fill("#login-mail", person)
    page.fill("#login-password", PASSWORD)
    page.click("button.button--primary")
    page.wait_for_url(lambda url: "/anmelden/" not in url)


# The first session of each person, by the form; later ones begin as copies of it.
_FIRST: dict[str, str] = {}
_ONCE_MORE = (
    "INSERT INTO accounts_session"
    " (session_key, session_data, expire_date, user_id, company_id, created_at, device)"
    " SELECT %s, session_data, expire_date, user_id, company_id, now(), device"
    " FROM accounts_session WHERE session_key = %s AND expire_date > now()"
)


def session_of(page: Page, person: str) -> str:
    """Return the key of a new session of the person; hashing a password each time costs too much."""
    key = secrets.token_hex(16)
    with psycopg.connect(OWNER[-1], autocommit=True) as connection:
        copied = connection.execute(_ONCE_MORE, (digest(key), digest(_FIRST.get(person, "")))).rowcount
    if copied:
        return key
    log_in(page, person)
    _FIRST[person] = next(c["value"] for c in page.context.cookies() if c["name"] == "anliegen")
    # A page left open would ask on, without its session.
    page.goto("about:blank")
    page.context.clear_cookies()
    return session_of(page, person)


def provokes(page: Page, *words: str) -> None:
    """Say which messages of the console the test brings about itself, whenever they arrive.

    The browser reports each refused or lost request as an error, also one that a page sends while it goes.
    """
    page.provoked.extend(words)  # type: ignore[attr-defined]


def let_go() -> None:
    """Have the time of every held reply pass at once, and do what the worker does then."""
    with psycopg.connect(OWNER[-1], autocommit=True) as connection:
        held = "UPDATE conversation_message SET held_until = now() - interval '1 second'"
        connection.execute(held + " WHERE held_until IS NOT NULL")
    subprocess.run([sys.executable, "-m", "tests.browser.release"], env=ENVIRONMENT, check=True)


def customer_writes(number: str) -> None:
    """Have the customer say in a ticket that it is settled."""
    subprocess.run([sys.executable, "-m", "tests.browser.arriving", number], env=ENVIRONMENT, check=True)


def _counts(message: ConsoleMessage) -> bool:
    """A refused stream (401, 429) is an answer that the page deals with; browsers report it all the same."""
    is_stream = str(message.location.get("url", "")).endswith("/live/")
    return message.type in {"error", "warning"} and not is_stream and message.text != NO_SERVICE_WORKER


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address + "/anmelden/", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server did not answer")
