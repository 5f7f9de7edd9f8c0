"""Makes the fonts from the package of Source Sans 3: only the weights and letters that the product shows.

    python tools/fonts.py FOLDER       FOLDER holds the package's files *.woff2

Needs `fonttools` and `brotli`; run only when the fonts change. What is changed may not carry the reserved
name "Source", so the results call themselves "Anliegen Sans".
"""

import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

RESULTS = Path(__file__).resolve().parent.parent / "anliegen" / "common" / "static" / "fonts"
WEIGHTS = (400, 700)
# Beside the languages of Europe: the capital ß, Romanian commas below, signs of currencies.
EXTENDED = {*range(0x0100, 0x0180), *range(0x0218, 0x021C), 0x1E9E, *range(0x20A0, 0x20C1)}
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "pnum"]
NAME = "Anliegen Sans"
FILES = {
    "latin-wght-normal": "anliegen-sans-latin",
    "latin-ext-wght-normal": "anliegen-sans-latin-ext",
    "latin-wght-italic": "anliegen-sans-latin-italic",
    "latin-ext-wght-italic": "anliegen-sans-latin-ext-italic",
}


def make(source: Path, target: Path) -> None:
    """Write the narrowed font and say how large it has become."""
    narrowed = io.BytesIO()
    instancer.instantiateVariableFont(TTFont(source), {"wght": WEIGHTS}).save(narrowed)
    font = TTFont(narrowed)
    letters = set(font.getBestCmap())
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 4, 6])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters & EXTENDED if "ext" in source.name else letters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6}:
            record.string = NAME.replace(" ", "") if record.nameID == 6 else NAME
    font.flavor = "woff2"
    font.save(target)
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    for old, new in FILES.items():
        make(Path(sys.argv[1]) / f"source-sans-3-{old}.woff2", RESULTS / f"{new}.woff2")
