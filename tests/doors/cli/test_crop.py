"""The command `crop`, with the real models: the numbers of Python and of REST, files, HTML, and what does not fit."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from core import analyze, crops
from core.doors.api import app
from core.doors.cli import crop
from core.doors.cli.main import parser
from core.doors.opening import open_site
from core.settings import Settings

ASPECTS = ("3:1", "1:1")


@pytest.mark.slow
def test_numbers_are_equal_by_command_python_and_rest(run, photos: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("crop", photos["astronaut"], "--aspect", ",".join(ASPECTS), "--width", "300", "--json", "--rescore",
               "--out", out)
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    asked = tuple(f"aspect={aspect},width=300" for aspect in ASPECTS)
    with open_site(Settings(data_dir=tmp_path / "own", workers=1)) as site:
        known = analyze.analyze_now(site, analyze.sources_from_paths(site, [str(photos["astronaut"])])[0]).picture_id
        found = json.loads(json.dumps(crops.described(site, known, asked, rescore=True)))
        client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url="http://127.0.0.1:8501")
        with photos["astronaut"].open("rb") as file:
            sent = client.post("/crops", files={"file": file}, data={"crops": " ".join(asked), "rescore": "true"})
        assert sent.status_code == 200 and sent.json() == found, sent.text
        assert client.post("/crops", json={"picture_id": known, "crops": list(asked), "rescore": True}).json() == found
        file = crops.render(site, known, crops.read_request(site, asked[0]))
    for rows in (printed["crops"], found["crops"]):
        for row in rows:
            row.pop("address")  # signed by another site
            assert row["holds"].startswith("faces") and row["rescored"]["before"] > 0
    assert printed["crops"] == found["crops"]
    (written,) = out.glob("*-3x1.jpg")
    assert written.read_bytes() == file.data and Image.open(io.BytesIO(file.data)).size == (300, 100)
    said = run("crop", photos["coffee"], "no.jpg", "--aspect", "1:1", "--html")
    assert said.returncode == 1 and "<picture>" in said.stdout and "no.jpg" in said.stderr
    wrong = run("crop", photos["coffee"], "--aspect", "wide")
    assert wrong.returncode == 2 and "aspect" in wrong.stderr and "Traceback" not in wrong.stderr


@pytest.mark.parametrize(("arguments", "asked"), [
    ((), tuple(f"aspect={aspect}" for aspect in crops.ASPECTS)),
    (("--template", "amazon,hero@2"), ("$amazon$", "$hero@2$")),
    (("--template", "facePOI", "--aspect", "3:1,1:1"), ("$facePOI$,aspect=3:1", "$facePOI$,aspect=1:1")),
    (("--aspect", "1:1", "--mode", "zoom", "--dpr", "2"), ("aspect=1:1,mode=zoom,dpr=2.0",))])
def test_what_is_asked_for(arguments: tuple[str, ...], asked: tuple[str, ...]) -> None:
    assert crop._asked(parser().parse_args(["crop", "x.jpg", *arguments])) == asked
