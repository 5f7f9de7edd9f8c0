"""Builds the one stylesheet that pages load from the readable parts in anliegen/common/styles.

    python tools/css.py            write anliegen/common/static/css/app.css
    python tools/css.py --check    fail if it is not what the parts say

The parts and their order stand in styles/app.css. One file, because a chain of @import costs many requests.
"""

import re
import sys
from pathlib import Path

STYLES = Path(__file__).resolve().parent.parent / "anliegen" / "common" / "styles"
RESULT = STYLES.parent / "static" / "css" / "app.css"
IMPORT = re.compile(r'@import url\("([\w/-]+\.css)"\)(?: layer\((\w+)\))?;')
# The dark set is put out twice from one source: for the system's wish and for the person's own choice.
DARK = (
    '@media screen and (prefers-color-scheme: dark) {:root:not([data-theme="light"]) {',
    '@media screen {:root[data-theme="dark"] {',
)
# Set by the stylesheet of the company.
COMPANY = {"--company", "--on-company", "--category-ink", "--category-bg", "--category-solid"}


def build() -> str:
    """Return the parts in their layers, without comments and indentation."""
    entry = (STYLES / "app.css").read_text(encoding="utf-8")
    sheets = re.findall(r"^@layer .*;$", entry, re.MULTILINE)
    for name, layer in IMPORT.findall(entry):
        text = _tight(_part(name))
        sheets.append(f"@layer {layer}{{{text}}}" if layer else text)
    return "\n".join(sheets) + "\n"


def problems(sheet: str) -> list[str]:
    """Return what the parts get wrong: files nobody imports, custom properties nobody defines."""
    listed = {name for name, _ in IMPORT.findall((STYLES / "app.css").read_text(encoding="utf-8"))}
    found = {path.relative_to(STYLES).as_posix() for path in STYLES.rglob("*.css")} - {"app.css"}
    wrong = [f"styles/{name} is not imported in styles/app.css" for name in sorted(found - listed)]
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
    """Write or check the stylesheet; returns the exit code."""
    wanted = build()
    wrong = problems(wanted)
    if "--check" in sys.argv:
        if not RESULT.exists() or RESULT.read_text(encoding="utf-8") != wanted:
            wrong.append("app.css is not what the parts say: run `python tools/css.py`")
    else:
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(wanted, encoding="utf-8")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
