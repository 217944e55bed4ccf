"""The runner of an exported folder: what is wrong is a sentence. What it reads: test_edge.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import SetupError
from core.settings import ROOT
from core.shelf.alone import FACTS, main, open_folder


def make_folder(folder: Path) -> Path:
    (folder / "models").symlink_to(ROOT / "models")
    (folder / FACTS).write_text(json.dumps({"index": "", "words": False, "max_bytes": 20_000_000,
                                             "max_pixels": 50_000_000}))
    return folder


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"index": "", "max_bytes": "many", "max_pixels": 1}'])
def test_a_damaged_folder_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (tmp_path / FACTS).write_text(text)
    with pytest.raises(SetupError, match="is missing or damaged"):
        open_folder(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(tmp_path, ["photo.jpg"])
    assert left.value.code == 2 and "Export the folder again" in capsys.readouterr().err


def test_photos_that_cannot_be_read_are_told_and_the_rest_goes_on(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_folder(tmp_path)
    (tmp_path / "page\x1b[2J.jpg").write_text("<html>not found</html>")
    photos = [str(tmp_path / "none.jpg"), str(tmp_path / "page\x1b[2J.jpg"),
              str(ROOT / "demo" / "photos" / "can-01_1.jpg")]
    assert main(folder, [*photos, "--json"]) == 1
    none, page, can = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert none["error"] == "NotFound" and "web page" in page["message"] and page["hint"]
    assert can["models"] == {"products": "products_1"} and can["size_wh"] and can["reading_id"] == 0
    assert main(folder, photos[:2]) == 1
    assert "\x1b" not in capsys.readouterr().out
