"""Shades of a company's or category's colour that stay readable in both themes.

Contrast after WCAG 2.2, success criterion 1.4.3: at least 4.5:1 for text.
"""

import re
from functools import lru_cache

AA = 4.5
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
WHITE, INK = "#ffffff", "#1a2022"
# The surfaces on which a coloured word may stand: sheet and canvas, light and dark.
_LIGHT, _DARK = ("#ffffff", "#f2f0ea"), ("#151a1c", "#0d1113", "#1e2527")

Rgb = tuple[int, int, int]


def parse(color: str) -> Rgb:
    """Return the parts of `#rrggbb`. Raises ValueError for anything else."""
    if not _HEX.fullmatch(color):
        raise ValueError("not a colour")
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(parse(one)), _luminance(parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on_color(color: str) -> str:
    """Return white or ink, whichever is easier to read on the colour."""
    return WHITE if contrast(color, WHITE) >= contrast(color, INK) else INK


def mixed(color: str, other: str, share: float) -> str:
    """Return the colour with a share (0 to 1) of another."""
    parts = (round(a + (b - a) * share) for a, b in zip(parse(color), parse(other), strict=True))
    return "#{:02x}{:02x}{:02x}".format(*parts)


def readable(color: str, surfaces: tuple[str, ...], toward: str) -> str:
    """Return the colour, mixed with `toward` until it reads at 4.5:1 on all surfaces."""
    for step in range(21):
        shade = mixed(color, toward, step / 20)
        if all(contrast(shade, surface) >= AA for surface in surfaces):
            return shade
    return toward


@lru_cache(maxsize=4096)
def shades(color: str) -> dict[str, dict[str, str]]:
    """Return {"light": …, "dark": …}, each with `ink`, `soft`, `solid` and `on`.

    `ink` reads on sheet, canvas and on `soft`; `on` reads on `solid`. Raises ValueError for nonsense.
    """
    parse(color)
    light_soft, dark_soft = mixed(color, WHITE, 0.88), mixed(color, "#151a1c", 0.82)
    return {
        "light": _set(color, light_soft, (*_LIGHT, light_soft), "#000000"),
        "dark": _set(color, dark_soft, (*_DARK, dark_soft), WHITE),
    }


def _set(color: str, soft: str, surfaces: tuple[str, ...], toward: str) -> dict[str, str]:
    on = on_color(color)
    solid = color if contrast(color, on) >= AA else readable(color, (on,), INK if on == WHITE else WHITE)
    return {"ink": readable(color, surfaces, toward), "soft": soft, "solid": solid, "on": on}


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=512)
def portal_shades(color: str) -> dict[str, dict[str, str]]:
    """Return {"light": …, "dark": …}: the custom properties that colour a company's portal.

    `on-company` reads on `company` and on `company-hover`; `company-ink` on sheet, canvas and
    `company-soft`, on which plain ink reads as well. Raises ValueError for nonsense.
    """
    found = {}
    for theme, shade in shades(color).items():
        solid, on = shade["solid"], shade["on"]
        # Away from the writing on it, so that the contrast only grows.
        hover = mixed(solid, "#000000" if on == WHITE else WHITE, 0.16)
        line = mixed(color, WHITE if theme == "light" else "#151a1c", 0.68)
        found[theme] = {
            "company": solid,
            "on-company": on,
            "company-hover": hover,
            "company-ink": shade["ink"],
            "company-soft": shade["soft"],
            "company-line": line,
        }
    return found
