"""Pasting into the editor: what Word, Outlook and web pages put on the clipboard arrives plain."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.webs import number_of, previewed

pytestmark = pytest.mark.browser

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Word 15">
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=DE style='tab-interval:35.4pt'><!--StartFragment-->
<p class=MsoNormal><span style='font-size:14.0pt;font-family:"Comic Sans MS";color:red'>Guten
Tag,<o:p></o:p></span></p>
<p class=MsoNormal>der <b style='mso-bidi-font-weight:normal'>Zähler</b> steht bei <span
style='font-weight:bold'>812</span>.</p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Keller<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Dachboden<o:p></o:p></p>
<!--EndFragment--></body></html>"""

OUTLOOK = """<html><head><style>.x_MsoNormal{margin:0}</style></head><body>
<div class="WordSection1"><p class="x_MsoNormal" style="margin:0cm"><span
style="color:#1F497D">Danke, das passt.</span></p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p
class="x_MsoNormal"><b>Von:</b> Muster
&lt;muster@firma.example&gt;<br><b>Gesendet:</b> Montag<br><b>Betreff:</b> Zähler</p></div>
<p><a href="https://firma.example/plan" target="_blank" style="color:blue" onclick="steal()">Plan</a></p>
<img width=1 height=1 src="https://tracker.example/pixel.gif"></div></body></html>"""

WEB = """<meta charset='utf-8'><h2 id="top" style="color:#f00">Anleitung</h2><script>window.hit = 1</script>
<div class="box" style="position:fixed;inset:0;background:url(https://tracker.example/bg.png)">
<p style="font-style:italic">Ventil <em>langsam</em> öffnen.</p><ol><li><p>Zuerst</p></li><li>Dann</li></ol>
<a href="javascript:alert(1)">hier</a><iframe src="https://tracker.example/"></iframe>
<img src="data:image/png;base64,iVBORw0KGgo=" alt="Bild"><svg onload="alert(1)"></svg></div>"""


def editor(page: Page, number: int) -> None:
    """Open the note of a ticket of its own: what other tests left there is a draft that comes back."""
    page.goto(f"/tickets/{number}/")
    page.get_by_role("tab", name="Interne Notiz").click()
    page.locator("#note [contenteditable]").click()


def paste(page: Page, html: str) -> str:
    """Paste as the browser would, and return what the form would send."""
    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "nur Text");
            document.querySelector("#note [contenteditable]").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )
    return str(page.locator("#note textarea").input_value())


@pytest.mark.parametrize(
    ("number", "source", "there"),
    [
        (
            11,
            WORD,
            [
                "Guten Tag,",
                "<strong>Zähler</strong>",
                "<strong>812</strong>",
                "<li><p>Keller",
                "<li><p>Dachboden",
            ],
        ),
        (
            12,
            OUTLOOK,
            ["Danke, das passt.", "<strong>Von:</strong> Muster", 'href="https://firma.example/plan"'],
        ),
        (13, WEB, ["Anleitung", "<em>langsam</em>", "<ol>", "Zuerst", "Dann", "hier"]),
    ],
    ids=["word", "outlook", "web"],
)
def test_what_is_pasted_arrives_plain(visit: Visit, number: int, source: str, there: list[str]) -> None:
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    editor(page, number)
    found = paste(page, source)
    for part in there:
        assert part in found, found
    # No clothes, no bullets typed in front, nothing of others, nothing that runs.
    assert not re.search(
        r"style|class=|Mso|mso-|<span|<font|o:p|·|<h\d|<script|<iframe|<img|<svg|javascript:|on\w+=", found
    )
    assert not [url for url in asked if "tracker.example" in url]
    assert page.evaluate("window.hit") is None


def test_a_pasted_text_is_stored_as_it_looked(visit: Visit) -> None:
    page = visit()
    editor(page, 14)
    paste(page, WORD)
    page.locator("#note [data-send]").click()
    page.wait_for_url(re.compile(r"#m\d+"))
    last = page.locator(".message--note").last
    expect(last.locator("li")).to_have_text(["Keller", "Dachboden"])
    expect(last.locator("strong").first).to_have_text("Zähler")
    # The browser has cleaned it: nothing went that anybody would have to look up.
    expect(last.locator(".original")).to_have_count(0)


