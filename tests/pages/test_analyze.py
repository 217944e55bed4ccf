"""The states of the analyze page: empty, running, results, filtered, failed, unknown, broken."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core import analyze
from core.doors.uploads import Upload
from core.errors import TooLarge, WorkFailed
from core.nouns.failure import Failure
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import MadeUpJob, Site, html, open_site, page

ANALYZE = "pages/analyze.py"
TORN = Failure("torn.jpg", "NotAPicture", "The file ends in the middle of the picture.", "Copy it again.")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    return open_site(monkeypatch)


def test_the_limit_of_an_upload_is_written_beside_it(site: Site) -> None:
    assert "up to 20 MB each" in str(page(ANALYZE).main)


def test_an_upload_that_was_not_kept_becomes_a_card(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(session_id: str, file_id: str) -> Upload:
        return Upload(None, 300_000_000, TooLarge("The file has 300.0 MB; an upload has at most 200 MB.", "Split it."))

    monkeypatch.setattr("pages.ui.uploads.uploads", lambda: SimpleNamespace(find=refused, remove=lambda *ids: None))
    test = page(ANALYZE)
    test.file_uploader[0].set_value([("huge.tif", b"1", "image/tiff")]).run()
    assert "0 photos ready" in [text.value for text in test.text]
    assert "huge.tif: The file has 300.0 MB" in test.warning[0].value.replace("\\", "")
    test.button(key="start").click().run()
    source = site.started[0][0][0]
    assert source.uri == "huge.tif" and source.failure.message.startswith("The file has 300.0 MB")


def three() -> list:
    """Two judged pictures around one that failed."""
    shirt = made_up_analysis("shirt.jpg")
    lamp = replace(made_up_analysis("lamp.jpg", "product_only", "negative"), picture_id="b" * 64)
    return [shirt, TORN, lamp]


def shown(site: Site, results: list, **address: str) -> AppTest:
    """The page of a batch with these results."""
    site.jobs["b"] = MadeUpJob(results, job_id="b")
    test = page(ANALYZE, job="b", **address)
    assert not test.exception
    return test


def test_the_empty_page_offers_an_example(site: Site) -> None:
    empty = page(ANALYZE)
    assert not empty.exception
    assert empty.subheader[0].value == "No photos yet"
    empty.button(key="demo").click().run()
    assert empty.query_params["job"] == "new"
    assert empty.subheader[0].value == "1 of 1 photo is seen as shoppable"


def test_start_without_photos_says_what_to_do(site: Site) -> None:
    empty = page(ANALYZE)
    empty.button(key="start").click().run()
    assert "There is no picture to analyze." in html(empty)
    assert "Add files or addresses." in html(empty)


def test_uploads_are_stored_at_once_and_leave_the_uploader(site: Site) -> None:
    test = page(ANALYZE)
    test.file_uploader[0].set_value([("a.jpg", b"1", "image/jpeg"), ("b.jpg", b"2", "image/jpeg")]).run()
    assert not test.file_uploader[0].value
    assert "2 photos ready: a.jpg, b.jpg" in [text.value for text in test.text]
    assert not test.subheader, "no example is offered to somebody who has photos"
    test.radio(key="cascade").set_value("short").run()
    test.button(key="start").click().run()
    sources, cascade = site.started[0]
    assert [source.uri for source in sources] == ["a.jpg", "b.jpg"]
    assert cascade == "short"
    assert "pending" not in test.session_state or not test.session_state["pending"]


def test_addresses_become_sources_and_a_wrong_line_does_not_stop_the_others(site: Site) -> None:
    test = page(ANALYZE)
    test.text_area(key="addresses").set_value("https://shop.example/a.jpg\nnot an address").run()
    test.button(key="start").click().run()
    good, bad = site.started[0][0]
    assert good.url == "https://shop.example/a.jpg"
    assert bad.failure


def test_results_come_in_order_with_the_failure_among_them(site: Site) -> None:
    test = shown(site, three())
    assert test.subheader[0].value == "1 of 3 photos is seen as shoppable; 1 could not be read"
    body = html(test)
    assert body.index("shirt.jpg") < body.index("torn.jpg") < body.index("lamp.jpg")
    assert "The file ends in the middle of the picture." in body
    assert "Copy it again." in body
    assert "Model with face" in body
    assert "Product only" in body


def test_a_card_names_both_verdicts_and_draws_the_threshold(site: Site) -> None:
    body = html(shown(site, [made_up_analysis("shirt.jpg")]))
    assert "Shoppable</span>" in body
    assert "Top label: Apparel" in body
    assert "The browser&#x27;s rule: Apparel 0.85 is above 0.50, sensitive 0.02 is below 0.50." in body
    assert 'aria-label="Shoppable score: 0.85, threshold 0.50"' in body
    assert "left:50%" in body
    for word in ("No shopping intent", "Home and decor", "Other product"):
        assert f'aria-label="{word}: 0.05"' in body


@pytest.mark.parametrize(("score", "said"), [(0.85, False), (0.52, True), (0.41, True), (0.3, False)])
def test_a_verdict_near_its_threshold_is_a_close_call(site: Site, score: float, said: bool) -> None:
    one = made_up_analysis("shirt.jpg")
    near = replace(one, intent=replace(one.intent, shoppable_score=score, shoppable=score > 0.5))
    assert ("Verdict: close call" in html(shown(site, [near]))) is said


def test_sensitive_goods_are_named_as_the_reason(site: Site) -> None:
    one = made_up_analysis("knife.jpg")
    sharp = replace(one, intent=replace(one.intent, sensitive_score=0.9, shoppable=False))
    assert "Not shoppable: sensitive" in html(shown(site, [sharp]))


def test_names_from_strangers_are_shown_not_run(site: Site) -> None:
    evil = made_up_analysis('<img src=x onerror="alert(1)">.jpg')
    broken = replace(TORN, uri="<script>1</script>", message="<b>bold</b>")
    body = html(shown(site, [evil, broken]))
    assert "<img" not in body
    assert "<script" not in body
    assert "<b>" not in body
    assert "&lt;script&gt;1&lt;/script&gt;" in body


def test_a_filter_in_the_address_shows_only_its_photos(site: Site) -> None:
    test = shown(site, three(), show="model_face.apparel")
    assert "shirt.jpg" in html(test)
    assert "lamp.jpg" not in html(test)
    assert "Showing: Model with face × Apparel, 1 photo" in [text.value for text in test.text]
    test.button(key="show_all").click().run()
    assert "lamp.jpg" in html(test)
    assert "show" not in test.query_params


def test_the_list_of_filters_counts_and_filters(site: Site) -> None:
    test = shown(site, three())
    choice = next(box for box in test.selectbox if box.label == "Show")
    assert choice.options[:4] == ["All photos (3)", "Shoppable (1)", "Not shoppable (1)", "Could not be read (1)"]
    choice.set_value("failed").run()
    assert test.query_params["show"] == "failed"
    assert "torn.jpg" in html(test)
    assert "shirt.jpg" not in html(test)


def test_an_unknown_filter_or_page_in_the_address_shows_all(site: Site) -> None:
    test = shown(site, three(), show="<nonsense>", page="99")
    assert "shirt.jpg" in html(test)
    assert "lamp.jpg" in html(test)


def test_many_photos_are_paged(site: Site) -> None:
    many = [replace(made_up_analysis(f"photo{n:02d}.jpg"), picture_id=f"{n:064d}") for n in range(30)]
    first = html(shown(site, many))
    assert "photo11.jpg" in first
    assert "photo12.jpg" not in first
    last = html(shown(site, many, page="3"))
    assert "photo29.jpg" in last
    assert "photo11.jpg" not in last


def test_the_same_photo_twice_makes_two_cards(site: Site) -> None:
    assert html(shown(site, [made_up_analysis("a.jpg"), made_up_analysis("b.jpg")])).count("ml-verdict") == 2


def test_why_is_folded_at_first_and_then_explains(site: Site) -> None:
    test = shown(site, [made_up_analysis("shirt.jpg")])
    assert not test.slider
    test.session_state["why-" + "a" * 16 + "-1"] = True
    test.run()
    assert not test.exception
    body = html(test)
    assert "Face found?" in body
    assert "1 found; best 0.98, threshold 0.50" in body
    assert "Less evidence" in body, "the legend of the heatmap"
    texts = " ".join(text.value for text in test.text)
    assert "decided by the face in the thick box, which scored 0.98 (threshold 0.50)" in texts
    assert "1 face candidate was rejected: eyes and mouth do not form a face" in texts
    assert test.slider[0].value == 0.5


def test_no_evidence_is_said_in_words(site: Site) -> None:
    site.evidence = False
    test = shown(site, [made_up_analysis("shirt.jpg")])
    test.session_state["why-" + "a" * 16 + "-1"] = True
    test.run()
    assert test.info[0].value.startswith("No positive evidence: no part of the photo raises the score for Apparel")


def test_a_running_batch_shows_progress_and_can_be_cancelled(site: Site) -> None:
    site.jobs["b"] = MadeUpJob(three(), total=12, state="running", job_id="b")
    test = page(ANALYZE, job="b")
    assert not test.exception
    assert test.get("progress")[0].proto.text == "3 of 12 photos · 1 failed · 2.0 per second · about 3 s left"
    test.button(key="cancel").click().run()
    assert site.jobs["b"].state == "cancelled"
    assert test.info[0].value.startswith("This job was canceled after 3 of 12 photos.")


def test_a_batch_that_just_began_says_what_it_waits_for(site: Site) -> None:
    site.jobs["b"] = MadeUpJob([], total=2, state="running", job_id="b")
    test = page(ANALYZE, job="b")
    assert not test.exception
    assert test.get("progress")[0].proto.text.startswith("Getting ready for 2 photos")


def test_an_unknown_batch_is_a_card_and_the_picker_stays(site: Site) -> None:
    test = page(ANALYZE, batch="nope")
    assert not test.exception
    assert "There is no job" in html(test)
    assert test.button(key="start")


def test_one_card_that_fails_leaves_the_others(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def annotated(site: object, analysis: object) -> bytes:
        raise WorkFailed("The preview is gone.", "Analyze it again.") if analysis.uri == "shirt.jpg" else KeyError("x")

    monkeypatch.setattr(analyze, "annotated", annotated)
    test = shown(site, three())
    body = html(test)
    assert "The preview is gone." in body
    assert "This part of the page failed" in body
    assert "please report it with error" in body
    assert "KeyError" not in body, "a fault of ours shows its number, not its insides"
    assert "lamp.jpg" in body
