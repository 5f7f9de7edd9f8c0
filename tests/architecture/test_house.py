"""The house rules that a machine can check; each message says what to do instead."""

import ast
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "anliegen"
SOURCES = [p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts]
TESTS = list((ROOT / "tests").rglob("*.py"))
BUCKETS = {"utils.py", "helpers.py", "services.py", "misc.py", "common.py"}


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


def test_files_are_small() -> None:
    sizes = {p: p.read_text(encoding="utf-8").count("\n") for p in [*SOURCES, *TESTS]}
    assert not [p for p, n in sizes.items() if n > 400], "cut the file by what it is about"
    ordered = sorted(n for p, n in sizes.items() if n > 6 and p in SOURCES)
    assert ordered[len(ordered) // 2] <= 80


def test_functions_are_short() -> None:
    long = [
        f"{p.name}:{f.name}"
        for p in [*SOURCES, *TESTS]
        for f in functions(p)
        if (f.end_lineno or 0) - f.lineno + 1 > 50
    ]
    assert not long, "a function has one level of detail: name the parts"


def test_no_buckets() -> None:
    assert not [p for p in SOURCES if p.name in BUCKETS], "give each thing its room"


def test_faces_use_no_managers() -> None:
    found = [
        str(p)
        for face in ("agent", "portal")
        for p in (PACKAGE / face).rglob("*.py")
        if re.search(r"\.objects\b", p.read_text(encoding="utf-8"))
    ]
    assert not found, "go through access, queries and actions"


def test_nothing_is_marked_safe_outside_two_modules() -> None:
    allowed = {"shown.py", "markup.py"}
    words = re.compile(r"mark_safe|Markup\(|format_html")
    found = [p.name for p in SOURCES if words.search(p.read_text(encoding="utf-8")) and p.name not in allowed]
    assert not found
    templates = [t for t in PACKAGE.rglob("*.html") if re.search(r"\|\s*safe\b(?!_)", t.read_text("utf-8"))]
    # The one literal without anything from outside.
    assert {t.name for t in templates} <= {"field.html"}


def test_no_inline_script_or_style() -> None:
    bad = re.compile(r"<script(?![^>]*\b(src|type=\"application/json\"))|\sstyle=|\son[a-z]+=")
    found = [t.name for t in PACKAGE.rglob("*.html") if bad.search(t.read_text(encoding="utf-8"))]
    assert not found, "the content policy forbids it; use a class or a module"


def test_text_becomes_markup_in_one_module() -> None:
    sinks = re.compile(
        r"DOMParser|(?:inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|createContextualFragment|HTMLUnsafe"
        r"|srcdoc|document\.write|\beval\(|new Function|createPolicy|serviceWorker\.register"
    )
    scripts = (PACKAGE / "common/static/js").glob("*.js")
    found = {s.name for s in scripts if sinks.search(s.read_text("utf-8"))}
    assert found == {"html.js"}, "browsers refuse it elsewhere; call what html.js exports"


def test_what_is_vendored_is_what_its_list_says() -> None:
    for folder in (PACKAGE / "common/static/vendor", ROOT / "tests/browser/vendor"):
        text = (folder / "VENDORED.md").read_text("utf-8")
        listed = dict(re.findall(r"^\| ([\w.-]+) \|.*\| (\w{64}) \|$", text, re.MULTILINE))
        assert listed == {f.name: sha256(f.read_bytes()).hexdigest() for f in folder.glob("*.js")}


def test_scripts_are_small() -> None:
    scripts = (PACKAGE / "common/static/js").glob("*.js")
    assert not [s.name for s in scripts if s.read_text("utf-8").count("\n") > 150]


def test_actions_take_the_actor_by_name() -> None:
    public_doors = {"accept", "ask_for_link", "reset_password", "found_company", "fetch_by_link"}
    wrong = []
    for path in PACKAGE.glob("*/actions/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            decorated = isinstance(node, ast.FunctionDef) and any(
                "atomic" in ast.unparse(d) for d in node.decorator_list
            )
            if isinstance(node, ast.FunctionDef) and decorated and node.name not in public_doors:
                names = [a.arg for a in node.args.kwonlyargs]
                if node.args.args or names[:1] != ["actor"]:
                    wrong.append(f"{path.name}:{node.name}")
    assert not wrong, "actor first, keyword-only"


def test_the_project_speaks_of_itself_alone() -> None:
    words = re.compile(r"/work/|issue #?\d|pypi\.org|registry\.npmjs|pythonhosted")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [
        ROOT / f
        for f in tracked.split()
        if f.endswith((".py", ".md", ".html", ".toml", ".txt", ".js", ".json", ".sh"))
    ]
    found = [
        f.name for f in files if f.exists() and f != Path(__file__) and words.search(f.read_text("utf-8"))
    ]
    assert not found


def test_migrations_say_what_the_models_say(migrated: object) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "--skip-checks"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "package",
    ["accounts", "agent", "common", "conversation", "customers", "mail", "ops", "portal", "tickets"],
)
def test_every_package_says_what_it_owns(package: str) -> None:
    text = ast.get_docstring(ast.parse((PACKAGE / package / "__init__.py").read_text(encoding="utf-8")))
    assert text
    assert text.count("\n") >= 2


def test_settings_file_is_one_and_short() -> None:
    assert (PACKAGE / "config/settings.py").read_text("utf-8").count("\n") <= 300


def test_numbers_from_outside_are_read_in_one_place() -> None:
    allowed = {"common/numbers.py", "common/files.py", "config/env.py", "config/limits.py", "live/hub.py"}
    words = re.compile(r"\.is(digit|decimal|numeric)\(")
    found = [str(p.relative_to(PACKAGE)) for p in SOURCES if words.search(p.read_text(encoding="utf-8"))]
    found = [f for f in found if f not in allowed and not f.startswith("ops/")]
    assert set(found) <= {"conversation/simplify.py"}, "use common/numbers.py: whole_number"


def test_a_browser_test_has_a_ticket_of_its_own() -> None:
    """They share a database: what one does to a ticket would be the other's beginning."""
    takers: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests" / "browser").glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for test in functions(path):
            for case in re.findall(r"Fall[ +](\d+)", ast.get_source_segment(text, test) or ""):
                takers.setdefault(case, set()).add(f"{path.name}::{test.name}")
    assert {case: tests for case, tests in takers.items() if len(tests) > 1} == {}


def test_what_a_page_makes_of_a_refusal_is_decided_in_one_place() -> None:
    """A sentence shown without its values names "%(most)s" to people; a status chosen twice differs once."""
    own = PACKAGE / "common" / "refusal.py"
    found = [
        f"{path.name}: {line.strip()}"
        for path in SOURCES
        if path != own and path.relative_to(PACKAGE).parts[0] in {"agent", "portal"}
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"refusal\.reason|40\d if .*refusal|422 if .*refusal", line)
    ]
    assert not found, "use said(), errors_of(), status_of()"
