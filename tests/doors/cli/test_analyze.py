"""The command `analyze`: a real process, real models, real files, a real server on loopback."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tests.doors.cli.output import lines_of


def test_json_is_the_agreed_schema(run, photos):
    done = run("analyze", photos["zidane"], "--json")
    assert done.returncode == 0 and done.stderr == ""
    (line,) = lines_of(done)
    assert list(line) == ["schema", "uri", "picture_id", "size_wh", "kind", "decided_by", "faces", "persons", "intent",
                          "models", "seconds", "facts"]
    assert line["kind"] == "model_face" and len(line["faces"]["scores"]) == 2 and line["size_wh"] == [1280, 720]
    assert set(line["models"]) == {"faces", "persons", "intent"} and line["seconds"]["decode"] > 0


def test_one_broken_file_among_good_ones(run, photos, tmp_path, shop):
    broken, page = tmp_path / "broken.jpg", tmp_path / "page.jpg"
    broken.write_bytes(photos["bus"].read_bytes()[:5000])
    page.write_text("<!doctype html><html><body>404</body></html>")
    sources = [broken, photos["bus"], page, f"{shop}/zidane.jpg", f"{shop}/gone.jpg", "http://10.0.0.1/x.jpg",
               tmp_path / "nowhere.jpg", "file:///etc/passwd"]
    done = run("analyze", "--json", *sources)
    lines = lines_of(done)
    assert done.returncode == 1 and [line["uri"] for line in lines] == [str(source) for source in sources]
    assert ["error" in line for line in lines] == [True, False, True, False, True, True, True, True]
    errors = [line.get("error") for line in lines]
    assert errors[0] == errors[2] == "NotAPicture" and errors[5] == "Refused" and errors[6] == "NotFound"
    assert all(line["message"].endswith(".") and line["hint"] for line in lines if "error" in line)
    assert list(lines[0]) == ["schema", "uri", "error", "message", "hint"]


def test_the_table_names_verdicts_and_failures(run, photos, tmp_path):
    done = run("analyze", photos["bus"], tmp_path / "gone.jpg")
    assert done.returncode == 1 and "model_face" in done.stdout and "There is no file" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 analyzed, 1 failed")


def test_a_folder_is_opened_and_an_empty_one_is_said(run, photos, tmp_path):
    for name in ("a.png", "b.PNG"):
        Image.fromarray(np.full((60, 60, 3), 255, np.uint8)).save(tmp_path / name, format="png")
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "empty").mkdir()
    done = run("analyze", "--json", "--cascade", "short", tmp_path, tmp_path / "empty")
    lines = lines_of(done)
    assert [line.get("kind") for line in lines] == ["product_only", "product_only", None]
    assert lines[-1]["error"] == "NotFound" and done.returncode == 1


def test_a_private_address_is_refused_unless_the_site_allows_it(run, shop):
    done = run("analyze", "--json", f"{shop}/bus.jpg", MERCHLENS_ALLOW_NETWORKS="")
    assert lines_of(done)[0]["error"] == "Refused" and done.returncode == 1
