"""What the form of a canned text posts: with JavaScript HTML, without it plain text."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from anliegen.common.numbers import whole_number
from anliegen.conversation.sanitise import from_editor, from_plain
from anliegen.conversation.snippets import as_typed


@dataclass(frozen=True, slots=True)
class Typed:
    """A canned text as it was typed."""

    title: str = ""
    body: str = ""
    is_html: bool = False
    version: int = -1

    @property
    def html(self) -> str:
        """The text as HTML, as unsafe as it came."""
        return from_editor(self.body) if self.is_html else from_plain(self.body)

    def over(self, version: int) -> "Typed":
        """Return the same as a change of the given version."""
        return replace(self, version=version)


def typed(post: QueryDict) -> Typed:
    """Read the form."""
    version = whole_number(post.get("version"))
    return Typed(
        title=post.get("title", ""),
        body=post.get("body", ""),
        is_html=post.get("body_format") == "html",
        version=-1 if version is None else version,
    )


def stored(title: str, html: str, version: int) -> Typed:
    """Return the form of a stored text: plain where that tells it wholly, so that no script is needed."""
    body, is_html = as_typed(html)
    return Typed(title, body, is_html, version)
