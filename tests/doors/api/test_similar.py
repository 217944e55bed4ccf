"""Routes of similar pictures without an index: a sentence and the right status. With one: tests/doors/cli."""

from __future__ import annotations


def test_without_an_index_it_says_what_to_do(light):
    answer = light.get("/similar/duplicates")
    assert answer.status_code == 404 and "no index of pictures yet" in answer.text
    assert light.post("/similar/index").status_code == 404, "there is nothing to index"
    assert light.get("/similar/index").json()["indexed"] == 0
    assert light.post("/similar", json={}).status_code == 422
    missing = light.post("/similar/not-duplicates", json={"first": "a" * 64, "second": "b" * 64})
    assert missing.status_code == 404