TEXT = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.querySelector("#note [contenteditable]").dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_pasted_lines_and_numbered_lists_are_read_as_they_stood(visit: Visit) -> None:
    page = visit()
    editor(page, number_of("Heizung fällt aus, Fall 46"))
    page.evaluate(TEXT, "Muster GmbH\r\nHauptstr. 1\r\n\r\nAnbei:")
    lines = "<p>Muster GmbH<br>Hauptstr. 1</p><p>Anbei:</p>"
    assert page.locator("#note textarea").input_value() == lines
    page.keyboard.press("Enter")
    page.keyboard.type("1. Hahn schließen")
    page.keyboard.press("Enter")
    page.keyboard.type("Pumpe aus")
    page.locator("#note [data-send]").click()
    page.wait_for_url(re.compile(r"#m\d+"))
    steps = page.locator(".message--note").last.locator("ol > li")
    expect(steps).to_have_text(["Hahn schließen", "Pumpe aus"])
    expect(steps.first).to_have_css("list-style-type", "decimal")


PICTURE = """async kind => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2000, height: 30 });
    canvas.getContext("2d").fillRect(0, 0, 20, 20);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const data = new DataTransfer();
    data.items.add(new File([blob], "Bildschirmfoto.png", { type: "image/png" }));
    const target = document.querySelector("#note [contenteditable]");
    const more = { bubbles: true, cancelable: true };
    target.dispatchEvent(kind === "paste" ? new ClipboardEvent("paste", { clipboardData: data, ...more })
        : new DragEvent("drop", { dataTransfer: data, ...more }));
}"""


@pytest.mark.parametrize(("way", "number"), [("paste", 15), ("drop", 16)])
def test_an_image_stands_where_it_was_put(visit: Visit, way: str, number: int) -> None:
    """It becomes an attachment of the message and is shown in the text, not below it once more."""
    page = visit()
    editor(page, number)
    page.keyboard.type("Siehe Bild: ")
    page.evaluate(PICTURE, way)
    expect(page.locator("#note [contenteditable] img")).to_have_count(1)
    expect(page.locator("#note input[name=uploads]")).to_have_count(1)
    page.locator("#note [data-send]").click()
    page.wait_for_url(re.compile(r"#m\d+"))
    last = page.locator(".message--note").last
    # Until the worker has made the picture, its name leads to it from within the text.
    expect(last.locator(".prose").locator("a, img")).to_have_count(1)
    expect(last.locator(".attachment, .original")).to_have_count(0)


SHEET = """<html><head><style><!-- .xl65 {border:.5pt solid;} --></style></head><body>
<table border=0 width=240 style='border-collapse:collapse'><!--StartFragment--><col width=80 span=3>
<tr height=20><td class=xl65>Artikel</td><td colspan=2>Menge und Preis</td></tr>
<tr><td>Pumpe</td><td align=right>3</td><td>129,00 €</td></tr><!--EndFragment--></table></body></html>"""

# What it wraps around all that is copied is no bold, and words are no attributes.
DOCS = """<b style="font-weight:normal;" id="docs-internal-guid-1"><p><span
style="font-weight:400">Bitte </span><span style="font-weight:700"
>heute</span> den style = neu setzen, online=ja</p><h2>Danach</h2></b>
<table><tr><td><table><tr><td>Nur ein Rahmen</td></tr></table></td></tr></table>"""

