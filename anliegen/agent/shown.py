"""Messages made ready to show: links to files, and stored HTML with its own images put in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape
from django.utils.translation import gettext as _
from markupsafe import Markup

from anliegen.accounts.actor import Actor
from anliegen.agent.links import file_url
from anliegen.conversation.access import Said, Shown
from anliegen.conversation.linking import bare_marked
from anliegen.conversation.original import as_it_came
from anliegen.conversation.quoting import Piece, pieces
from anliegen.conversation.sanitise import clean_html, from_plain, with_images


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file with its addresses for one person."""

    name: str
    size: int
    kind: str
    url: str
    thumb_url: str
    opens_inline: bool


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as the template reads it. Its HTML went through the sanitiser when it was stored."""

    id: int
    news: int
    author_name: str
    address: str
    pieces: list[Piece]
    at: datetime
    is_note: bool
    is_ours: bool
    is_own: bool
    attachments: list[FileLink]
    held_for: float = 0
    undo_for: float = 0
    then: str = ""
    has_original: bool = False
    is_message: bool = True


def shown(actor: Actor, said: Said) -> ShownMessage:
    """Return the message with links for the actor. Inline images do not stand below it again."""
    files = {file.public_id: file for file in said.attachments}
    return ShownMessage(
        id=said.id,
        news=said.news,
        author_name=said.author_name,
        address=said.address,
        pieces=[Piece(_with_images(actor, p.html, files), p.is_quote) for p in pieces(said.html)],
        at=said.at,
        is_note=said.is_note,
        is_ours=said.is_ours,
        is_own=said.is_own,
        attachments=[_link(actor, file) for file in said.attachments if not file.inline],
        held_for=said.held_for,
        undo_for=said.undo_for,
        then=said.then,
        has_original=said.has_original,
    )


def _link(actor: Actor, file: Shown) -> FileLink:
    ready = file.preview == "ready"
    variant = "view" if ready and file.kind == "image" else "original"
    return FileLink(
        name=file.name,
        size=file.size,
        kind=file.kind,
        url=file_url(actor, file, variant),
        thumb_url=file_url(actor, file, "thumb") if ready else "",
        opens_inline=variant == "view" or file.kind == "pdf",
    )


def shown_draft(body: str, is_html: bool) -> Markup:
    """Return an unsent text, which nothing has sanitised yet, safe to show to the person who typed it."""
    return Markup(clean_html(body if is_html else from_plain(body), frozenset()).html)  # noqa: S704


def shown_original(raw: str) -> Markup:
    """Return what a message was before, for the frame and nothing else."""

    def missing(name: str) -> str:
        return _("Image: %(name)s") % {"name": name} if name else _("Image")

    return Markup(as_it_came(raw, missing, _("Embedded content")))  # noqa: S704  (through its own allow-list)


def _with_images(actor: Actor, html: str, files: dict[str, Shown]) -> Markup:
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
