"""The command `tag` and REST say the same of a photo, in the product's words and in one's own."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from core.doors.api import app
from core.doors.opening import open_site
from core.settings import ROOT, Settings

PHOTO = ROOT / "demo" / "photos" / "tsm-01_1.jpg"


def test_a_broken_taxonomy_is_exit_2(run, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("tags:\n  mug:\n  mug:\n")
    answer = run("tag", PHOTO, "--taxonomy", own)
    assert answer.returncode == 2 and "own.yaml, line 3: 'mug' stands twice" in answer.stderr


@pytest.mark.slow
def test_both_doors_say_the_same(run, tmp_path):
    own, feed = tmp_path / "own.yaml", tmp_path / "google.csv"
    own.write_text("tags:\n  tees: {synonyms: [t-shirt]}\n")
    answer = run("tag", PHOTO, "--json", "--google", feed)
    assert answer.returncode == 0, answer.stderr
    (line,) = map(json.loads, answer.stdout.splitlines())
    assert "t-shirt" in [tag["value"] for tag in line["tags"]] and "tsm-01_1" in feed.read_text("utf-8")
    assert all(0 < tag["score"] <= 1 for tag in line["tags"])
    renamed = json.loads(run("tag", PHOTO, "--json", "--taxonomy", own).stdout)
    assert [tag["value"] for tag in renamed["tags"]] == ["tees"]
    with open_site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url="http://127.0.0.1:8501")
        files = {"file": (PHOTO.name, PHOTO.read_bytes())}
        sent = client.post("/tags", files=files).json()
        assert (sent["tags"], sent["attributes"]) == (line["tags"], line["attributes"])
        mine = client.post("/tags", files=files, data={"taxonomy": own.read_text()}).json()
        assert mine["tags"] == renamed["tags"]
        place = f"/tags/{sent['picture_id']}"
        assert client.get(f"{place}/why", params={"value": "t-shirt"}).content[:2] == b"\xff\xd8"
        assert client.get(f"{place}/why", params={"value": "unicorn"}).status_code == 422
        said = client.post(place, json={"value": "t-shirt", "judgment": "wrong", "author": "Ada"}).json()
        assert "t-shirt" not in [tag["value"] for tag in said["tags"]] and said["history"][0]["author"] == "Ada"
        assert client.post(place, json={"value": "t-shirt", "judgment": "perhaps"}).status_code == 422
        assert client.post("/tags", files=files, data={"taxonomy": "tags: ["}).status_code == 422
