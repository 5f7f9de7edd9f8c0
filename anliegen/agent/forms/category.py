"""The form of a category: its name, and a colour out of the palette or free."""

from dataclasses import dataclass

from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Typed:
    """A category as somebody typed it; nothing is checked yet."""

    name: str = ""
    color: str = "sky"


def typed(post: QueryDict) -> Typed:
    """Return what was posted.

    The form sends both the chosen tile and the field of the free colour. The field counts when it was
    changed, or when no tile is chosen: otherwise nobody could go back from a free colour to a tile.
    """
    tile, free = post.get("color", ""), post.get("free_color", "").strip()
    changed = free.lower() != post.get("free_before", "").strip().lower()
    return Typed(post.get("name", ""), free if free and (changed or not tile) else tile)
