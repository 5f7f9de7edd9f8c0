"""Small files for the demo's attachments, drawn when they are needed; the same ones every time."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

_INK, _PAPER = "#24383a", "#f4f4f1"


def make(name: str) -> bytes:
    """Return the bytes of a demo file by its name. Raises KeyError for an unknown one."""
    return FILES[name]()


def _display() -> bytes:
    image = Image.new("RGB", (640, 480), "#cfd3d1")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((80, 40, 460, 440), 24, fill=_PAPER)
    draw.rounded_rectangle((140, 90, 400, 200), 10, fill=_INK)
    draw.text((175, 112), "E-117", fill="#ffb04d", font_size=64)
    for x in (200, 340):
        draw.ellipse((x - 35, 270, x + 35, 340), fill="#c9cdca")
    draw.ellipse((380, 380, 404, 404), fill="#c3291d")
    for y in (140, 210):
        draw.line((460, y, 640, y), fill="#a5673f", width=26)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _pdf(*lines: str) -> Callable[[], bytes]:
    def write() -> bytes:
        shown = " ".join(
            f"BT /F1 {18 if n == 0 else 11} Tf 72 {760 - n * 26} Td ({_escaped(text)}) Tj ET"
            for n, text in enumerate(lines)
        ).encode("cp1252")
        fonts = b"<< /Font << /F1 5 0 R >> >>"
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % fonts,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
        out, places = bytearray(b"%PDF-1.4\n"), []
        for number, body in enumerate(objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
        return bytes(out)

    return write


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


FILES: dict[str, Callable[[], bytes]] = {
    "anzeige.png": _display,
    "angebot.pdf": _pdf(
        "Angebot 2026-0311", "8 Thermostatventile, hydraulischer Abgleich", "Summe 1.284,50 EUR"
    ),
    "rechnung.pdf": _pdf("Rechnung 2026-0418", "Arbeitszeit 2,5 Std., Anfahrt 1 x", "Summe 214,20 EUR"),
    "protokoll.pdf": _pdf("Abnahmeprotokoll", "Klimaanlage Besprechungsraum", "Abgenommen ohne Mängel"),
    "vertrag.pdf": _pdf("Wartungsvertrag", "Heizungsanlage, einmal im Jahr", "Laufzeit 24 Monate"),
    "plan.pdf": _pdf("Zählerplan", "Kellergeschoss, Stand März", "Strom 4, Wasser 3, Wärme 2"),
    "abrechnung.pdf": _pdf("Rücklage zum 31.12.", "Stand 41.870,00 EUR", "Entnahme 3.120,00 EUR"),
}
