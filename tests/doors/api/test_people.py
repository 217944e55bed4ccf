"""Routes of people: the switch, what is off, what is not known. What they do: tests/people."""

from __future__ import annotations


def test_it_is_off_until_it_is_switched_on(light):
    assert light.get("/people").json()["opt_in"]["on"] is False
    refused = light.post("/people/group")
    assert refused.status_code == 422 and "Switch it on" in refused.text
    assert light.post("/people/opt-in", json={"author": "Pat"}).json()["opt_in"]["author"] == "Pat"
    assert light.post("/people/group").status_code == 404, "there is no face yet"
    assert light.get("/people").json()["people"] == []
    erased = light.delete("/people").json()
    assert erased["opt_in"]["on"] is False and erased["faces"] == 0


def test_unknown_people_and_missing_parts_are_told(light):
    light.post("/people/opt-in", data={"on": "true"})
    assert light.get("/people/7").status_code == 404 == light.delete("/people/7").status_code
    assert light.post("/people/7/name", json={"name": "Ann"}).status_code == 404
    assert light.get("/people/faces/7").status_code == 404
    wrong = light.post("/people/7/merge", json={"others": ["x"]})
    assert wrong.status_code == 422 and "whole numbers" in wrong.text
    photo = {"files": ("a.png", b"", "image/png")}
    no_consent = light.post("/people/gallery", files=photo, data={"name": "Ann"})
    assert no_consent.status_code == 422 and "needs a consent" in no_consent.text
    light.delete("/people")
