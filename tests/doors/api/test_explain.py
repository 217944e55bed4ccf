"""A benchmark of explanation methods over REST: the numbers of every other door, and errors with a hint."""

from __future__ import annotations

import base64
import html
import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest
from PIL import Image

from core import explain, flip
from core.settings import ROOT
from core.words.flip import flip_words
from core.words.flip_set import headline
from tests.doors.api.waiting import wait_for


def without_times(result: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps({**result, "methods": [{**one, "milliseconds": 0} for one in result["methods"]]}))


@pytest.mark.slow
def test_three_doors_give_the_same_numbers(client, site, photos, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("coffee", "astronaut"):
        shutil.copy(photos[name], folder)
    started = client.post("/explain-benchmark", json={"source": str(folder), "methods": ["grad-cam", "hires-cam"]})
    assert started.status_code == 201, started.text
    job_id = started.json()["job_id"]
    assert wait_for(client, job_id)["state"] == "done"
    answer = client.get(f"/explain-benchmark/{job_id}").json()
    assert answer["result"]["pictures"] == 2, answer
    assert answer["state"] == "done"

    page = explain.benchmark(site, job_id).result.to_dict()
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(tmp_path / "data"), "MERCHLENS_WORKERS": "1"}
    command = [sys.executable, "-m", "core", "explain-benchmark", str(folder), "--methods", "grad-cam,hires-cam",
               "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    assert without_times(answer["result"]) == without_times(page) == without_times(json.loads(done.stdout))

    table = client.get(f"/explain-benchmark/{job_id}/files/csv")
    assert table.content.startswith(b"\xef\xbb\xbfuri,") and len(table.text.splitlines()) == 5
    assert "<svg" in client.get(f"/explain-benchmark/{job_id}/files/html").text
    assert client.get(f"/explain-benchmark/{job_id}/files/exe").status_code == 404
    again = client.post("/explain-benchmark", data={"source": site.store.job(job_id).options["analysis"][:12]})
    assert again.status_code == 201, "an analysis is named by its first digits"
    cancelled = client.post(f"/explain-benchmark/{again.json()['job_id']}/cancel").json()
    assert cancelled["state"] in ("cancelled", "done")


@pytest.mark.parametrize(("fields", "status", "words"), [
    ({}, 422, "photos to measure on are missing"), ({"source": "0000"}, 404, "no folder and no analysis"),
    ({"source": "00", "methods": ["tea-leaves"]}, 422, "must be one of grad-cam"),
    ({"source": "00", "label": "tea"}, 422, "must be one of top"),
])
def test_errors_are_json_with_a_hint(light, fields, status, words):
    answer = light.post("/explain-benchmark", json=fields)
    assert answer.status_code == status and words in answer.json()["message"] and answer.json()["hint"]


def test_another_job_is_no_benchmark(light):
    assert light.get("/explain-benchmark/0000000000000000").status_code == 404


@pytest.mark.slow
def test_one_photo_explained_by_rest_has_the_numbers_of_python(client, site, photos):
    with photos["coffee"].open("rb") as file:
        sent = client.post("/explain", files={"file": ("cup.png", file)}, data={"label": "other", "trust": "true"})
    assert sent.status_code == 200, sent.text
    own, values = explain.explain_file(site, str(photos["coffee"]), "other", trust=True), sent.json()
    assert values["score"] == own.saliency.score and values["coarse"] == own.saliency.coarse.tolist()
    assert values["trust"] == json.loads(json.dumps(own.trust.to_dict())) and values["layer"] == own.saliency.layer
    assert base64.b64decode(values["overlay"]) == own.overlay
    assert client.post("/explain", data={"url": str(photos["coffee"]), "label": "other"}).status_code == 422


@pytest.mark.slow
def test_one_photo_flipped_by_rest_has_the_numbers_of_python(client, site, photos):
    with photos["rocket"].open("rb") as file:
        sent = client.post("/flip", files={"file": ("rocket.jpg", file)})
    assert sent.status_code == 200, sent.text
    own = json.loads(json.dumps(flip.flip_file(site, str(photos["rocket"])).to_dict()))
    assert sent.json() | {"seconds": 0} == own | {"seconds": 0} and own["state"] == "flipped"
    with photos["rocket"].open("rb") as file:
        none = client.post("/flip", files={"file": ("rocket.jpg", file)}, data={"budget": "0"})
    assert none.json()["state"] == "no_budget"


@pytest.mark.slow
def test_one_edit_that_helps_many_has_the_same_numbers_by_rest_command_and_page_and_in_the_exports(
        client, site, photos, tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    shutil.copy(photos["coffee"], folder)  # far from the threshold
    shutil.copy(photos["bus"], folder)
    with Image.open(photos["bus"]) as image:  # another file that misses the threshold by as little
        image.crop((0, 0, image.width, image.height - 8)).save(folder / "cropped.png")
    job_id = wait_for(client, client.post("/jobs", json={"source": str(folder)}).json()["job_id"])["job_id"]
    before = client.get(f"/flips/{job_id}").json()
    assert before["job"] is None and before["result"]["borderline"] == 2 and before["result"]["searched"] == 0
    started = client.post(f"/flips/{job_id[:12]}")
    assert started.status_code == 201, started.text
    assert wait_for(client, started.json()["job"]["job_id"])["state"] == "done"

    answer = client.get(f"/flips/{job_id}").json()["result"]
    gained = answer["gained"]
    assert answer["searched"] == gained["pictures"] == 2 and gained["by_one"] == 2
    assert gained["edits"][0]["example"]["search"]["flips"][0]["after"]["shoppable"], "each edit is confirmed"
    assert answer == json.loads(json.dumps(flip.flips_of(site, job_id).summary.to_dict())), "as the page draws it"
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(site.settings.data_dir), "MERCHLENS_WORKERS": "1"}
    done = subprocess.run([sys.executable, "-m", "core", "flip", "--job", job_id, "--json"], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == answer, "what is searched is not searched again"

    table = client.get(f"/flips/{job_id}/csv").text
    smallest = flip.smallest_edits(site, job_id)
    assert len(table.splitlines()) == 3 and all(flip_words(one) in table for one in smallest.values())
    exported = [json.loads(line) for line in client.get(f"/jobs/{job_id}/export?format=jsonl").text.splitlines()]
    edits = {row["picture_id"]: (row["smallest_edit"], row["score_after_edit"]) for row in exported}
    assert {name: edit for name, edit in edits.items() if edit != (None, None)} == {
        name: (flip_words(one), one.after.score) for name, one in smallest.items()}
    report = client.get(f"/jobs/{job_id}/export?format=html").text
    assert headline(flip.flips_summary(site, job_id)) in html.unescape(report) and 'alt="After"' in report
    assert client.post(f"/flips/{job_id}/cancel").json()["job"]["state"] == "done", "it has ended already"


def test_the_borderline_photos_of_an_unknown_job_are_refused(light):
    for method in (light.get, light.post):
        answer = method("/flips/ffff")
        assert answer.status_code == 404 and answer.json()["hint"]
