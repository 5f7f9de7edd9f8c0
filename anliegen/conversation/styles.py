"""Inline styles of a foreign message: a dozen properties that only change how its own words look.

Nothing that loads (`url`), that reads (`var`, `attr`), that leaves its place (`position`, `z-index`, negative
margins, transforms) or that covers something can be written with these values: they hold no brackets but
those of a colour, no escapes, no comments.
"""

import re

_LENGTH = r"(?:0|\d{1,3}(?:\.\d{1,2})?(?:px|pt|em|ex|rem|cm|mm|%))"
_SIZE = (
    r"(?:[6-9]|[1-4]\d)(?:\.\d{1,2})?(?:px|pt)|(?:0?\.[5-9]\d?|[1-3](?:\.\d{1,2})?)r?em|(?:[5-9]\d|[12]\d\d)%"
)
COLOR = r"#[0-9a-f]{3,8}|rgba?\([\d\s.,%/]{1,40}\)|[a-z]{3,20}"
FONT = r"[\w \-,'\"]{1,150}"
_LINE = r"(?:none|solid|dashed|dotted|double|inset|outset|ridge|groove)"
_BORDER = rf"(?:{_LENGTH}|thin|medium|thick|{_LINE}|{COLOR})(?:\s+(?:{_LENGTH}|{_LINE}|{COLOR})){{0,2}}"
_VALUES = {
    "color": COLOR,
    "background-color": COLOR,
    "font-family": FONT,
    "font-size": rf"{_SIZE}|(?:xx?-)?(?:small|large)|medium|smaller|larger",
    "font-style": "normal|italic|oblique",
    "font-weight": "normal|bold|bolder|lighter|[1-9]00",
    "text-align": "left|right|center|justify|start|end",
    "text-decoration": r"(?:none|underline|line-through|overline)(?:\s+(?:underline|line-through|solid))?",
    "vertical-align": "top|middle|bottom|baseline|sub|super",
    "white-space": "normal|pre|pre-wrap|pre-line|nowrap",
    "padding": rf"{_LENGTH}(?:\s+{_LENGTH}){{0,3}}",
    "border": _BORDER,
    "border-collapse": "collapse|separate",
}
_VALUES["background"] = COLOR
_VALUES |= {f"border-{side}": _BORDER for side in ("top", "right", "bottom", "left")}
_ALLOWED = {name: re.compile(value, re.IGNORECASE | re.ASCII) for name, value in _VALUES.items()}
_MOST = 40


def kept_styles(text: str) -> str:
    """Return those declarations of a `style` attribute that are on the list, in their order."""
    kept = []
    for declaration in text.split(";", _MOST)[:_MOST]:
        name, _colon, value = (part.strip() for part in declaration.partition(":"))
        allowed = _ALLOWED.get(name.lower())
        if allowed and allowed.fullmatch(value):
            kept.append(f"{name.lower()}: {value}")
    return "; ".join(kept)
