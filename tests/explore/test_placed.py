"""Pictures matched with their places: what is outside, shown twice, chosen by an outline, and written to a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from core.explore.maps import PictureMap
from core.explore.pictures import from_rows
from core.explore.placed import DRAWN_MOST, Placed, lone_among, placed
from tests.explore.made_up_rows import row


@pytest.fixture
def shelf() -> Placed:
    """Pictures 1 to 4 and picture 2 once more; 4 has no place."""
    rows = [row(1), row(2, label="other"), row(3, truth="")._replace(category="Lamps", shoppable=True),
            row(4), row(2, label="other")]
    places = np.float32([[0, 0], [1, 1], [5, 5]])
    names = tuple(f"{number:064d}" for number in (1, 2, 3))
    return placed(from_rows(rows), PictureMap(names, places, "t-sne", np.zeros((3, 0), np.int32)))


def test_a_picture_shown_twice_is_placed_twice_and_one_without_a_place_is_left_out(shelf: Placed) -> None:
    assert shelf.rows.tolist() == [0, 1, 2, 4] and shelf.places[3].tolist() == [1, 1]


def test_an_outline_chooses_rows_of_the_set(shelf: Placed) -> None:
    assert shelf.inside([(0.5, 0.5), (2, 0.5), (2, 2), (0.5, 2)]).tolist() == [1, 4]
    assert shelf.inside([(8, 8), (9, 9), (9, 8)]).tolist() == [] and shelf.inside([(0, 0)]).tolist() == []


def test_facts_that_no_picture_has_are_not_offered(shelf: Placed) -> None:
    assert shelf.values("agreement") == ["agrees", "differs", "", "differs"]
    assert shelf.values("shop") == ["apparel", "apparel", "", "apparel"]
    assert shelf.values("category") == ["", "", "Lamps", ""]
    assert shelf.values("verdict") == ["not_shoppable", "not_shoppable", "shoppable", "not_shoppable"]
    assert "category" in shelf.facts() and "score" in shelf.facts()
    bare = replace(shelf, rows=shelf.rows[:2], places=shelf.places[:2])
    assert "category" not in bare.facts() and "label" in bare.facts()


def test_the_file_holds_the_choice(shelf: Placed) -> None:
    lines = list(csv.DictReader(io.StringIO(shelf.csv(np.array([2])).decode("utf-8-sig"))))
    assert [(line["uri"], line["x"], line["y"], line["label"], line["category"]) for line in lines] == [
        ("photo-3.jpg", "5.0", "5.0", "apparel", "Lamps")]
    assert len(shelf.points()) == 4


def test_a_browser_is_sent_a_part_of_a_large_set() -> None:
    many = Placed(from_rows([]), np.arange(50_000), np.zeros((50_000, 2), np.float32), "pca")
    assert 10_000 < len(many.drawn()) <= DRAWN_MOST and many.drawn()[-1] > 49_000


def test_a_picture_among_pictures_of_another_label_is_lone() -> None:
    rows = [row(number, truth="home_decor" if number == 5 else "apparel") for number in range(12)] + [row(5)]
    near = np.array([[other for other in range(12) if other != number][:10] for number in range(12)], np.int32)
    pictures = from_rows(rows)
    drawn = PictureMap(pictures.picture_ids[:12], np.zeros((12, 2), np.float32), "pca", near)
    assert lone_among(pictures, drawn) == [(5, 1, 10)], "10 neighbors are apparel"
    assert lone_among(pictures, replace(drawn, neighbors=near[:, :0])) == []
    assert lone_among(from_rows(rows[:4]), drawn) == [], "neighbors that the set does not show have no label"
