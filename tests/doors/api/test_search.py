"""The catalog over REST: found, counted, read from plain words, saved, moved; what is wrong is said with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from tests.doors.api.waiting import HERE
from tests.search.made_up_catalog import catalog, picture_id


@pytest.fixture
def light(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a site with the made-up shop and without models."""
    with catalog(tmp_path) as site:
        yield TestClient(app.create(lambda: site, "127.0.0.1"), base_url=HERE)


def test_pictures_are_found_and_counted(light):
    found = light.get("/search", params={"q": "color:red -text:any", "sort": "-score", "limit": 2}).json()
    assert (found["total"], found["everything"], found["notes"]) == (7, 24, [])
    assert [hit["picture_id"] for hit in found["hits"]] == [picture_id(24), picture_id(21)]
    facets = {facet["field"]: facet["counts"] for facet in found["facets"]}
    assert facets["color"] == {"red": 7, "blue": 7, "green": 6}, "what each color would give in its place"
    assert light.get("/search", params={"facets": "false"}).json()["facets"] == []
    one = light.get(f"/search/pictures/{picture_id(20)}").json()
    assert one["name"] == "20.jpg" and {"name": "color", "value": "green", "score": 0.4, "model": "colors_1"} in one[
        "facts"]
    assert light.get(f"/search/pictures/{picture_id(20)}/analysis").json()["picture_id"] == picture_id(20)
    assert light.get(f"/search/pictures/{picture_id(99)}").status_code == 404


def test_a_phrase_a_set_and_a_state(light):
    phrase = light.get("/search/phrase", params={"q": "red handbags with zebras"}).json()
    assert (phrase["query"], phrase["unread"]) == ("color:red object:handbag", ["zebras"])
    assert light.get("/search/suggestions", params={"q": "col"}).json() == {"suggestions": ["color:"]}
    saved = light.post("/search/sets", json={"name": "Red bags", "query": phrase["query"], "author": "Ada"})
    assert saved.status_code == 201 and saved.json()["author"] == "Ada"
    assert [one["name"] for one in light.get("/search/sets").json()["sets"]] == ["Red bags"]
    moved = light.post("/search/state", json={"state": "to_fix", "query": phrase["query"], "author": "Ada"})
    assert moved.json() == {"state": "to_fix", "moved": 2}
    assert light.post("/search/state", data={"state": "live", "pictures": picture_id(12)}).json()["moved"] == 1
    history = light.get(f"/search/pictures/{picture_id(12)}").json()["history"]
    assert [(step["before"], step["value"]) for step in history] == [("to_fix", "live"), ("judged", "to_fix")]
    assert light.delete("/search/sets/Red bags").json() == {"name": "Red bags"}
    assert light.delete("/search/sets/Red bags").status_code == 404


def test_pictures_are_tagged_and_handed_to_jobs(light, monkeypatch):
    tagged = light.post("/search/tags", json={"query": "color:red", "add": ["Hero", "sale"], "author": "Ada"})
    assert tagged.json() == {"changed": 8}
    assert light.post("/search/tags", data={"pictures": picture_id(3), "remove": "hero"}).json() == {"changed": 1}
    assert light.get("/search", params={"q": "tag:hero"}).json()["total"] == 7
    history = light.get(f"/search/pictures/{picture_id(3)}").json()["tag_history"]
    assert [(step["before"], step["now"], step["author"]) for step in history] == [
        (["hero", "sale"], ["sale"], ""), ([], ["hero", "sale"], "Ada")]
    job = light.post("/search/crops", json={"query": "tag:hero", "crops": ["aspect=1:1"], "rescore": False})
    assert job.status_code == 201 and job.json()["kind"] == "crop" and len(job.json()["options"]["pictures"]) == 7
    assert light.post(f"/jobs/{job.json()['job_id']}/cancel").status_code == 200
    for path, body in (("tags", {"add": ["x"]}), ("tags", {"query": "color:red"}), ("judge", {"query": "color:red"}),
                       ("judge", {"query": "color:red", "stages": ["beauty"]}), ("crops", {"query": "color:red"})):
        answer = light.post(f"/search/{path}", json=body)
        assert answer.status_code in (404, 422) and answer.json()["hint"], answer.text


def test_what_cannot_be_read_is_refused_with_its_place(light):
    for query, words in (("score>high", 'letter 7, "high"'), ("colr:red", "no field 'colr'"), ("color:", "its end")):
        answer = light.get("/search", params={"q": query})
        assert answer.status_code == 422 and words in answer.json()["message"] and answer.json()["hint"], answer.text
    for body in ({"state": "lost", "query": "color:red"}, {"state": "live"}, {
            "state": "live", "query": "color:red", "pictures": [picture_id(1)]}):
        assert light.post("/search/state", json=body).status_code == 422
    assert light.get("/search", params={"sort": "beauty"}).status_code == 422
    assert light.post("/search/sets", json={"name": "", "query": "color:red"}).status_code == 422


def test_a_set_is_exported_and_a_picture_says_where_it_is_used(light):
    table = light.get("/search/export", params={"q": "color:red", "format": "csv"})
    assert table.headers["content-type"].startswith("text/csv") and table.text.count("\n") == 9
    assert "merchlens-catalog.coco.zip" in light.get("/search/export", params={
        "q": "color:red", "format": "coco"}).headers["content-disposition"]
    assert light.get("/search/export", params={"format": "pdf"}).status_code == 422
    one = light.get(f"/search/pictures/{picture_id(3)}").json()
    assert one["products"][0]["sku"] == "SKU-3" and one["jobs"][0]["source"] == "shop.example/feed.xml"
    assert one["overlays"][0]["name"] == "faces"
