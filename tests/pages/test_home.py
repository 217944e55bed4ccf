"""The first page: what it says, where its buttons lead, and that a broken set-up is a card."""

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ModelMissing
from core.settings import ROOT
from pages.ui import state
from tests.pages.made_up_site import html, open_site, page


def test_says_what_it_is_and_names_the_three_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)
    home = page()
    assert not home.exception
    assert "shopping engine" in home.markdown[0].value
    for word in ("Model with face", "Worn, no face", "Product only", "Bring photos", "Read the verdict", "See why"):
        assert word in html(home)


def test_one_click_shows_the_sample_photos_on_the_analyze_page(monkeypatch: pytest.MonkeyPatch) -> None:
    site = open_site(monkeypatch)
    home = page()
    home.button(key="demo").click().run()
    assert [source.uri for source in site.started[0][0]] == ["bus.jpg"]
    assert home.title[0].value == "Analyze"
    assert home.subheader[0].value == "1 of 1 photo is seen as shoppable"


def test_own_photos_lead_to_the_picker(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)
    home = page()
    home.button(key="own").click().run()
    assert home.title[0].value == "Analyze"
    assert "Start" in [button.label for button in home.button]


@pytest.mark.parametrize(("room", "title"), [("audits", "Audits"), ("sales", "Sales")])
def test_each_room_has_its_door(monkeypatch: pytest.MonkeyPatch, room: str, title: str) -> None:
    open_site(monkeypatch)
    home = page()
    home.button(key=room).click().run()
    assert home.title[0].value == title


def test_a_missing_model_is_a_card_and_the_rest_of_the_page_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)

    def closed(settings: object) -> None:
        raise ModelMissing("There is no model intent.tflite.", "Run git lfs pull <now>.")

    monkeypatch.setattr(state, "open_site", closed)
    home = page()
    home.button(key="demo").click().run()
    assert not home.exception
    assert "There is no model intent.tflite." in html(home)
    assert "Run git lfs pull &lt;now&gt;." in html(home)
    assert "Product only" in html(home), "the rest of the page is still there"


def test_only_pages_that_exist_are_in_the_menu() -> None:
    menu = (ROOT / "app.py").read_text(encoding="utf-8")
    for name in ("home", "analyze"):
        assert f"pages/{name}.py" in menu
    assert menu.count("st.Page(") == len(list((ROOT / "pages").glob("*.py")))


def test_a_page_that_is_run_without_the_menu_opens_the_menu_first(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)
    monkeypatch.chdir(ROOT)
    menu_ran: list[str] = []
    monkeypatch.setattr("runpy.run_path", lambda path, run_name: menu_ran.append(path))
    alone = AppTest.from_file(str(ROOT / "pages" / "analyze.py"), default_timeout=60).run()
    assert not alone.exception
    assert menu_ran == [str(ROOT / "app.py")]
