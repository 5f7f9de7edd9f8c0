"""What was written, as plain text: the only form in which it goes into a mail."""

import re
from html.parser import HTMLParser

from anliegen.common.numbers import whole_number

LONGEST = 4000
_PARAGRAPHS = {"p", "div", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "table"}
_LINES = {"li", "tr"}
_CELLS = {"td", "th"}
_BLANK = re.compile(r"[ \t\r\n\f]+")
_RULE = "-" * 20
_INDENT = "  "


class _Reader(HTMLParser):
    """Writes line by line; what stands in lists is indented, what is quoted begins with `>`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line = ""
        self._mark = ""
        # How deeply quoted the empty line is that comes before the next one.
        self._gap: int | None = None
        self._quotes = self._pre = self._cells = 0
        self._in_row = False
        # Of every open list the number that comes next; none where points stand.
        self._lists: list[int | None] = []
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag)
        values = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._break()
        elif tag == "img":
            self._line += "[Bild]"
        elif tag == "hr":
            self._line = _RULE
            self._end_block("p")
        elif tag in {"ul", "ol"}:
            start = whole_number(values.get("start", ""))
            self._lists.append(None if tag == "ul" else 1 if start is None else start)
        elif tag == "li":
            self._mark = self._next_mark()
        elif tag == "a":
            self._link = (values.get("href", ""), len(self._line))
        self._quotes += tag == "blockquote"
        self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        self._end_block(tag)
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._part()
        self._quotes = max(0, self._quotes - (tag == "blockquote"))
        self._pre = max(0, self._pre - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if not self._pre:
            words = _BLANK.sub(" ", data)
            self._line += words.lstrip(" ") if self._line[-1:] in {"", " "} else words
            return
        first, *others = data.split("\n")
        self._line += first
        for line in others:
            self._break()
            self._line = line

    def text(self) -> str:
        """Return all of it."""
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def _begin(self, tag: str) -> None:
        if tag in _CELLS:
            self._cells += 1
            if self._in_row or self._line:
                self._line = self._line.rstrip(" ") + " | "
            self._in_row = True
        elif self._line or tag in _LINES or tag == "hr":
            self._end_block(tag)
        elif tag in _PARAGRAPHS and not self._cells:
            self._part()
        self._in_row = self._in_row and tag != "tr"

    def _end_block(self, tag: str) -> None:
        if tag in _CELLS:
            self._cells = max(0, self._cells - 1)
        elif self._cells:  # a row stays one line, whatever its cells hold
            self._line += " " if tag in _PARAGRAPHS and self._line[-1:] not in {"", " "} else ""
        elif tag in _PARAGRAPHS or tag in _LINES or tag == "hr":
            self._end_line()
            if tag not in _LINES:
                self._part()

    def _break(self) -> None:
        if self._cells:
            self._line += " "
        else:
            self._end_line(even_empty=True)

    def _part(self) -> None:
        """Let what follows stand apart; the points of a list do not."""
        if self.lines and not self._lists:
            self._gap = self._quotes if self._gap is None else min(self._gap, self._quotes)

    def _end_line(self, *, even_empty: bool = False) -> None:
        line, self._line = self._line.rstrip(" "), ""
        if not line and not self._mark and not even_empty:
            return
        if self._gap is not None:
            self.lines.append(("> " * min(self._gap, self._quotes)).rstrip())
        depth = len(self._lists) - bool(self._mark)
        self.lines.append(("> " * self._quotes + _INDENT * depth + self._mark + line).rstrip())
        self._mark, self._gap = "", None

    def _next_mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _end_link(self) -> None:
        """Write the address behind the words, where they are not the address themselves."""
        if self._link is None:
            return
        (href, begin), self._link = self._link, None
        address = href.removeprefix("mailto:").removeprefix("tel:")
        if address and _bare(self._line[begin:]) != _bare(address):
            self._line += f" ({address})"


def _bare(address: str) -> str:
    return re.sub(r"^https?://|/$", "", address.strip())


def plain_text(html: str, longest: int = LONGEST) -> str:
    """Return the text of a message, paragraphs apart, at most so many characters of it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = reader.text().replace("\xa0", " ")
    return text if len(text) <= longest else text[:longest].rstrip() + " …"
