"""The newest reading of each photo counts, and facings of no product only."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.nouns.shelf import UNKNOWN
from core.nouns.sku import SkuAnswer
from core.shelf.newcomers import work
from tests.shelf.readings import facing, reading


def test_open_facings_are_those_of_no_product() -> None:
    unknown = replace(facing(60, 0, "A"), answer=SkuAnswer())
    said = replace(facing(120, 0, "A"), said=UNKNOWN)
    assert work.open_facings(reading(facing(0, 0, "A"), unknown, said, replace(unknown, said="B"))) == [unknown, said]


def test_the_newest_reading_of_each_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    newest, older, other = reading(number=3), replace(reading(number=1), picture_id="picture-3"), reading(number=2)
    monkeypatch.setattr(work, "readings", lambda site: [newest, other, older])
    assert work.newest_readings(SimpleNamespace()) == [newest, other]
