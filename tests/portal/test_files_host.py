"""Files of requests on a host of their own: contacts are led there, and nothing stays in their browser."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from anliegen.common.file_grants import granted
from anliegen.conversation.models import Attachment
from tests.cast import Cast
from tests.portal.cast import guest

HOST = "dateien.nordwerk.example"
PDF = b"%PDF-1.4\n%%EOF\n"


def test_a_contact_is_led_to_the_other_host_and_somebody_else_is_not(world: Cast) -> None:
    karl, bodo = (
        guest(world.ben, "nordwerk", world.contacts["karl"]),
        guest(world.chris, "suedhof", world.contacts["bodo"]),
    )
    client = karl.client()
    sent = {"file": SimpleUploadedFile("Rechnung.pdf", PDF), "key": str(uuid.uuid4())}
    file = client.post(f"{karl.home}dateien/", sent).json()["id"]  # type: ignore[attr-defined]
    address = f"{karl.home}dateien/{file}/original/Rechnung.pdf"
    with override_settings(FILES_HOST=HOST):
        response = client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (303, "private, no-store")
        origin, path = response["Location"].split("/datei/")
        assert origin == f"http://{HOST}"
        there = Client().get(f"/datei/{path}", headers={"host": HOST})
        assert b"".join(there.streaming_content) == PDF  # type: ignore[attr-defined]
        assert there["Cache-Control"] == "private, no-store"
        assert not there.cookies
        assert granted(path.split("/")[0])[0].person == f"portal {karl.account_id}"
        assert client.get(f"/datei/{path}").status_code == 404
        stranger = bodo.client().get(f"{bodo.home}dateien/{file}/original/Rechnung.pdf")
        assert stranger.status_code == 404
        assert f"img-src 'self' http://{HOST} blob:" in client.get(karl.home)["Content-Security-Policy"]
    world.ben.actor()
    assert Attachment.objects.filter(public_id=file).exists()
