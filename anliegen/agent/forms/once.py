"""By what a form is known again when it is sent twice."""

import json
import uuid

from django.http import QueryDict


def form_key(post: QueryDict) -> uuid.UUID | None:
    """Return the key of the form together with what it says, or None when it carries none.

    Only the same words are the same form: who goes back and writes something else is heard.
    """
    try:
        opened = uuid.UUID(post.get("key", ""))
    except ValueError:
        return None
    said = sorted((name, post.getlist(name)) for name in post if name != "csrfmiddlewaretoken")
    return uuid.uuid5(opened, json.dumps(said))
