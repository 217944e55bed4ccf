"""The states of the page Audits: empty, starting, running, paused, finished, filtered, failed, unknown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from core import audits, rules
from core.nouns.job import ACTIVE
from tests.pages.made_up_audits import Shop, finished, open_shop
from tests.pages.made_up_site import html, page

AUDITS = "pages/audits.py"


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    found = open_shop(monkeypatch, tmp_path)
    yield found
    found.gate.set()
    found.audits.close()
    found.store.close()


def texts(test: AppTest) -> str:
    """All words of the page that are no HTML."""
    parts = [*test.markdown, *test.caption, *test.subheader, *test.text, *test.info]
    return "\n".join(part.value for part in parts)


def shown(job_id: str, **address: str) -> AppTest:
    test = page(AUDITS, job=job_id, **address)
    assert not test.exception
    return test


def test_the_empty_page_offers_an_example(shop: Shop) -> None:
    empty = page(AUDITS)
    assert not empty.exception
    assert "Analyze every photo of a shop" in texts(empty)
    assert empty.subheader[0].value == "No audits yet"
    empty.button(key="demo_audit").click().run()
    job = audits.job(shop, empty.query_params["job"])
    assert job.options["name"] == "Demo shop" and "amazon" in job.options["rules"]


def test_start_goes_to_the_new_audit_with_its_wishes(shop: Shop) -> None:
    test = page(AUDITS)
    test.text_input(key="source").set_value("https://shop.example/feed.xml")
    test.multiselect(key="rules").set_value(["google"])
    test.text_input(key="name_picture").set_value("foto")
    test.number_input(key="limit").set_value(50)
    test.button(key="start_audit").click().run()
    job = audits.job(shop, test.query_params["job"])
    assert job.source == "https://shop.example/feed.xml"
    assert (job.options["rules"], job.options["columns"], job.options["limit"]) == (["google"], {"picture": "foto"}, 50)


@pytest.mark.parametrize(("source", "said"), [("", "There is no source to audit."),
                                              ("/no/such/place", "There is no file or folder /no/such/place.")])
def test_start_without_a_good_source_says_what_to_do(shop: Shop, source: str, said: str) -> None:
    test = page(AUDITS)
    test.text_input(key="source").set_value(source)
    test.button(key="start_audit").click().run()
    assert said in html(test)
    assert not audits.jobs(shop)


def test_visitors_from_elsewhere_see_no_folders_of_the_server(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ui.state.local", lambda: False)
    test = page(AUDITS)
    test.text_input(key="source").set_value("/")
    test.button(key="start_audit").click().run()
    assert "cannot be audited from other machines" in html(test)


def test_a_running_audit_shows_progress_and_can_be_paused_resumed_and_cancelled(shop: Shop) -> None:
    shop.gate.clear()
    job_id = shop.audits.start("https://shop.example/feed.xml", "feed", {})
    test = shown(job_id)
    assert "**Starting:**" in texts(test) or "**Running:**" in texts(test)
    test.button(key="pause").click().run()
    assert audits.job(shop, job_id).state == "paused"
    test = shown(job_id)
    test.button(key="resume").click().run()
    assert audits.job(shop, job_id).state in ACTIVE
    shown(job_id).button(key="cancel").click().run()
    assert audits.job(shop, job_id).state == "cancelled"
    assert "was canceled" in texts(shown(job_id))


def test_the_report_opens_from_its_address_and_says_the_finding_first(shop: Shop) -> None:
    test = shown(finished(shop))
    assert "likely to be misread by a shopping engine" in test.subheader[0].value
    assert "of 3 photos" in test.subheader[0].value
    words = texts(test)
    assert "95 % interval: " in words
    assert "EUR in total" in words
    assert "1 failed." in words
    assert "Most photos without shopping intent: Clothes \\> Scarves" in words or "Clothes > Scarves, 1 of 1" in words
    assert "Amazon, main image" in html(test)
    assert 'aria-label="Amazon, main image: Fail 3"' in html(test)


@pytest.mark.parametrize(("view", "names"), [
    ("first", ["Gray scarf", "Oak lamp"]), ("intent", ["Gray scarf"]), ("category", ["Oak lamp"]), ("ambiguous", []),
    ("all", ["Linen shirt", "Gray scarf", "Oak lamp", "broken mug"]),
])
def test_each_view_lists_its_pictures(shop: Shop, view: str, names: list[str]) -> None:
    test = shown(finished(shop), view=view)
    assert [name for table in test.dataframe for name in table.value["name"]] == names
    assert not names or test.dataframe[0].value["price"].iloc[0] == 20
    assert names or "No photos here." in texts(test)


@pytest.mark.parametrize(("address", "names"), [
    ({"category": "Home > Lamps"}, ["Oak lamp"]), ({"category": "Home > Lamps", "label": "negative"}, []),
    ({"show": "failed"}, ["broken mug"]), ({"show": "product_only.negative"}, ["Gray scarf"]),
    ({"show": "shoppable"}, ["Linen shirt", "Oak lamp"]), ({"q": "SHIRT"}, ["Linen shirt"]),
    ({"broken": "amazon"}, ["Linen shirt", "Gray scarf", "Oak lamp"]), ({"broken": "amazon.no_text"}, []),
    ({"broken": "amazon.size", "category": "Home > Lamps"}, ["Oak lamp"]),
])
def test_filters_in_the_address_narrow_the_table(shop: Shop, address: dict[str, str], names: list[str]) -> None:
    test = shown(finished(shop), **address)
    assert [name for table in test.dataframe for name in table.value["name"]] == names


def test_a_broken_rule_is_chosen_by_its_words_and_left_again(shop: Shop) -> None:
    test = shown(finished(shop))
    rules = next(box for box in test.selectbox if box.label == "Photos that break a rule")
    assert rules.options == ["Amazon, main image: Large enough to be accepted (2)",
                             "Amazon, main image: Pure white background (3)", "Amazon, main image: any rule (3)"]
    rules.select("amazon.size").run()
    assert test.query_params["broken"] in ("amazon.size", ["amazon.size"])
    assert list(test.dataframe[0].value["name"]) == ["Gray scarf", "Oak lamp"]
    assert "Filter: breaks Amazon, main image: Large enough to be accepted" in texts(test)
    test.button(key="all_rules").click().run()
    assert "broken" not in test.query_params


def test_a_search_goes_into_the_address(shop: Shop) -> None:
    test = shown(finished(shop), view="all")
    test.text_input(key="q_field").set_value("lamp").run()
    assert test.query_params["q"] == "lamp"
    assert list(test.dataframe[0].value["name"]) == ["Oak lamp"]


def test_the_second_audit_is_compared_with_the_first(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = finished(shop)
    assert "first finished audit" in html(shown(first, view="changes"))
    time.sleep(0.01)
    same = shown(finished(shop), view="changes")
    assert "Nothing has changed since the last audit" in texts(same)
    goods = [("Linen shirt", "Clothes", "apparel"), ("Blue scarf", "Clothes", "apparel")]
    monkeypatch.setattr("tests.pages.made_up_audits.GOODS", goods)
    changed = shown(finished(shop), view="changes").dataframe[0].value
    assert sorted(changed["Change"]) == ["Different photo", "Removed", "Removed"]


def test_one_picture_under_several_products_is_a_view_of_its_own(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Shared by several products" not in str(shown(finished(shop)).main)
    shirt = ("Linen shirt", "Clothes", "apparel")
    monkeypatch.setattr("tests.pages.made_up_audits.GOODS", [shirt, ("Oak lamp", "Home", "home_decor"), shirt])
    test = shown(finished(shop), view="shared")
    assert list(test.dataframe[0].value["name"]) == ["Linen shirt", "Linen shirt"]
    assert set(test.dataframe[0].value["why"]) == {"2 products share this photo: S1, S3."}


def test_shared_pictures_are_counted_beyond_those_that_are_listed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.audits.report.shared_pictures.GROUPS", 1)
    shirt, lamp = ("Linen shirt", "Clothes", "apparel"), ("Oak lamp", "Home", "home_decor")
    monkeypatch.setattr("tests.pages.made_up_audits.GOODS", [shirt, lamp, shirt, lamp])
    test = shown(finished(shop), view="shared")
    assert "Shared by several products (2)" in str(test.main)
    assert "Listed: the first 1 of 2 shared photos, in 2 rows." in texts(test)
    assert len(test.dataframe[0].value) == 2


def test_an_audit_of_before_rules_were_noted_says_how_to_list_them(shop: Shop) -> None:
    job_id = finished(shop)
    with shop.store.writing() as connection:
        connection.execute(text("DELETE FROM fact_tallies"))
    test = shown(job_id)
    assert "This audit predates per-rule results." in texts(test)
    assert not [box for box in test.selectbox if box.label == "Photos that break a rule"]


def test_a_source_that_cannot_be_read_is_a_card(shop: Shop) -> None:
    body = html(shown(finished(shop, "https://closed.example")))
    assert "This source could not be audited" in body
    assert "The shop does not answer." in body
    assert "Try again later." in body


def test_a_feed_that_was_not_understood_is_tried_again_with_its_columns(shop: Shop) -> None:
    job_id = finished(shop, "https://closed.example")
    test = shown(job_id)
    test.text_input(key="name_picture").set_value("foto")
    test.button(key="again").click().run()
    job = audits.job(shop, test.query_params["job"])
    assert job.job_id != job_id and job.source == "https://closed.example"
    assert job.options["columns"] == {"picture": "foto"}


def test_audit_again_keeps_the_wishes(shop: Shop) -> None:
    job_id = finished(shop)
    test = shown(job_id)
    test.button(key="audit_again").click().run()
    job = audits.job(shop, test.query_params["job"])
    assert job.job_id != job_id and job.options["rules"] == ["amazon"]


def test_an_unknown_audit_is_said_in_words_and_the_form_is_there(shop: Shop) -> None:
    test = page(AUDITS, job="0000000000000000")
    assert not test.exception
    assert "There is no job" in html(test)
    assert test.button(key="start_audit")


def test_audits_are_listed_and_open(shop: Shop) -> None:
    job_id = finished(shop)
    test = page(AUDITS)
    assert "https://shop.example/feed.xml" in texts(test)
    test.button(key=f"open-{job_id}").click().run()
    assert test.query_params["job"] == job_id


def test_names_from_strangers_are_shown_not_run(shop: Shop) -> None:
    test = shown(finished(shop, "https://shop.example/<script>alert(1)</script>*bold*"))
    assert "<script" not in html(test)
    assert "\\<script\\>" in texts(test)


def test_the_detail_has_verdicts_evidence_and_a_fix(shop: Shop) -> None:
    job_id = finished(shop)
    row = next(iter(audits.rows(shop, job_id)))
    verdicts = rules.check_picture(shop, row)["amazon"]
    assert [verdict.rule for verdict in verdicts if verdict.outcome == "fail"] == ["white_background", "format"]
    assert rules.draw_evidence(shop, row, "amazon")[:2] == b"\xff\xd8"
    mended = rules.fix_picture(shop, row, "amazon")
    assert mended.notes == ("The background was made white.",)
    assert [verdict.outcome for verdict in mended.after] == ["pass"]


def test_photos_that_are_no_products_are_said_and_listed_by_role(shop: Shop) -> None:
    job_id = finished(shop)
    assert "Counted" not in texts(shown(job_id)), "a feed has products only"
    audits.move_picture(shop, job_id, 2, "banner")
    test = shown(job_id)
    assert "Counted: 2 product photos. Not counted: 1 banner." in texts(test)
    assert "of 2 product photos" in test.subheader[0].value
    listed = shown(job_id, show="fact:role=banner")
    assert list(listed.dataframe[0].value["role"]) == ["Banner"]
