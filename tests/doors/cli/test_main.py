"""The command line as a person meets it: a real process, real models, real files, a real server on loopback."""

import json
import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image

from core.settings import ROOT


@pytest.fixture
def run(tmp_path):
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(tmp_path / "data"), "MERCHLENS_WORKERS": "1",
                   "MERCHLENS_ALLOW_NETWORKS": "127.0.0.0/8"}

    def run(*arguments, **changes) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "core", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=240,
                              env={**environment, **changes})

    return run


@pytest.fixture
def shop(photos):
    """A web server on loopback with bus.jpg and zidane.jpg."""
    handler = partial(SimpleHTTPRequestHandler, directory=photos["bus"].parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def lines_of(done) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_is_the_agreed_schema(run, photos):
    done = run("analyze", photos["zidane"], "--json")
    assert done.returncode == 0 and done.stderr == ""
    (line,) = lines_of(done)
    assert list(line) == ["schema", "uri", "picture_id", "size_wh", "kind", "decided_by", "faces", "persons", "intent",
                          "models", "seconds"]
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


@pytest.mark.parametrize("arguments, word", [
    (["analyze"], "required"),
    (["analyze", "x.jpg", "--cascade", "long"], "cascade"),
    (["analyze", "x.jpg", "--workers", "0"], "--workers"),
    (["explain", "x.jpg", "--label", "shoes", "--out", "o.png"], "shoes"),
    (["explain", "x.jpg", "--label", "apparel", "--out", "o.gif"], ".png or .jpg"),
    (["dance"], "dance"),
])
def test_misuse_is_said_in_a_sentence(run, arguments, word):
    done = run(*arguments)
    assert done.returncode == 2 and word in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("changes, word", [
    ({"MERCHLENS_MODELS_DIR": "/nonexistent"}, "nonexistent"),
    ({"MERCHLENS_INTENT_MODEL": "no-such-model"}, "no-such-model"),
    ({"MERCHLENS_WORKERS": "many"}, "MERCHLENS_WORKERS"),
    ({"MERCHLENS_DATA_DIR": "/proc/merchlens"}, "data folder"),
])
def test_a_broken_set_up_is_said_in_a_sentence(run, photos, changes, word):
    done = run("analyze", photos["bus"], **changes)
    assert done.returncode == 2 and word in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [
    ("analyze", "{photo}", "{photo}", "{photo}"), ("explain", "{photo}", "--label", "other", "--out", "{out}"),
    ("audit", "{photo}"), ("serve", "--port", "0"),
])
def test_a_refused_model_is_one_sentence_at_the_start(run, photos, tmp_path, command):
    model = tmp_path / "html.tflite"
    model.write_text("<html>not found</html>")
    words = [word.format(photo=photos["bus"], out=tmp_path / "why.png") for word in command]
    done = run(*words, MERCHLENS_INTENT_MODEL=str(model))
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("html.tflite is not a .tflite file") == 1 and "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "workers.log").exists(), "no worker process was started"


def test_a_refused_persons_model_is_one_sentence_at_the_start(run, photos, tmp_path):
    for suffix in (".xml", ".bin"):
        (tmp_path / f"page{suffix}").write_text("<html>not found</html>")
    done = run("analyze", photos["bus"], photos["zidane"], "--persons-model", tmp_path / "page.xml")
    assert done.returncode == 2 and done.stdout == "" and done.stderr.count("page.xml is not an OpenVINO model") == 1


def test_explain_writes_overlay_and_numbers(run, photos, tmp_path):
    out, numbers = tmp_path / "why.png", tmp_path / "why.npy"
    done = run("explain", photos["coffee"], "--label", "home_decor", "--out", out, "--map", numbers)
    assert done.returncode == 0, done.stderr
    width, height = Image.open(photos["coffee"]).size
    heat = np.load(numbers)
    assert Image.open(out).size == (width, height) and heat.shape == (height, width) and heat.dtype == np.float32
    assert heat.min() >= 0 and (heat.max() == 0 or 0.9 < heat.max() <= 1)


def test_models_are_listed_with_checksums(run):
    models = lines_of(run("models", "--json"))
    assert {model["role"] for model in models} == {"faces", "persons", "intent", "text"}
    assert all(len(model["sha256"]) == 64 and model["origin"] and model["license"] for model in models)


def test_help_names_every_command(run):
    done = run("--help")
    assert done.returncode == 0 and all(name in done.stdout for name in ("analyze", "explain", "models", "serve"))
