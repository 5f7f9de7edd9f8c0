"""What a mail makes of what was written: nothing of its order and none of its addresses is lost."""

import pytest

from anliegen.mail.plain import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Eins</p><p>zwei<br>drei</p><p></p><p>vier</p>", "Eins\n\nzwei\ndrei\n\nvier"),
        ("<ol><li><p>a</p></li><li><p>b</p></li></ol><ol start=7><li>c</ol>", "1. a\n2. b\n\n7. c"),
        (
            "<p>Bitte:</p><ul><li><p>a</p><ol><li><p>b</p></li></ol></li><li><p>c</p><p>d</p></li></ul><p>e</p>",
            "Bitte:\n\n• a\n  1. b\n• c\n  d\n\ne",
        ),
        (
            "<blockquote><p>Wann?</p><ul><li>heute</ul></blockquote><p>Ja.</p>",
            "> Wann?\n>\n> • heute\n\nJa.",
        ),
        (
            (
                '<p><a href="https://a.example/">https://a.example</a>, '
                '<a href="https://b.example/x">Plan</a>, '
                '<a href="mailto:x@c.example">x@c.example</a>, <a href="mailto:x@c.example">Post</a></p>'
            ),
            "https://a.example, Plan (https://b.example/x), x@c.example, Post (x@c.example)",
        ),
        (
            (
                "<p>Liste</p><table><tbody><tr><th>A</th><th>B</th></tr><tr><td><p>1</p><p>2</p></td><td>3</td></tr>"
                "<tr><td></td><td>4<br>5</td></tr></tbody></table><p>Ende</p>"
            ),
            "Liste\n\nA | B\n1 2 | 3\n | 4 5\n\nEnde",
        ),
        ("<p>x</p><hr><p>y</p>", "x\n\n--------------------\n\ny"),
        ("<pre>a:\n    b\n\nc</pre><p>&nbsp;&nbsp;d&nbsp; e</p>", "a:\n    b\n\nc\n\n  d  e"),
        ("<p>Foto: <img alt=x></p>", "Foto: [Bild]"),
        ("</ul></td></blockquote></a><li>x<td>y", "• x | y"),
    ],
)
def test_what_was_written_is_read_as_it_stood(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_a_long_text_says_that_it_goes_on() -> None:
    assert plain_text("<p>" + "ab " * 100 + "</p>", 10) == "ab ab ab a …"
