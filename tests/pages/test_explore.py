"""The page Explore: its views of a set, and what it says without one."""

from __future__ import annotations

import numpy as np
import pytest

from core import analyze, demo, explore, jobs, similar
from core.explore.maps import PictureMap
from core.explore.pictures import from_rows
from core.explore.placed import Lone, placed
from pages.explore import map as map_page
from tests.explore.made_up_rows import row
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import MadeUpJob, open_site, page, picture

PAGE, JOB = "pages/explore.py", "0123456789abcdef"
ROWS = [row(number, label="other" if number < 9 else "apparel", background="busy" if number < 9 else "plain")
        for number in range(1, 31)]


def show(monkeypatch: pytest.MonkeyPatch, rows: list, **address: str):
    site, pictures = open_site(monkeypatch), from_rows(rows)
    measure, found = explore.slices(pictures)
    site.jobs[JOB] = MadeUpJob([made_up_analysis()])
    monkeypatch.setattr(jobs, "list_jobs", lambda opened, kind: [site.jobs[JOB].job] if kind == "analyze" else [])
    monkeypatch.setattr(analyze, "thumbnail", lambda opened, picture_id: picture())
    monkeypatch.setattr(explore, "lone", lambda opened, job_id: [Lone(0, 2, 9)] if rows else None)
    monkeypatch.setattr(explore.verbs, "stored_pictures", lambda opened, job_id, **_: pictures)
    monkeypatch.setattr(explore, "stored_pictures", lambda opened, job_id, **_: pictures)
    opened = type("Opened", (), {"store": type("Store", (), {"job": staticmethod(lambda name: site.jobs[JOB].job)})})
    real = explore.verbs.answer
    monkeypatch.setattr(explore, "answer", lambda _, job_id: real(opened, job_id))
    return page(PAGE, job=JOB, **address)


def test_labels_are_set_against_the_shops(monkeypatch: pytest.MonkeyPatch) -> None:
    test = show(monkeypatch, ROWS)
    assert not test.exception and "labels" in test.query_params["view"]
    assert any("differs for 8" in item.value for item in test.markdown)
    assert test.table[0].value.iloc[1]["Other product"] == 8


def test_the_worst_slice_is_the_first_row(monkeypatch: pytest.MonkeyPatch) -> None:
    test = show(monkeypatch, ROWS, view="slices")
    assert test.dataframe[0].value.iloc[0]["Worse"] == "Yes"


def test_hard_photos_link_to_explain_and_an_empty_set_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    test = show(monkeypatch, ROWS, view="photos")
    assert len(test.get("page_link")) >= 8 + 24
    assert any("9 of 10 neighbors: Home and decor" in item.value for item in test.caption)
    for view in ("labels", "photos", "slices"):
        assert not show(monkeypatch, [], view=view).exception


def test_without_a_job_the_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)
    monkeypatch.setattr(jobs, "list_jobs", lambda opened, kind: [])
    test = page(PAGE)
    assert "Nothing to explore yet" in [item.value for item in test.subheader]
    asked = []
    monkeypatch.setattr(demo, "audit_shop", lambda site: asked.append(site) or "a" * 32)
    test.button(key="demo_audit").click().run()
    assert asked, "the button starts the audit of the demo shop"


def test_a_map_is_offered_then_drawn_in_the_color_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "map_job", lambda site, job_id: None)
    monkeypatch.setattr(explore, "picture_map", lambda site, job_id: None)
    test = show(monkeypatch, ROWS, view="map")
    assert not test.exception and test.button(key="make-map").label == "Make the map"
    assert any("30 photos, about" in item.value for item in test.caption)
    pictures = from_rows(ROWS)
    drawn = PictureMap(pictures.picture_ids[:28], np.arange(56, dtype=np.float32).reshape(28, 2), "t-sne",
                       np.zeros((28, 0), np.int32))
    monkeypatch.setattr(explore, "picture_map", lambda site, job_id: placed(pictures, drawn))
    test = show(monkeypatch, ROWS, view="map", color="agreement")
    assert not test.exception and test.selectbox(key="map-color").value == "agreement"
    assert any("2 photos of this set are not on the map" in item.value for item in test.caption)
    test = show(monkeypatch, ROWS, view="map", color="nonsense")
    assert not test.exception and test.selectbox(key="map-color").value == "label"


def test_every_point_is_drawn_once_and_words_stand_beside_colors() -> None:
    pictures = from_rows([row(number)._replace(category=f"c{number % 12}" if number else "") for number in range(40)])
    every = placed(pictures, PictureMap(pictures.picture_ids, np.ones((40, 2), np.float32), "pca",
                                        np.zeros((40, 0), np.int32)))
    for fact in every.facts():
        drawing = map_page.figure(every, fact)
        assert sum(len(trace.x) for trace in drawing.data) == 40
        if fact == "category":
            assert [trace.name for trace in drawing.data][-2:] == ["5 others (15)", "Not known (1)"]
            assert len({(trace.marker.color, trace.marker.symbol) for trace in drawing.data}) == len(drawing.data)


def test_an_outline_is_a_lasso_or_the_four_corners_of_a_box() -> None:
    drawn = {"lasso": [{"x": [0, 1, 1], "y": [0, 0, 1]}], "box": [{"x": [0, 2], "y": [3, 5]}]}
    assert map_page.outlines_of(drawn) == [[(0, 0), (1, 0), (1, 1)], [(0, 3), (0, 5), (2, 5), (2, 3)]]


def test_the_index_is_offered_then_its_duplicates_can_be_called_different(monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"now": similar.IndexState(30, 0, "", False)}
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(similar, "index_state", lambda site: state["now"])
    test = show(monkeypatch, ROWS, view="alike")
    assert not test.exception and test.button(key="make-index").label == "Make the index"
    state["now"] = similar.IndexState(30, 30, "m", True)
    pair = similar.Pair("a" * 64, "b" * 64, 0.9, 3, ("A1",), ("B2",))
    monkeypatch.setattr(similar, "duplicates", lambda site, limit: [] if said else [pair])
    monkeypatch.setattr(similar, "shared_pictures", lambda site: [similar.SharedPicture("c" * 64, ("A1", "B2"))])
    monkeypatch.setattr(similar, "not_duplicate", lambda site, *pair: said.append(pair))
    test = show(monkeypatch, ROWS, view="alike")
    assert not test.exception and any("2 products show this file: A1, B2" in item.value for item in test.caption)
    test.button(key=f"differ-{'a' * 12}-{'b' * 12}").click().run()
    assert said == [("a" * 64, "b" * 64)] and not test.exception
    state["now"] = similar.IndexState(30, 30, "old", False)
    test = show(monkeypatch, ROWS, view="alike")
    assert any("another model" in item.value for item in test.warning)
