"""Single photos over REST, with real models."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow


def test_one_picture_by_upload_and_by_address_has_the_same_numbers(client, shop, photos):
    with photos["bus"].open("rb") as file:
        sent = client.post("/analyses", files={"file": ("bus.jpg", file)})
    named = client.post("/analyses", data={"url": f"{shop}/bus.jpg"})
    assert sent.status_code == named.status_code == 201
    assert sent.json()["intent"] == named.json()["intent"]
    assert sent.json()["picture_id"] == named.json()["picture_id"]
    assert sent.json()["kind"] == "model_face" and sent.json()["uri"] == "bus.jpg"
    preview = client.get(f"/pictures/{sent.json()['picture_id']}/preview")
    assert preview.headers["content-type"] == "image/jpeg" and preview.content[:2] == b"\xff\xd8"
