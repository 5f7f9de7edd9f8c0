"""One file of many modules: a page asks for its scripts once, under a name that says what is in them.

Understands what our own modules use and nothing else: `import "./x.js"`, `import { a, b } from "./x.js"`, and
`export` in front of a function, class or constant. Other forms are refused when static files are collected.
"""

import re
from collections.abc import Callable, Mapping

_IMPORT = re.compile(r'import (?:\{ ([\w, ]+) \} from )?"\./([\w-]+\.js)";')
_EXPORT = re.compile(r"export ((?:async )?(?:function|class|const)) (\w+)")
Read = Callable[[str], str]


class BundleError(ValueError):
    """A module uses a form that the bundle cannot carry."""


def bundle(entry: str, read: Read) -> str:
    """Return the entry and all that it imports, each once and before whoever needs it."""
    parts: dict[str, str] = {}
    _add(entry, read, parts, ())
    return "\n".join(parts.values()) + "\n"


def entries(modules: Mapping[str, str]) -> list[str]:
    """Return the modules that no other imports: those which pages name."""
    imported = {name for text in modules.values() for _, name in _IMPORT.findall(text)}
    return sorted(set(modules) - imported)


def _add(name: str, read: Read, parts: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise BundleError(f"{name} imports itself by way of {above[-1]}")
    if name in parts:
        return
    names: list[str] = []
    lines: list[str] = []
    for line in _tight(name, read(name)):
        found = _IMPORT.fullmatch(line)
        if found:
            _add(found[2], read, parts, (*above, name))
            if found[1]:
                lines.append(f"const {{ {found[1]} }} = {_scope(found[2])};")
            continue
        lines.append(_exported(name, line, names))
    # Each module keeps a scope of its own, as it had in a file of its own.
    parts[name] = "\n".join(
        [f"const {_scope(name)} = (() => {{", *lines, f"return {{ {', '.join(names)} }};", "})();"]
    )


def _exported(name: str, line: str, names: list[str]) -> str:
    found = _EXPORT.match(line)
    if found:
        names.append(found[2])
        return line.removeprefix("export ")
    if re.match(r'(?:import|export)[ {*"]', line):
        raise BundleError(f"{name}: the bundle does not know this form: {line}")
    return line


def _scope(name: str) -> str:
    return "_" + name.removesuffix(".js").replace("-", "_")


def _tight(name: str, text: str) -> list[str]:
    """Return the lines without indentation and without lines that are only comments."""
    lines: list[str] = []
    is_comment = False
    for line in map(str.strip, text.splitlines()):
        # Inside a text over several lines, spaces would mean something.
        if line.count("`") % 2:
            raise BundleError(f"{name}: a template literal ends on its line: {line}")
        is_comment = is_comment or line.startswith("/*")
        if line and not is_comment and not line.startswith("//"):
            lines.append(line)
        is_comment = is_comment and not line.endswith("*/")
    return lines
