"""Keeps the German catalogue: what is extracted, what is translated, what is compiled.

python tools/catalog.py add FILE.json   merge {"English": "Deutsch" or ["Singular", "Plural"]}
python tools/catalog.py check           fail if a word lacks German, is unused, or is not compiled
python tools/catalog.py missing         list the words that lack German
"""

import fcntl
import json
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "anliegen"
PO = PACKAGE / "locale" / "de" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
METHODS = [
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
# Refusals carry msgids; the faces translate them.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "RefusedError": (1,),
    "StaleError": (1,),
    "LockedError": (1,),
    "NoRoomError": (1,),
    "TakenBackError": (1,),
    "msgid": None,
}
_JINJA = {"trimmed": "false", "extensions": "jinja2.ext.do"}
OPTIONS = {"**/templates/**.html": _JINJA, "**/templates/**.txt": _JINJA}


def extracted() -> dict[str, bool]:
    """Return every msgid of the package, and whether it has a plural."""
    found = extract_from_dir(str(PACKAGE), METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True)
    words: dict[str, bool] = {}
    for _file, _line, message, _comments, _context in found:
        key = message[0] if isinstance(message, tuple) else message
        if key:
            words[key] = isinstance(message, tuple) and len(message) > 1
    return words


def load() -> Catalog:
    """Return the German catalogue, empty when there is none yet."""
    if not PO.exists():
        return Catalog(locale="de", project="Anliegen", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="de")


def compiled(catalog: Catalog) -> bytes:
    """Return the binary form."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def save(catalog: Catalog) -> None:
    """Write text and binary form, sorted and without lines that change by themselves."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, omit_header=False, no_location=True)
    MO.write_bytes(compiled(load()))


def add(path: Path) -> int:
    """Merge words out of a JSON file; a newer German wins."""
    words = json.loads(path.read_text(encoding="utf-8"))
    with Path("/tmp/anliegen-catalog.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalog, plural = load(), extracted()
        for key, german in words.items():
            if isinstance(german, list) or plural.get(key):
                both = german if isinstance(german, list) else [german, german]
                catalog.delete(key)
                catalog.add((key, both[2] if len(both) > 2 else key + "s"), tuple(both[:2]))
            else:
                catalog.delete(key)
                catalog.add(key, german)
        save(catalog)
    return 0


def problems() -> list[str]:
    """Return what is wrong with the catalogue, a sentence each."""
    catalog, words = load(), extracted()
    known = {m.id[0] if isinstance(m.id, tuple) else m.id: m for m in catalog if m.id}
    found = [f"no German: {key!r}" for key in words if key not in known or not _is_translated(known[key])]
    found += [f"unused: {key!r}" for key in known if key not in words]
    if not MO.exists() or MO.read_bytes() != compiled(catalog):
        found.append("django.mo is not what django.po says")
    return sorted(found)


def _is_translated(message: object) -> bool:
    string = getattr(message, "string", "")
    return all(string) if isinstance(string, tuple) else bool(string)


def prune() -> int:
    """Remove words that are no longer used."""
    catalog, words = load(), extracted()
    for message in list(catalog):
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if key and key not in words:
            catalog.delete(key)
    save(catalog)
    return 0


def main() -> int:
    """Run one of the commands; returns the exit code."""
    command = sys.argv[1] if len(sys.argv) > 1 else "check"
    if command == "add":
        return add(Path(sys.argv[2]))
    if command == "prune":
        return prune()
    found = problems()
    if command == "missing":
        print(
            json.dumps([p[11:-1] for p in found if p.startswith("no German")], ensure_ascii=False, indent=0)
        )
        return 0
    print("\n".join(found) or "The catalogue is complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
