"""No picture calibrates and measures; a split of the dataset is kept."""

from __future__ import annotations

from core.export.request import CALIBRATED, MEASURED, Picture, divided


def test_a_split_set_calibrates_on_its_training_part() -> None:
    found = [Picture(f"{split}{number}", split=split) for number in range(3) for split in ("train", "test", "")]
    calibration, measured = divided(found)
    assert [item.split for item in calibration] == ["train"] * 3 and {item.split for item in measured} == {"test"}


def test_parts_are_apart_and_have_limits() -> None:
    calibration, measured = divided([Picture(str(number)) for number in range(3 * (CALIBRATED + MEASURED))])
    assert not {*calibration} & {*measured}
    assert (len(calibration), len(measured)) == (CALIBRATED, MEASURED)
