"""An export in a process: files of the contract, figures that follow from the answers, bad input in one sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Misuse, SetupError, WrongContract
from core.export import tasks
from core.export.request import Picture, Request
from core.nouns.export import Export
from core.settings import Settings
from core.vision.intent.classifier import IntentModel
from core.vision.intent.contract import read_contract
from tests.export.tiny_intent import pictures, tiny_intent

FLOATS = ("f32", "f16", "dynamic")


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    found = pictures(tmp_path / "photos", 12)
    return Request(str(tiny_intent(tmp_path / "tiny.tflite")), FLOATS, "", found[:4], found[4:])


def run(request: Request, tmp_path: Path) -> Export:
    out, told = tmp_path / "out", []
    out.mkdir(exist_ok=True)
    values = tasks.export(Settings(data_dir=tmp_path), request, str(out),
                          progress=lambda words, share: told.append(share))
    assert told == sorted(told) and told[0] >= 0 and told[-1] < 1
    return Export.from_dict(values)


def test_every_format_keeps_the_contract_and_is_measured_on_other_pictures(request_: Request, tmp_path: Path) -> None:
    lost = Picture(str(tmp_path / "gone.jpg"))
    found = run(replace(request_, measured=(*request_.measured, lost)), tmp_path)
    assert (found.calibrated, found.measured) == (4, 8) and found.left_out[0][0] == lost.path
    assert [item.format for item in found.variants] == [*FLOATS]
    for item in found.variants:
        path = tmp_path / "out" / item.file
        read_contract(path)
        assert IntentModel(path) and path.stat().st_size == item.bytes and item.milliseconds > 0
        assert item.accuracy.hits == found.original.accuracy.hits + item.change.better - item.change.worse
        assert item.agreement.count == 8
        assert not item.agrees, "8 pictures cannot show 99 %"
    single, half, dynamic = found.variants
    assert single.difference == 0 and half.difference < 0.01 and dynamic.bytes < half.bytes < single.bytes
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(item.file for item in found.variants)


def test_without_readable_pictures_or_with_a_full_disk_it_is_one_sentence(request_: Request, tmp_path: Path,
                                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    (broken := tmp_path / "broken.jpg").write_text("no picture")
    with pytest.raises(Misuse, match="broken.jpg"):
        run(replace(request_, calibration=(Picture(str(broken)),)), tmp_path)

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SetupError, match="No space left on device"):
        run(request_, tmp_path)
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.slow
def test_int8_is_calibrated_and_one_format_that_fails_leaves_the_others(
        request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run(replace(request_, formats=("f32", "int8")), tmp_path)
    int8 = made.variants[1]
    assert int8.format == "int8" and int8.bytes < made.original.bytes and int8.difference < 0.2

    def refused(data: bytes, inputs: object) -> bytes:
        raise WrongContract("This model cannot be made int8: no kernel.", "Use f16.")

    monkeypatch.setattr(tasks, "to_int8", refused)
    single, failed = run(replace(request_, formats=("f32", "int8")), tmp_path).variants
    assert not single.failed and "no kernel" in failed.failed and not failed.file
