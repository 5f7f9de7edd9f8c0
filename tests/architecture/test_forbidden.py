"""What nobody may do here: pickle, eval, templates made of words, asking the host what time it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "anliegen"
MODULES = {"pickle", "cPickle", "_pickle", "dill", "marshal", "shelve", "jsonpickle", "yaml"}
CALLS = {"eval", "exec", "compile", "__import__"}
# A template comes from a file of the program; `from_string` and these classes would make one out of words.
TEMPLATES = {"from_string", "Template", "render_from_string"}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            yield str(file.relative_to(PACKAGE)), node


def name_of(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id
    # `re.compile` is harmless, `.from_string` of whatever environment is not.
    return function.attr if isinstance(function, ast.Attribute) and function.attr in TEMPLATES else ""


def test_nothing_is_read_that_could_run() -> None:
    found = set()
    for file, node in nodes():
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(name.split(".")[0] in MODULES for name in names):
            found.add(file)
        if isinstance(node, ast.Call) and name_of(node) in CALLS:
            found.add(file)
    assert not found


def test_no_template_is_made_of_words() -> None:
    found = {file for file, node in nodes() if isinstance(node, ast.Call) and name_of(node) in TEMPLATES}
    assert not found


def test_nobody_asks_the_host_what_time_it_is() -> None:
    """Hosts may differ by a day: `common/clock.py` asks the database. Files alone carry the host's time."""
    clocks = {"utcnow", "auto_now", "auto_now_add"}
    found = set()
    for file, node in nodes():
        if "/migrations/" in file or file.startswith("ops/bench/") or file == "common/clock.py":
            continue
        if isinstance(node, ast.keyword) and node.arg in clocks:
            found.add(file)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            asked = f"{node.value.id}.{node.attr}"
            if asked in {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time"}:
                found.add(file)
    assert found == {"common/files.py"}
    for file, node in nodes():
        assert not (isinstance(node, ast.Attribute) and node.attr == "on_commit"), file
