"""The page People on a real database: off with its errors, on with tiles of people, and one person's faces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import streamlit as st

from core import people
from core.catalog import people as rows
from core.errors import NotFound
from core.people.work import descriptor_model, vector_name
from core.settings import Settings
from core.site import Site
from pages.ui import state
from tests.pages.made_up_site import html, page

PAGE = "pages/people.py"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Three faces, two of them of one person, whose photos are gone."""
    st.cache_resource.clear()
    st.cache_data.clear()
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        monkeypatch.setattr(state, "open_site", lambda settings: opened)
        monkeypatch.setattr(people, "face_image", _gone)
        with opened.store.writing() as connection:
            both, one = rows.add_person(connection, "Ann Lee"), rows.add_person(connection)
            rows.add_faces(connection, [
                {"picture_id": letter * 64, "xyxy": (0.0, 0.0, 50.0, 50.0), "person_id": person,
                 "model": vector_name(descriptor_model(opened.settings)),
                 "descriptor": np.eye(3, 1024, dtype=np.float16)[number]}
                for number, (letter, person) in enumerate((("a", both), ("b", both), ("c", one)))])
        yield opened


def _gone(site: Site, face_id: int) -> bytes:
    raise NotFound("The picture's file is gone.", "")


def words(test) -> str:
    return "\n".join([*(item.value for kind in ("markdown", "caption", "subheader") for item in getattr(test, kind)),
                      html(test)])


def test_off_it_says_what_it_would_do_and_how_often_it_is_wrong(site: Site) -> None:
    test = page(PAGE)
    assert not test.exception and "Looking closer at faces is off" in words(test)
    assert "biometric data" in words(test) and "153 of 158" in test.table[0].value.to_csv()
    assert [button.key for button in test.button] == ["switch-on", "erase"], "what is stored can be erased while off"
    test.button(key="switch-on").click().run()
    assert people.state(site).opt_in.on and "Gallery" in words(test)


def test_people_are_named_merged_and_erased(site: Site) -> None:
    people.switch_on(site)
    test = page(PAGE)
    assert not test.exception and "The picture's file is gone." in words(test)
    unnamed = next(person for person in people.everybody(site) if not person.name)
    test.text_input(key=f"name-{unnamed.person_id}-").input("ann lee").run()
    assert "Another person is called ann lee already" in words(test)
    test = page(PAGE)
    for person in people.everybody(site):
        test.checkbox(key=f"pick-{person.person_id}").check()
    test.run().button(key="merge").click().run()
    assert [(person.name, person.faces) for person in people.everybody(site)] == [("Ann Lee", 3)]
    test.button(key="erase").click().run()
    assert not test.exception and people.everybody(site) == [] and "is off since" in words(test)


def test_faces_of_a_person_are_taken_out(site: Site) -> None:
    people.switch_on(site)
    both = people.everybody(site)[0].person_id
    test = page(PAGE, person=str(both))
    assert not test.exception and "Ann Lee" in words(test)
    test.checkbox(key=f"face-{people.faces_of(site, both)[0].face_id}").check().run()
    test.button(key="split").click().run()
    assert sorted(person.faces for person in people.everybody(site)) == [1, 1, 1]
    assert "not known here" in words(page(PAGE, person="999"))
