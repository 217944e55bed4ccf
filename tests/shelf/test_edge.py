"""An exported folder reads the demo's shelf as the command line does, in a process without this program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import shelf, skus
from core.errors import Misuse, NotFound
from core.models import store
from core.nouns.source import Source
from core.settings import ROOT, Settings
from core.shelf.edge import add_model, models_of, parity_of, requirements
from core.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
PHOTO = ROOT / "demo" / "shelf" / "shelf.jpg"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path_factory.mktemp("site"), workers=1)) as opened:
        yield opened


@pytest.fixture(scope="module")
def exported(site: Site, tmp_path_factory: pytest.TempPathFactory) -> shelf.Exported:
    """The folder, with the demo shop's products."""
    brought = skus.import_products(site, str(ROOT / "demo" / "products.csv"), columns={"picture": "photo"})
    shelf.wait(site, brought)
    assert skus.wait_for_index(site, skus.start_index(site)).state == "done"
    return shelf.export(site, tmp_path_factory.mktemp("edge") / "till", photos=[PHOTO])


SUMS = {name: os.environ[name] for name in ("OPENBLAS_CORETYPE",) if name in os.environ}  # the same, in the same order


def run(folder: Path, *arguments: str, cwd: Path = ROOT.parent) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", "-B", str(folder / "run_shelf.py"), *arguments], cwd=cwd, env=SUMS,
                          capture_output=True, text=True, check=False)


def comparable(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if name not in ("reading_id", "created", "uri")}


def test_the_folder_reads_what_the_command_reads(site: Site, exported: shelf.Exported, tmp_path: Path) -> None:
    done = run(exported.folder, str(PHOTO), "--name", "Tea", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    ours = shelf.as_plain(shelf.read_now(site, Source("shelf", path=PHOTO), "Tea"))
    assert comparable(theirs) == json.loads(json.dumps(comparable(ours)))
    assert len(theirs["facings"]) > 80 and sum(bool(one["sku"]) for one in theirs["facings"]) > 35
    text = run(exported.folder, str(PHOTO)).stdout
    assert text.startswith(str(PHOTO)) and "facings in" in text and "CAN-01" in text


def test_the_modules_are_those_of_the_folder(exported: shelf.Exported) -> None:
    script = ("import runpy, sys; runpy.run_path(sys.argv[1]); "
              "print({str(module.__file__) for name, module in sys.modules.items() if name.startswith('core')})")
    done = subprocess.run([sys.executable, "-I", "-B", "-c", script, str(exported.folder / "run_shelf.py")], cwd="/",
                          env={}, capture_output=True, text=True, check=True)
    assert str(exported.folder / "core") in done.stdout and str(ROOT / "core") not in done.stdout


def test_the_report_says_that_they_agree(exported: shelf.Exported) -> None:
    report = json.loads((exported.folder / "parity.json").read_text())
    assert exported.agrees and report["agrees"] and exported.skus > 10
    assert report["photos"][0]["photo"] == "shelf.jpg" and report["photos"][0]["facings"] > 80
    assert report["photos"][0]["score_difference"] == 0 and "the same boxes and products" in (
        exported.folder / "parity.md").read_text()
    needed = (exported.folder / "requirements.txt").read_text()
    assert "openvino==" in needed and "opencv-python-headless==" in needed and "streamlit" not in needed
    assert not list(exported.folder.parent.glob("*.part")) and not list(exported.folder.rglob("__pycache__"))


def test_the_reader_of_text_brings_the_other_build_of_opencv() -> None:
    lines = requirements(["cv2", "rapidocr_onnxruntime"])
    assert [line.partition("==")[0] for line in lines] == ["opencv-python", "rapidocr-onnxruntime"]


def test_a_detector_that_the_operator_named_is_copied_too(tmp_path: Path) -> None:
    named = store.entry(ROOT / "models", "products", str(ROOT / "models" / "products_1.onnx"))
    add_model(tmp_path, named)
    copied = store.entry(tmp_path, "products")
    assert copied.sha256 == named.sha256 and copied.thresholds == named.thresholds and "@" not in copied.name


def test_a_folder_that_reads_otherwise_is_told(site: Site, exported: shelf.Exported) -> None:
    path = exported.folder / "models" / "manifest.json"
    kept = path.read_text()
    table = json.loads(kept)
    table["models"]["products_1"]["thresholds"]["score"] = 0.9
    path.write_text(json.dumps(table))
    try:
        (found,) = parity_of(site, exported.folder, [PHOTO], models_of(site))
    finally:
        path.write_text(kept)
    assert not found.agrees and not found.same_boxes and found.facings > found.facings_there and found.differences


def test_what_cannot_be_exported_is_said_before_anything_is_written(
        site: Site, exported: shelf.Exported, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="holds something already"):
        shelf.export(site, exported.folder)
    with pytest.raises(NotFound, match="The photo none.jpg"):
        shelf.export(site, tmp_path / "new", photos=[tmp_path / "none.jpg"])
    with (Site(Settings(data_dir=tmp_path / "empty", workers=1)) as empty,
          pytest.raises(NotFound, match="no products yet") as told):
        shelf.export(empty, tmp_path / "new")
    assert "--without-index" in told.value.hint and not (tmp_path / "new").exists()
