"""Messages made ready for the portal: addresses of files, and stored HTML with its own images put in."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.html import escape
from markupsafe import Markup

from anliegen.conversation.access import Shown
from anliegen.conversation.linking import bare_marked
from anliegen.conversation.portal import PublicMessage
from anliegen.conversation.quoting import Piece, pieces
from anliegen.conversation.sanitise import with_images
from anliegen.customers.portal import PortalActor


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file with its addresses in this portal."""

    name: str
    size: int
    kind: str
    url: str
    thumb_url: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as the template reads it. Its HTML went through the sanitiser when it was stored."""

    id: int
    author_name: str
    pieces: list[Piece]
    at: datetime
    is_own: bool
    is_company: bool
    attachments: list[FileLink]


def shown(actor: PortalActor, message: PublicMessage) -> ShownMessage:
    """Return the message with addresses for the contact. Inline images do not stand below it again."""
    files = {file.public_id: file for file in message.attachments}
    return ShownMessage(
        id=message.id,
        author_name=message.author_name,
        pieces=[Piece(_with_images(actor, p.html, files), p.is_quote) for p in pieces(message.html)],
        at=message.at,
        is_own=message.is_own,
        is_company=message.is_company,
        attachments=[_link(actor, file) for file in message.attachments if not file.inline],
    )


def file_url(actor: PortalActor, file: Shown, variant: str) -> str:
    """Return the address of a file; whether the contact may open it is decided there."""
    name = file.name.replace("/", "_")
    parts = {"slug": actor.company.slug, "public_id": file.public_id, "variant": variant, "name": name}
    return reverse("portal-file", kwargs=parts)


def _link(actor: PortalActor, file: Shown) -> FileLink:
    ready = file.preview == "ready"
    variant = "view" if ready and file.kind == "image" else "original"
    thumb = file_url(actor, file, "thumb") if ready else ""
    return FileLink(file.name, file.size, file.kind, file_url(actor, file, variant), thumb)


def _with_images(actor: PortalActor, html: str, files: dict[str, Shown]) -> Markup:
    """Put addresses into image references; one that is not of this message stays a word."""

    def image(upload_id: str, text: str) -> str:
        file = files.get(upload_id)
        if file is None:
            return text
        if file.preview != "ready":
            return f'<a href="{escape(file_url(actor, file, "original"))}">{escape(file.name)}</a>'
        source = escape(file_url(actor, file, "view"))
        picture = f'<img src="{source}" alt="{text or escape(file.name)}" loading="lazy">'
        # In the text it is as wide as that; opened it is as large as it is.
        return f'<a href="{source}" target="_blank" rel="noopener">{picture}</a>'

    return Markup(bare_marked(with_images(html, image)))  # noqa: S704  (sanitised when stored; our own addresses added)
