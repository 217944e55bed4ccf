"""The page Catalog over a made-up shop: ask, narrow down, turn pages, select, move, save, export, open one picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core import crops, search, similar
from core.nouns.crop import Subject
from core.site import Site
from pages.ui import draw, state
from tests.pages.made_up_site import html, page
from tests.search.made_up_catalog import catalog, picture_id, shop

CATALOG = "pages/catalog.py"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    st.cache_resource.clear()
    st.cache_data.clear()
    with catalog(tmp_path / "data", count=60) as opened:
        monkeypatch.setattr(state, "open_site", lambda settings: opened)
        yield opened
    st.cache_resource.clear()


def shown(test: AppTest) -> list[str]:
    """File names of the pictures on the page."""
    assert not test.exception, test.exception
    return [part.partition(">")[2].partition("<")[0] for part in html(test).split('class="ml-file"')[1:]]


def address(test: AppTest) -> dict[str, str]:
    values = {name: test.query_params[name] for name in test.query_params}
    return {name: value if isinstance(value, str) else value[0] for name, value in values.items()}


def total(test: AppTest) -> str:
    return next(part.value for part in test.markdown if "picture" in part.value and part.value.startswith("**"))


def test_a_query_narrows_down_and_its_conditions_are_in_the_address(site: Site) -> None:
    test = page(CATALOG)
    assert total(test) == "**60 pictures**" and len(shown(test)) == 24
    test.text_input[0].set_value("color:red object:handbag").run()
    assert total(test) == "**5 of 60 pictures**" and set(shown(test)) == {f"{n}.jpg" for n in (12, 24, 36, 48, 60)}
    assert address(test)["q"] == "color:red object:handbag"
    colors = next(pills for pills in test.button_group if pills.label == "Color")
    assert colors.value == ["red"] and any("Blue 5" in option.content for option in colors.proto.options)
    colors.set_value(["red", "blue"]).run()
    assert address(test)["q"] == "color:red,blue object:handbag" and total(test) == "**10 of 60 pictures**"
    test.button(key="clear").click().run()
    assert "q" not in address(test) and total(test) == "**60 pictures**"


def test_a_query_that_cannot_be_read_is_marked_and_the_line_stays(site: Site) -> None:
    test = page(CATALOG, q="color:red score>high")
    assert "This query cannot be read" in html(test) and "letter 17" in html(test)
    assert "                ^^^^" in html(test) and test.text_input[0].value == "color:red score>high"
    test.text_input[0].set_value("colr:red").run()
    assert "Did you mean color?" in html(test)
    test.text_input[0].set_value("color:teal").run()
    assert any("No picture has color:teal" in part.value for part in test.warning)
    assert any("No picture meets this query." in part.value for part in test.info)


def test_plain_words_become_a_query_that_is_shown(site: Site) -> None:
    test = page(CATALOG)
    test.text_input[0].set_value("red handbags with a model").run()
    assert address(test)["q"] == "color:red object:handbag person:yes"
    assert test.text_input[0].value == address(test)["q"]
    assert any("handbags is `object:handbag`" in part.value for part in test.caption)


def test_words_that_nothing_is_known_by_are_asked_about_not_guessed(site: Site) -> None:
    test = page(CATALOG)
    test.text_input[0].set_value("red zebra hamdbag").run()
    assert shown(test) == [] and any("“zebra” or “hamdbag”" in part.value for part in test.markdown)
    test.button(key="near-hamdbag").click().run()
    assert any("“zebra”" in part.value for part in test.markdown)
    test.button(key="without").click().run()
    assert address(test)["q"] == "color:red object:handbag" and len(shown(test)) == 5


def test_pages_turn_and_the_order_is_in_the_address(site: Site) -> None:
    test = page(CATALOG, sort="score")
    assert shown(test)[0] == "1.jpg" and test.button(key="previous").disabled
    test.button(key="next").click().run()
    assert shown(test)[0] == "25.jpg" and address(test)["page"] == "2"
    assert any("Pictures 25 to 48 of 60" in part.value for part in test.caption)
    assert len(shown(page(CATALOG, page="99"))) == 24, "a page that is not there any more is the first one"
    wrong = page(CATALOG, sort="beauty")
    assert "cannot be sorted by" in html(wrong)


def test_selected_pictures_are_moved_and_the_set_is_saved(site: Site) -> None:
    test = page(CATALOG, q="color:red", sort="score")
    for number in (3, 6):
        next(box for box in test.checkbox if picture_id(number) in box.key).check().run()
    assert any("2 pictures selected" in part.value for part in test.caption)
    test.selectbox(key="state").select("to_fix").run()
    test.button(key="move").click().run()
    assert any("2 pictures moved to To fix." in part.value for part in test.success)
    assert search.search(site, "state:to_fix").total == 2
    next(field for field in test.text_input if field.label == "Save this query as").set_value("Reds").run()
    test.button(key="save-set").click().run()
    assert [one.query for one in search.smart_sets_of(site)] == ["color:red"]
    test.button(key="set-Reds").click().run()
    assert address(test)["q"] == "color:red"
    test.button(key="forget-Reds").click().run()
    assert search.smart_sets_of(site) == []


def test_selected_pictures_are_tagged_and_handed_to_the_crops(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    test = page(CATALOG, q="color:red", sort="score")
    next(box for box in test.checkbox if picture_id(3) in box.key).check().run()
    search.tag(site, [picture_id(3)], add=["hero"])
    test.run()
    test.multiselect(key="tags-add").select("hero").run()
    next(choice for choice in test.button_group if choice.key == "scope-tag").set_value("all").run()
    test.button(key="tag").click().run()
    assert any("The tags of 19 pictures changed." in part.value for part in test.success)
    assert search.search(site, "tag:hero").total == 20
    asked = []
    monkeypatch.setattr(crops, "start_crops", lambda site, crops, **known: asked.append((crops, known)) or "0" * 16)
    monkeypatch.setattr(st, "switch_page", lambda page, query_params: asked.append((page, query_params)))
    next(choice for choice in test.button_group if choice.key == "crop-aspects").set_value(["3:1"]).run()
    test.button(key="crop").click().run()
    assert asked == [(["aspect=3:1,mode=keep"], {"pictures": [picture_id(3)], "rescore": True}),
                     ("pages/crops.py", {"job": "0" * 16})]
    test.button(key="all").click().run()
    assert any("20 pictures selected" in part.value for part in test.caption)
    test.button(key="none").click().run()
    assert any("None selected" in part.value for part in test.caption)
    one = page(CATALOG, picture=picture_id(3))
    next(field for field in one.multiselect if field.label == "Tags").set_value([]).run()
    assert search.tags_of(site, picture_id(3)) == () and any("took away hero" in part.value for part in one.caption)


def test_a_picture_shows_all_that_is_known_of_it(site: Site) -> None:
    search.set_state(site, [picture_id(20)], "to_fix", author="Ada")
    test = page(CATALOG, picture=picture_id(20), q="color:green")
    assert not test.exception and "20.jpg" in html(test) and "SKU-20" in html(test)
    table = test.dataframe[0].value
    assert {"Color", "Photo type", "Amazon", "Broken rule"} <= set(table["Field"])
    assert "colors_1" in set(table["Model"])
    assert any("Judged to To fix, by Ada" in part.value for part in test.caption)
    next(choice for choice in test.radio if choice.label == "State").set_value("live").run()
    assert search.search(site, "state:live").total == 1
    test.button(key="back").click().run()
    assert "picture" not in address(test) and total(test) == "**20 of 60 pictures**"
    gone = page(CATALOG, picture="f" * 64)
    assert "This picture is not in the catalog." in html(gone)


def test_more_like_a_picture_a_part_and_an_upload(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, state = [], {"now": similar.IndexState(60, 0, "", False)}
    monkeypatch.setattr(similar, "index_state", lambda site: state["now"])
    none_yet = page(CATALOG, like=picture_id(1))
    assert any("There is no index" in part.value for part in none_yet.markdown) and none_yet.button(key="make-index")

    def answer(site: Site, name: str, *, box: object, limit: int, cut_off: float | None) -> similar.Likeness:
        asked.append((Path(name).name, box, cut_off))
        hits = (similar.Hit(picture_id(2), 0.91), similar.Hit(picture_id(3), 0.4)) if (cut_off or 0.3) < 0.5 else ()
        return similar.Likeness(hits, cut_off or 0.3, 0.27 if hits else 0.91, 60, "m")

    state["now"] = similar.IndexState(60, 60, "m", True)
    monkeypatch.setattr(similar, "like_picture", answer)
    monkeypatch.setattr(similar, "like_file", answer)
    test = page(CATALOG, like=picture_id(1), region="0.1,0.2,0.5,0.6")
    assert asked[-1] == (picture_id(1), (0.1, 0.2, 0.5, 0.6), None) and shown(test) == ["2.jpg", "3.jpg"]
    assert "Score 0.91" in html(test) and any("none below 0.30 is shown, the next one scores 0.27" in part.value
                                              for part in test.caption)
    test.number_input[0].set_value(0.95).run()
    assert asked[-1][2] == 0.95 and shown(test) == [] and any("best one scores 0.91" in part.value
                                                              for part in test.caption)
    upload = site.keep(b"a picture")
    found = page(CATALOG, like=upload.name)
    assert asked[-1][0] == upload.name and found.subheader[0].value == "Like your upload"
    found.button(key="select-like").click().run()
    assert any("2 pictures selected" in part.value for part in found.caption)
    assert "not here any more" in html(page(CATALOG, like="e" * 64))
    assert "names no picture" in html(page(CATALOG, like="x"))
    monkeypatch.setattr(similar, "duplicates", lambda site, limit: [])
    monkeypatch.setattr(similar, "shared_pictures", lambda site: [similar.SharedPicture(picture_id(1), ("A1", "B2"))])
    twice = page(CATALOG, view="duplicates")
    assert any("2 products show this file" in part.value for part in twice.caption)
    found.button(key="all-pictures").click().run()
    assert total(found) == "**60 pictures**"


def test_a_picture_shows_its_crops_and_takes_a_drawn_part(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[dict[str, object]] = []
    monkeypatch.setattr(draw, "_editor", lambda **what: drawn.append(what) or None)
    monkeypatch.setattr(crops, "subject", lambda site, name: Subject((200, 300), faces=((60, 20, 100, 70),)))
    crops_view = page(CATALOG, picture=picture_id(2), view="crops")
    assert not crops_view.exception and any(
        "amazon, 1" in link.proto.label for link in crops_view.get("page_link"))
    page(CATALOG, picture=picture_id(2), view="part")
    assert drawn[-1]["adds"] == {"one": "Find pictures like this part"} and drawn[-1]["size_wh"] == (200, 300)
    change = {"id": "1", "name": "one", "was": None, "now": [20, 30, 100, 150]}
    monkeypatch.setattr(draw, "_editor", lambda **what: change)
    test = page(CATALOG, picture=picture_id(2), view="part")
    assert address(test)["like"] == picture_id(2) and address(test)["region"] == "0.1000,0.1000,0.5000,0.5000"


def test_the_report_of_an_audit_has_the_same_grid_over_its_photos(site: Site) -> None:
    job_id = shop(site, 6, "https://other.example/feed.xml")
    test = page("pages/audits.py", job=job_id, view="grid")
    assert total(test) == "**6 of 60 pictures**" and len(shown(test)) == 6
    test.text_input(key="query--").set_value("color:red").run()
    assert (address(test)["where"], address(test)["job"]) == ("color:red", job_id)
    assert set(shown(test)) == {"3.jpg", "6.jpg"}
    assert not any(pills.label in ("Job", "Source") for pills in test.button_group)
    links = [link.proto.query_string for link in test.get("page_link") if link.proto.label == "Open"]
    assert all(f"job%3A{job_id}+color%3Ared" in link for link in links) and len(links) == 2
    test.button(key="clear").click().run()
    assert total(test) == "**6 of 60 pictures**" and "where" not in address(test)


def test_an_empty_catalog_offers_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    with catalog(tmp_path / "data", count=0) as opened:
        monkeypatch.setattr(state, "open_site", lambda settings: opened)
        test = page(CATALOG)
    st.cache_resource.clear()
    assert test.subheader[0].value == "The catalog is empty" and test.button(key="demo")
