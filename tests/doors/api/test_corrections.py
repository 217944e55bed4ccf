"""Corrections over REST: said, listed, written as a table and read again."""

from __future__ import annotations

import io
import json
import zipfile

from tests.corrections.site_with_photos import FIRST, SECOND, with_photos


def test_a_correction_is_kept_listed_and_exported(light, light_site):
    with_photos(light_site)
    body = {"picture_id": FIRST, "name": "label", "value": "other", "author": "Ada"}
    said = light.post("/corrections", json=body)
    assert said.status_code == 201, said.text
    (word,) = said.json()["history"]
    assert (word["before"], word["value"], word["author"], word["model"]) == ("apparel", "other", "Ada", "i")
    light.post("/corrections", data={"picture_id": SECOND, "name": "kind", "value": "product_only"})
    page = light.get("/corrections", params={"limit": 1}).json()
    assert (page["total"], page["next"], page["rows"]) == (2, 1, [word])
    assert [row["name"] for row in light.get("/corrections", params={"picture_id": SECOND}).json()["rows"]] == ["kind"]
    table = light.get("/corrections/table", params={"name": "label"})
    assert table.headers["content-type"].startswith("text/csv") and table.text.count("\n") == 2
    again = light.post("/corrections/table", files={"file": ("c.csv", table.content)})
    assert again.json() == {"added": 0, "known": 1}


def test_boxes_are_said_and_come_back_as_files_of_trainers(light, light_site):
    with_photos(light_site)
    boxes = {"size_wh": [200, 300], "xyxy": [[10, 20, 60, 80], [100, 20, 150, 80]]}
    for value in (boxes, json.dumps(boxes)):  # as it is, or as text
        said = light.post("/corrections", json={"picture_id": FIRST, "name": "faces", "value": value})
    assert said.status_code == 201, said.text
    assert [json.loads(word["value"]) for word in said.json()["history"]] == [boxes]
    for form, name in (("yolo", f"faces/labels/{FIRST}.txt"), ("coco", "faces.json")):
        answer = light.get("/corrections/boxes", params={"format": form})
        assert answer.headers["content-type"] == "application/zip"
        assert zipfile.ZipFile(io.BytesIO(answer.content)).read(name).count(b"\n") > 1
    assert "yolo or coco" in light.get("/corrections/boxes", params={"format": "voc"}).json()["message"]
    boxes["xyxy"][0][2] = 900
    wrong = light.post("/corrections", json={"picture_id": FIRST, "name": "faces", "value": json.dumps(boxes)})
    assert wrong.status_code == 422 and "outside the picture" in wrong.json()["message"]


def test_strange_corrections_are_refused(light, light_site):
    with_photos(light_site)
    for body, status in (({}, 422), ({"picture_id": FIRST, "name": "label", "value": "shoes"}, 422),
                         ({"picture_id": "f" * 64, "name": "label", "value": "other"}, 404)):
        answer = light.post("/corrections", json=body)
        assert answer.status_code == status and answer.json()["hint"], answer.text
    assert light.post("/corrections/table").json()["message"] == "The table of corrections is missing."
    wrong = light.post("/corrections/table", files={"file": ("c.csv", b"a,b\n1,2\n")})
    assert wrong.status_code == 422 and "lacks picture_id" in wrong.json()["message"]


def test_who_comes_second_gets_409(light, light_site):
    with_photos(light_site)
    seen = light.get("/corrections", params={"picture_id": SECOND, "name": "persons"}).json()["total"]
    body = {"picture_id": SECOND, "name": "persons", "value": {"size_wh": [200, 300], "xyxy": []}, "version": seen}
    first = light.post("/corrections", json={**body, "author": "Ada"})
    assert first.status_code == 201 and first.json()["version"] == seen + 1
    body["value"] = {"size_wh": [200, 300], "xyxy": [[1, 1, 50, 50]]}
    second = light.post("/corrections", json=body)
    assert second.status_code == 409 and second.json()["error"] == "Changed" and "by Ada" in second.json()["message"]
    assert light.post("/corrections", json={**body, "version": seen + 1}).status_code == 201
