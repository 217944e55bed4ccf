"""Boxes that people draw: one change at a time, beside the model's word, which stays."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import corrections
from core.errors import Changed, Misuse, NotFound
from core.nouns.box_set import BoxSet
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import FIRST, with_photos
from tests.made_up import made_up_analysis

FACE, PERSON, DRAWN = (60, 20, 100, 70), (30, 10, 150, 290), (10, 100, 40, 140)  # two of the model's, in 200 x 300


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        yield with_photos(opened)


def counted(site: Site) -> dict[str, tuple]:
    sets = corrections.counted_boxes(made_up_analysis(), corrections.counted(site, FIRST))
    return {name: boxes.xyxy for name, boxes in sets.items()}


def test_a_box_is_drawn_moved_deleted_and_all_is_taken_back(site: Site) -> None:
    assert counted(site) == {"faces": (FACE,), "persons": (PERSON,)}
    corrections.change_box(site, FIRST, "faces", now=DRAWN, author="Ada")
    assert counted(site) == {"faces": (DRAWN, FACE), "persons": (PERSON,)}
    corrections.change_box(site, FIRST, "faces", was=FACE)
    corrections.change_box(site, FIRST, "faces", was=DRAWN, now=(12, 100, 40, 140))
    corrections.change_box(site, FIRST, "persons", was=PERSON)
    assert counted(site) == {"faces": ((12, 100, 40, 140),), "persons": ()}
    persons, *faces = corrections.history(site, FIRST)
    assert (persons.before, persons.value) == (
        BoxSet.made((200, 300), [PERSON]).to_text(), BoxSet((200, 300)).to_text())
    assert [len(BoxSet.from_text(word.before)) for word in faces] == [1, 2, 1]
    assert (faces[-1].author, faces[-1].model, persons.model) == ("Ada", "f", "p")
    assert len(site.store.analysis(FIRST).faces) == 1, "the model's own boxes stay"
    for name in ("faces", "persons"):
        corrections.correct(site, FIRST, name, "model")
    assert counted(site) == {"faces": (FACE,), "persons": (PERSON,)} and corrections.counted(site, FIRST) == {}


def test_the_models_boxes_are_confirmed(site: Site) -> None:
    (word,) = corrections.correct(site, FIRST, "faces", corrections.said(made_up_analysis())["faces"])
    assert word.value == word.before and "faces" in corrections.counted(site, FIRST)


def test_what_cannot_be_is_refused(site: Site) -> None:
    with pytest.raises(Misuse, match="another size: this one has 200 × 300"):
        corrections.correct(site, FIRST, "faces", BoxSet((640, 480)).to_text())
    with pytest.raises(Misuse, match="Boxes are JSON"):
        corrections.correct(site, FIRST, "persons", "none")
    with pytest.raises(Misuse, match="outside"):
        corrections.change_box(site, FIRST, "faces", now=(0, 0, 201, 20))
    with pytest.raises(Misuse, match="not there any more"):
        corrections.change_box(site, FIRST, "faces", was=DRAWN)
    with pytest.raises(Misuse, match="faces or persons"):
        corrections.change_box(site, FIRST, "label", now=DRAWN)
    with pytest.raises(NotFound):
        corrections.change_box(site, "3" * 64, "faces", now=DRAWN)
    assert corrections.every(site) == []


def test_the_photo_type_that_follows_is_only_suggested(site: Site) -> None:
    analysis = made_up_analysis()
    assert corrections.suggested_kind(analysis, {}) == ""
    corrections.change_box(site, FIRST, "faces", was=FACE)
    now = corrections.counted(site, FIRST)
    assert corrections.suggested_kind(analysis, now) == "worn_no_face" and "kind" not in now
    assert corrections.suggested_kind(analysis, {**now, "kind": "worn_no_face"}) == ""
    short = replace(analysis, persons=None)
    assert corrections.suggested_kind(short, now) == "", "nobody has looked for persons"
    assert corrections.suggested_kind(short, {**now, "persons": BoxSet((200, 300)).to_text()}) == "product_only"


def test_corrected_boxes_are_drawn_in_the_place_of_the_models(site: Site) -> None:
    analysis = made_up_analysis()
    assert corrections.with_boxes(analysis, {"kind": "product_only"}).to_dict() == analysis.to_dict()
    persons = corrections.with_boxes(analysis, {"persons": BoxSet((200, 300)).to_text()})
    assert len(persons.persons) == 0 and persons.decided_by == analysis.decided_by
    faces = corrections.with_boxes(analysis, {"faces": BoxSet((200, 300), (DRAWN,)).to_text()})
    assert faces.faces.xyxy.tolist() == [list(DRAWN)] and faces.faces.landmarks is None
    assert (faces.kind, faces.decided_by.index, faces.decided_by.refused) == ("model_face", None, ())


def test_who_comes_second_is_told_and_nothing_is_lost(site: Site) -> None:
    seen = corrections.versions(site, FIRST)
    assert seen["faces"] == seen["persons"] == 0
    corrections.change_box(site, FIRST, "faces", now=DRAWN, author="Ann", version=seen["faces"])
    with pytest.raises(Changed, match="corrected by Ann at .* since you looked at it. Nothing was kept"):
        corrections.change_box(site, FIRST, "faces", was=FACE, author="Bob", version=seen["faces"])
    with pytest.raises(Changed):
        corrections.correct(site, FIRST, "faces", "model", version=seen["faces"])
    assert DRAWN in BoxSet.from_text(corrections.counted(site, FIRST)["faces"]).xyxy, "Ann's box is still there"
    corrections.change_box(site, FIRST, "persons", now=DRAWN, author="Bob", version=seen["persons"])
    corrections.change_box(site, FIRST, "faces", was=FACE, author="Bob", version=1)
    assert corrections.versions(site, FIRST)["faces"] == 2
    with pytest.raises(Misuse, match="how often this was corrected, 2, not 9"):
        corrections.change_box(site, FIRST, "faces", was=DRAWN, version=9)


def test_a_change_between_reading_and_writing_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["core.corrections.boxes"]
    write = module.correct

    def slow(*arguments, **named):
        write(site, FIRST, "faces", BoxSet((200, 300)).to_text(), author="Ann")
        return write(*arguments, **named)

    monkeypatch.setattr(module, "correct", slow)
    with pytest.raises(Changed, match="by Ann"):
        corrections.change_box(site, FIRST, "faces", now=DRAWN, author="Bob")
    assert corrections.counted(site, FIRST)["faces"] == BoxSet((200, 300)).to_text()
