"""A download happens once, is limited and checked, and is pinned: a later one must be the same file."""

from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path

import pytest

from core.errors import ModelMissing, SetupError
from core.models import external, store
from core.models.downloads import PINS, Say, download, scratch_folder
from core.settings import Settings
from core.sources.fetching.fetch import fetch
from tests.models.shelf import local_settings
from tests.models.tiny_tflite import Recipe, write


def _plain(settings: Settings, url: str, say: Say = lambda _: None) -> Path:
    return download(settings, url, fetch, limit=external.MAX_INTENT_BYTES, say=say)


def test_a_download_is_shown_pinned_and_not_repeated(tmp_path: Path, shelf: tuple, spoken: list[str]) -> None:
    url, folder, asked = shelf
    data = write(folder / "model.tflite").read_bytes()
    settings, address = local_settings(tmp_path), f"{url}/model.tflite"
    first = _plain(settings, address, spoken.append)
    digest = hashlib.sha256(data).hexdigest()
    assert first.read_bytes() == data and digest in spoken[-1] and "pinned" in spoken[-1]
    assert json.loads((settings.data_dir / "models" / PINS).read_text())[address]["sha256"] == digest
    assert _plain(settings, address) == first and asked == ["/model.tflite"]
    first.write_bytes(b"spoilt on disk")
    assert _plain(settings, address, spoken.append).read_bytes() == data
    assert "as pinned" in spoken[-1] and len(asked) == 2


def test_a_later_download_that_differs_is_refused(tmp_path: Path, shelf: tuple) -> None:
    url, folder, _ = shelf
    settings = local_settings(tmp_path)
    write(folder / "model.tflite")
    first = _plain(settings, f"{url}/model.tflite")
    pinned = store.sha256_of(first)
    first.unlink()
    write(folder / "model.tflite", Recipe(mean=(0.0,), std=(255.0,)))
    with pytest.raises(ModelMissing) as caught:
        _plain(settings, f"{url}/model.tflite")
    assert pinned in caught.value.message and PINS in caught.value.hint
    assert store.sha256_of(folder / "model.tflite") in caught.value.message
    assert [path.name for path in (settings.data_dir / "models").iterdir()] == [PINS]


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_what_cannot_be_downloaded_says_what_to_do(tmp_path: Path, shelf: tuple) -> None:
    url, folder, _ = shelf
    settings = local_settings(tmp_path)
    (folder / "big.tflite").write_bytes(bytes(5000))
    refused = f"http://127.0.0.1:{_closed_port()}/model.tflite"
    for address in (refused, f"{url}/nothing.tflite", f"{url}/big.tflite"):
        with pytest.raises(ModelMissing, match="could not be downloaded") as caught:
            download(settings, address, fetch, limit=4000, say=lambda _: None)
        assert address in caught.value.message and "give the path" in caught.value.hint
    with pytest.raises(ModelMissing, match="downloads are off here"):
        external.prepare(local_settings(tmp_path, intent_model="download"))


def test_damaged_pins_and_a_folder_that_cannot_be_written(tmp_path: Path, shelf: tuple) -> None:
    url, folder, _ = shelf
    write(folder / "model.tflite")
    settings = local_settings(tmp_path)
    (settings.data_dir / "models").mkdir(parents=True)
    (settings.data_dir / "models" / PINS).write_text('{"http://x": {}}')
    with pytest.raises(SetupError, match="pins.json is damaged"):
        _plain(settings, f"{url}/model.tflite")
    (tmp_path / "file").write_text("")
    blocked = Settings(data_dir=tmp_path / "file", allow_networks="127.0.0.0/8")
    with pytest.raises(SetupError, match="cannot be written"):
        _plain(blocked, f"{url}/model.tflite")


def test_a_refused_file_is_neither_stored_nor_pinned(tmp_path: Path, shelf: tuple) -> None:
    url, folder, _ = shelf
    (folder / "model.tflite").write_bytes(b"<html>")
    settings = local_settings(tmp_path)

    def refuse(path: Path) -> None:
        assert path.read_bytes() == b"<html>"
        raise SetupError("Not a model.", "Use another one.")

    with pytest.raises(SetupError, match="Not a model"):
        download(settings, f"{url}/model.tflite", fetch, limit=4000, say=lambda _: None, check=refuse)
    assert list((settings.data_dir / "models").iterdir()) == []


def test_two_addresses_have_two_pins(tmp_path: Path, shelf: tuple) -> None:
    url, folder, _ = shelf
    settings = local_settings(tmp_path)
    for name in ("a.tflite", "b.tflite"):
        (folder / name).write_bytes(name.encode())
        assert download(settings, f"{url}/{name}", fetch, limit=99, say=lambda _: None).read_bytes() == name.encode()
    pins = json.loads((settings.data_dir / "models" / PINS).read_text())
    assert list(pins) == [f"{url}/a.tflite", f"{url}/b.tflite"] and all(pin["date"] for pin in pins.values())


def test_a_scratch_folder_goes_also_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), scratch_folder(tmp_path / "models" / "x") as scratch:
        (scratch / "half").write_bytes(b"written")
        raise ZeroDivisionError
    assert list((tmp_path / "models").iterdir()) == []