# Office puts a picture of the cells beside them.
OFFICE = """([html, selector]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "Artikel\\tMenge und Preis");
    data.items.add(new File(["x"], "image.png", { type: "image/png" }));
    document.querySelector(selector).dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_tables_and_links_are_read_as_they_were_written(visit: Visit) -> None:
    page = visit()
    editor(page, number_of("Heizung fällt aus, Fall 71"))
    page.evaluate(OFFICE, [SHEET, "#note [contenteditable]"])
    page.keyboard.type("Siehe Plan")
    written = str(page.locator("#note textarea").input_value())
    assert '<td colspan="2"><p>Menge und Preis</p></td>' in written
    assert written.endswith("</table><p>Siehe Plan</p>")
    expect(page.locator("#note [data-files] > *")).to_have_count(0)

    paste(page, DOCS)
    written = str(page.locator("#note textarea").input_value())
    assert "Bitte <strong>heute</strong> den style = neu setzen, online=ja" in written
    assert "<p><strong>Danach</strong></p><p>Nur ein Rahmen</p>" in written

    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Link")
    address = dialog.get_by_label("Adresse des Links")
    address.fill("kein Link")
    address.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    address.fill("firma.example/plan")
    address.press("Enter")
    expect(dialog).to_have_count(0)
    page.keyboard.type(" und post@firma.example")
    page.locator("#note [data-send]").click()
    page.wait_for_url(re.compile(r"#m\d+"))
    last = page.locator(".message--note").last
    expect(last.locator("table tr").first.locator("td")).to_have_text(["Artikel", "Menge und Preis"])
    expect(last.get_by_role("link", name="firma.example/plan")).to_have_attribute(
        "href", "https://firma.example/plan"
    )
    expect(last.get_by_role("link", name="post@firma.example")).to_be_visible()


PICTURES = PICTURE.replace(
    "const target",
    'data.items.add(new File([blob], "Zweites.png", { type: "image/png" }));\n    const target',
)


def test_images_stay_where_they_are_while_one_writes_on(visit: Visit) -> None:
    page = visit()
    editor(page, number_of("Heizung fällt aus, Fall 72"))
    images = page.locator("#note [role=textbox] img")
    page.evaluate(PICTURES, "paste")
    expect(images).to_have_count(2)
    page.evaluate(TEXT, "und so   sieht es aus")
    names = [image.get_attribute("alt") for image in images.all()]
    assert names == ["Bildschirmfoto.png", "Zweites.png"]
    written = str(page.locator("#note textarea").input_value())
    assert written.endswith("><p>und so   sieht es aus</p>")
    assert "blob:" not in written
    expect(page.locator("#note [data-keep-state]")).to_contain_text("Entwurf gespeichert")

    # Where an image could be seen holds for one page: brought back it asks for nothing that is gone.
    page.reload()
    page.get_by_role("tab", name="Interne Notiz").click()
    expect(images).to_have_count(2)
    expect(page.locator("#note [data-files] input")).to_have_count(2)
    assert "und so   sieht es aus" in page.locator("#note textarea").input_value()

    page.locator("#note [role=textbox]").click()
    page.evaluate(PICTURE, "paste")
    expect(images).to_have_count(3)
    page.locator("#note [data-files]").get_by_role("button", name="Bildschirmfoto.png").click()
    expect(images).to_have_count(2)

    long = {"name": "Ein langer Name " * 14 + ".txt", "mimeType": "text/plain", "buffer": b"x"}
    page.locator("#note input[type=file][multiple]").set_input_files(long)  # type: ignore[arg-type]
    expect(page.locator("#note [data-files] input")).to_have_count(3)
    row, form = page.locator("#note .file").last.bounding_box(), page.locator("#note").bounding_box()
    assert row is not None
    assert form is not None
    assert row["x"] + row["width"] <= form["x"] + form["width"]

    page.locator("#note [data-send]").click()
    page.wait_for_url(re.compile(r"#m\d+"))
    previewed()
    page.reload()
    text = page.locator(".message--note .prose").last
    pictures = text.get_by_role("link").locator("img")
    expect(pictures).to_have_count(2)
    pictures.first.scroll_into_view_if_needed()
    box, room = pictures.first.bounding_box(), text.bounding_box()
    assert box is not None
    assert room is not None
    assert 0 < box["width"] <= room["width"]
