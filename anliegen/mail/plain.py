"""What was written, as plain text: the only form in which it goes into a mail."""

import re
from html.parser import HTMLParser

LONGEST = 4000
_BLOCKS = {"p", "div", "ul", "ol", "li", "blockquote", "pre", "h1", "h2", "h3", "tr", "table"}
_BLANKS = re.compile(r"\n{3,}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n• ")
        elif tag == "img":
            self.parts.append("[Bild]")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str, longest: int = LONGEST) -> str:
    """Return the text of a message, paragraphs apart, at most so many characters of it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).split("\n"))
    text = _BLANKS.sub("\n\n", "\n".join(lines)).strip()
    return text if len(text) <= longest else text[:longest].rstrip() + " …"
