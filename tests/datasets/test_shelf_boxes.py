"""Shelf photos are samples once a person has changed a box, not only said what one is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import datasets
from core.catalog import corrections, shelves
from core.catalog.tables import pictures
from core.datasets.shelf_boxes import boxes_changed, of_shelves
from core.errors import Misuse
from core.nouns.correction import Correction
from core.nouns.shelf import NOT_A_PRODUCT, UNKNOWN, FacingWord
from core.settings import ROOT, Settings
from core.site import Site
from tests.shelf.readings import facing, reading

FIRST, SECOND, DRAWN = (0.0, 0.0, 50.0, 90.0), (60.0, 0.0, 110.0, 90.0), (120.0, 0.0, 170.0, 90.0)


def test_a_name_is_no_change_of_a_box() -> None:
    found = reading(facing(0, 0, "A"), facing(60, 0, "B"))
    assert not boxes_changed(found, [FacingWord(FIRST, "B"), FacingWord(SECOND, UNKNOWN)])
    assert boxes_changed(found, [FacingWord(FIRST, NOT_A_PRODUCT)]) and boxes_changed(found, [FacingWord(DRAWN, "B")])
    taken_back = [FacingWord(FIRST, NOT_A_PRODUCT), FacingWord(FIRST, ""), FacingWord(DRAWN, "B"),
                  FacingWord(DRAWN, NOT_A_PRODUCT)]
    assert not boxes_changed(found, taken_back)


def test_photos_are_samples_with_the_boxes_of_now(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        with site.store.writing() as connection:
            for number in (1, 2):
                shelves.add(connection, "", reading(facing(0, 0, "A"), facing(60, 0, "B"), number=number))
                connection.execute(pictures.insert(), {"picture_id": f"picture-{number}", "uri": f"{number}.jpg",
                                                       "path": str(ROOT / "demo" / "shelf" / "shelf.jpg"),
                                                       "seen": 1.0, "changed": 1.0})
            corrections.add(connection, [Correction(
                "picture-1", "facing", FacingWord(box, said).to_text(), "", "Ann", datetime.now(UTC))
                for box, said in ((FIRST, NOT_A_PRODUCT), (DRAWN, UNKNOWN))] + [Correction(
                    "picture-2", "facing", FacingWord(FIRST, UNKNOWN).to_text(), "", "Ann", datetime.now(UTC))])
        (found,) = of_shelves(site)
        assert found.name == "1.jpg" and found.boxes is not None
        assert dict(found.boxes.sets)["products"] == (SECOND, DRAWN)
        assert datasets.SHELVES == "shelves"


@pytest.mark.parametrize("source, words", [
    (datasets.SHELVES, "changed a box on a photo of a shelf"), ("tags", "tag yet"), ("boxes", "faces or persons"),
    ("corrections", "corrected a photo")])
def test_nothing_said_is_a_sentence(tmp_path: Path, source: str, words: str) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site, pytest.raises(Misuse, match=words):
        datasets.make(site, source)
