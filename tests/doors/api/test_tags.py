"""Routes of tags without a model: a sentence and the right status. With one: tests/doors/cli/test_tag.py."""

from __future__ import annotations


def test_what_cannot_be_tagged_says_why(light):
    assert light.post("/tags", json={}).status_code == 422
    wrong = light.post("/tags", json={"url": "https://shop.example/a.jpg", "taxonomy": "tags:\n  a: {parent: b}"})
    assert wrong.status_code == 422 and "line 2: the parent 'b' of 'a' is no tag" in wrong.text
    missing = "/tags/" + "a" * 64
    assert light.get(missing).status_code == 404
    assert light.post(missing, json={"value": "sandal"}).status_code == 404
    assert light.post(missing, json={"value": "unicorn"}).status_code == 422
