"""Builds the stylesheets from the readable parts in anliegen/common/styles.

    python tools/css.py            write anliegen/common/static/css/*.css
    python tools/css.py --check    fail if they are not what the parts say

The parts and their order stand in styles/<sheet>.css. One file each: a chain of @import costs many requests.
"""

import re
import sys
from pathlib import Path

STYLES = Path(__file__).resolve().parent.parent / "anliegen" / "common" / "styles"
RESULTS = STYLES.parent / "static" / "css"
FACES = ("app.css", "portal.css", "italic.css")
# Phones of before 2022 skip whole layers: the portal's parts stand one after the other, in the same order.
WITHOUT_LAYERS = ("portal.css",)
IMPORT = re.compile(r'@import url\("([\w/-]+\.css)"\)(?: layer\((\w+)\))?;')
# The dark set is put out twice from one source: for the system's wish and for the person's own choice.
DARK = (
    '@media screen and (prefers-color-scheme: dark) {:root:not([data-theme="light"]) {',
    '@media screen {:root[data-theme="dark"] {',
)
# Set by the stylesheet of the company.
COMPANY = {"--company", "--on-company", "--category-ink", "--category-bg", "--category-solid"}


def build(face: str) -> str:
    """Return the parts of a face in their layers, without comments and indentation."""
    entry = (STYLES / face).read_text(encoding="utf-8")
    sheets = [] if face in WITHOUT_LAYERS else re.findall(r"^@layer .*;$", entry, re.MULTILINE)
    for name, layer in IMPORT.findall(entry):
        text = _tight(_part(name))
        sheets.append(f"@layer {layer}{{{text}}}" if layer and face not in WITHOUT_LAYERS else text)
    return "\n".join(sheets) + "\n"


def problems(sheet: str) -> list[str]:
    """Return what the parts get wrong: files nobody imports, custom properties nobody defines."""
    entries = [(STYLES / face).read_text(encoding="utf-8") for face in FACES]
    listed = {name for entry in entries for name, _ in IMPORT.findall(entry)}
    found = {path.relative_to(STYLES).as_posix() for path in STYLES.rglob("*.css")} - set(FACES)
    wrong = [f"styles/{name} is not imported by any face" for name in sorted(found - listed)]
    defined = set(re.findall(r"[{;\n](--[\w-]+):", sheet))
    used = set(re.findall(r"var\((--[\w-]+)\)", sheet))
    return wrong + [f"{name} is used but nowhere defined" for name in sorted(used - defined - COMPANY)]


def _part(name: str) -> str:
    text = (STYLES / name).read_text(encoding="utf-8")
    if name != "dark.css":
        return text
    body = text[text.index("{") + 1 : text.rindex("}")]
    return "\n".join(f"{opening}{body}}}}}" for opening in DARK)


def _tight(text: str) -> str:
    lines = [line.strip() for line in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).splitlines()]
    joined = ""
    for line in filter(None, lines):
        joined += line if not joined or joined[-1] in ",;{}" else f" {line}"
    return joined.replace(" {", "{").replace(";}", "}").replace("}", "}\n").strip()


def main() -> int:
    """Write or check the stylesheets; returns the exit code."""
    wrong: list[str] = []
    for face in FACES:
        wanted, result = build(face), RESULTS / face
        wrong += problems(wanted)
        if "--check" in sys.argv:
            if not result.exists() or result.read_text(encoding="utf-8") != wanted:
                wrong.append(f"{face} is not what the parts say: run `python tools/css.py`")
        else:
            RESULTS.mkdir(parents=True, exist_ok=True)
            result.write_text(wanted, encoding="utf-8")
    for line in sorted(set(wrong)):
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
