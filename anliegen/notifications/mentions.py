"""Finding colleagues who are called by `@` and their full name in a message."""

import re
from collections.abc import Mapping

from anliegen.common.text import line
from anliegen.conversation.sanitise import CALL, plain

_INNERMOST_QUOTE = re.compile(r"<blockquote[^>]*>(?:(?!<blockquote).)*?</blockquote>", re.DOTALL)


def mentioned(html: str, people: Mapping[int, str]) -> list[int]:
    """Return the ids of those whose name follows an `@`; of two names that fit, the longer is meant.

    Takes stored HTML and id -> name. Quoted text calls nobody: who quotes does not call again.
    """
    text = line(plain(_without_quotes(html))).casefold()
    names = {member: line(name).casefold() for member, name in people.items()}
    found: set[int] = set()
    for at in CALL.finditer(text):
        rest = text[at.end() : at.end() + 300]
        fitting = {member: name for member, name in names.items() if name and _begins(rest, name)}
        longest = max(map(len, fitting.values()), default=0)
        found |= {member for member, name in fitting.items() if len(name) == longest}
    return sorted(found)


def _begins(rest: str, name: str) -> bool:
    """Say whether the name stands here as a whole: "Anna Ahrens" is not in "Anna Ahrens-Moor"."""
    return rest.startswith(name) and re.match(r"-?\w", rest[len(name) :]) is None


def _without_quotes(html: str) -> str:
    while (shorter := _INNERMOST_QUOTE.sub(" ", html)) != html:
        html = shorter
    return html
