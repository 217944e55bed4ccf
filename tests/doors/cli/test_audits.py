"""The command `audit` as a person meets it: a real process, real models, a real shop on loopback, a real Ctrl+C."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from PIL import Image

from core.settings import ROOT

pytestmark = pytest.mark.slow
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "MERCHLENS_DATA_DIR": str(tmp_path / "data"), "MERCHLENS_WORKERS": "1",
            "MERCHLENS_ALLOW_NETWORKS": "127.0.0.0/8"}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "core", *map(str, arguments)], capture_output=True, text=True,
                              cwd=ROOT, timeout=240, env=environment, encoding="utf-8")

    return command


@pytest.fixture
def folder(tmp_path: Path, photos: dict[str, Path]) -> Path:
    """Two photos, one of them below a folder, and a file that only claims to be one."""
    place = tmp_path / "catalog"
    (place / "inner").mkdir(parents=True)
    (place / "bus.jpg").write_bytes(photos["bus"].read_bytes())
    (place / "inner" / "coffee.png").write_bytes(photos["coffee"].read_bytes())
    (place / "torn.jpg").write_bytes(photos["bus"].read_bytes()[:4000])
    return place


@pytest.fixture
def shop(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_folder_gives_a_row_for_each_picture_and_failure(run: Run, folder: Path) -> None:
    done = run("audit", folder, "--rules", "amazon,google")
    rows = rows_of(done.stdout)
    assert done.returncode == 1, done.stderr
    assert next(iter(rows[0])) == "uri"
    assert sorted(Path(row["uri"]).name for row in rows) == ["bus.jpg", "coffee.png", "torn.jpg"]
    by_name = {Path(row["uri"]).name: row for row in rows}
    assert by_name["torn.jpg"]["error"] == "NotAPicture" and by_name["torn.jpg"]["hint"]
    assert "1 NotAPicture, for example" in done.stderr and by_name["torn.jpg"]["message"] in done.stderr
    assert by_name["bus.jpg"]["kind"] == "model_face"
    assert by_name["bus.jpg"]["rules"].startswith("amazon: ") and "google: " in by_name["bus.jpg"]["rules"]
    assert "2 analyzed, 1 failed" in done.stderr and "Traceback" not in done.stderr


def test_the_numbers_are_those_of_analyze(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.jsonl"
    audited = run("audit", folder / "inner", "--out", out)
    analyzed = run("analyze", "--json", folder / "inner")
    row, analysis = json.loads(out.read_text("utf-8")), json.loads(analyzed.stdout)
    assert audited.returncode == 0 and audited.stdout == ""
    assert row["picture_id"] == analysis["picture_id"] and row["kind"] == analysis["kind"]
    assert row["shoppable_score"] == pytest.approx(analysis["intent"]["shoppable_score"], abs=1e-4)


def test_a_feed_with_columns_of_its_own(run: Run, shop: str, folder: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(f"artikel;foto;kosten\nB-1;{shop}/bus.jpg;12,50\nB-2;{shop}/gone.jpg;3,00\n")
    done = run("audit", feed, "--columns", "sku=artikel,image=foto,price=kosten")
    rows = rows_of(done.stdout)
    assert done.returncode == 1, done.stderr
    assert [(row["sku"], row["error"]) for row in rows] == [("B-1", ""), ("B-2", "NotFound")]
    assert float(rows[0]["price"]) == 12.5


def test_the_columns_of_a_feed_are_shown(run: Run, tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("Nr,Foto\n1,https://cdn.example/1.jpg\n", encoding="utf-8")
    shown = run("audit", feed, "--preview", "--columns", "sku=Nr")
    assert shown.returncode == 0 and [line.split() for line in shown.stdout.splitlines()] == [
        ["sku", "Nr", "1"], ["picture", "Foto", "https://cdn.example/1.jpg"]]
    assert "1 pictures in the first 1 rows" in shown.stderr


def test_a_zip_is_audited_and_a_limit_holds(run: Run, photos: dict[str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        for name in ("bus", "chelsea", "coffee"):
            archive.write(photos[name], photos[name].name)
        archive.writestr("../../outside.jpg", b"x")
    done = run("audit", tmp_path / "photos.zip", "--limit", "2")
    rows = [row for row in rows_of(done.stdout) if not row["error"]]
    assert len(rows) == 2, done.stderr
    assert not (tmp_path.parent / "outside.jpg").exists()


@pytest.mark.parametrize("name", ["report.csv", "report.xlsx", "report.parquet", "report.html"])
def test_reports_are_written_by_their_ending(run: Run, folder: Path, tmp_path: Path, name: str) -> None:
    done = run("audit", folder / "inner", "--out", tmp_path / name)
    assert done.returncode == 0, done.stderr
    starts = {".csv": b"\xef\xbb\xbfuri", ".xlsx": b"PK", ".parquet": b"PAR1", ".html": b"<!"}
    assert (tmp_path / name).read_bytes().startswith(starts[Path(name).suffix])


@pytest.mark.parametrize(("arguments", "code", "word"), [
    (["nowhere"], 1, "nowhere"),
    ([".", "--out", "report.doc"], 2, ".doc"),
    ([".", "--rules", "nobody"], 2, "nobody"),
    ([".", "--columns", "image"], 2, "image"),
    ([".", "--kind", "dance"], 2, "dance"),
    ([".", "--limit", "-3"], 2, "-3"),
    (["https://shop.example/", "--kind", "feed", "--render"], 2, "rendered"),
    ([".", "--workers", "0"], 2, "--workers"),
    (["models", "--resume"], 1, "to resume"),
    ([], 2, "SOURCE"),
])
def test_misuse_is_said_in_a_sentence(run: Run, arguments: list[str], code: int, word: str) -> None:
    done = run("audit", *arguments)
    assert done.returncode == code and word in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def _listen() -> None:
    """Tests that run in the background inherit that SIGINT is ignored; a terminal's commands do not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_pauses_and_resume_goes_on(run: Run, environment: dict[str, str], tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    draw = np.random.default_rng(1)
    for number in range(80):
        Image.fromarray(draw.integers(0, 255, (300, 300, 3), np.uint8)).save(many / f"{number:02}.png")
    command = [sys.executable, "-m", "core", "audit", str(many)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, preexec_fn=_listen)
    deadline = time.monotonic() + 90
    while not list((tmp_path / "data").glob("previews/*.jpg")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130 and "--resume" in stderr and "Traceback" not in stderr, stderr
    assert stdout == ""
    before = len(list((tmp_path / "data").glob("previews/*.json")))
    assert 0 < before < 80
    done = run("audit", many, "--resume")
    assert done.returncode == 0, done.stderr
    assert len(rows_of(done.stdout)) == 80
    assert "80 analyzed" in done.stderr


def test_help_says_how_to_go_on(run: Run) -> None:
    done = run("audit", "--help")
    assert done.returncode == 0 and "--resume" in done.stdout and "exit codes" in done.stdout
    assert "audit" in run("--help").stdout
