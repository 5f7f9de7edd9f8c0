"""Builds the one stylesheet that pages load from the readable parts in anliegen/common/styles.

python tools/css.py            write anliegen/common/static/css/app.css
python tools/css.py --check    fail if it is not what the parts say
"""

import re
import sys
from pathlib import Path

STYLES = Path(__file__).resolve().parent.parent / "anliegen" / "common" / "styles"
RESULT = STYLES.parent / "static" / "css" / "app.css"
LAYERS = {
    "tokens": ["tokens.css"],
    "base": ["base.css"],
    "components": [
        f"components/{name}.css"
        for name in ["shell", "controls", "signs", "overview", "notices", "ticket", "new-ticket", "menu", "dialog", "start", "records", "states", "phone", "motion", "print"]
    ],
    "utilities": ["utilities.css"],
}


def build() -> str:
    """Return the parts in their layers, without comments and indentation."""
    sheets = [f"@layer {', '.join(LAYERS)};"]
    for layer, names in LAYERS.items():
        text = "\n".join((STYLES / name).read_text(encoding="utf-8") for name in names)
        faces = re.findall(r"@font-face\s*{.*?}", text, re.DOTALL)
        # A font face belongs to no layer.
        sheets += [_tight(face) for face in faces]
        rest = re.sub(r"@font-face\s*{.*?}", "", text, flags=re.DOTALL)
        sheets.append(f"@layer {layer} {{\n{_tight(rest)}\n}}")
    return "\n".join(sheets) + "\n"


def _tight(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", "\n", text)
    text = re.sub(r"\n(?=[}\w-][^\n]*;\n|})", "", text)
    return re.sub(r"\s*{\s*", "{", text).strip()


def main() -> int:
    """Write or check the stylesheet; returns the exit code."""
    wanted = build()
    if "--check" not in sys.argv:
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(wanted, encoding="utf-8")
        return 0
    if not RESULT.exists() or RESULT.read_text(encoding="utf-8") != wanted:
        print("app.css is not what the parts say: run `python tools/css.py`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
