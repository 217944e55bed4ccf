"""The page Explain: choose a photo, see methods side by side, with the choices in the address."""

from __future__ import annotations

from dataclasses import replace
from threading import Event, Thread

import numpy as np
import pytest

from core import analyze, audits, explain, jobs
from core.errors import NotAPicture, NotFound, WrongContract
from core.nouns.audit_row import AuditRow
from core.nouns.product import Product
from core.nouns.saliency import Explanation, Saliency
from core.nouns.trust import Faithfulness, Trust
from core.words.colors import COLOR_MAPS
from core.words.trust import BADGES, REASONS
from pages.explain.closer import drawing
from pages.ui.explanations import computed_aside
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import MadeUpJob, Site, html, open_site, page, picture

PAGE = "pages/explain.py"
BLIND = Faithfulness(0.5, 0.5, 0.0)
TRUST = Trust("weak", Faithfulness(0.2, 0.7, 0.1), BLIND, BLIND, 0.25, ("deletion", "no_road"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What the worker processes were asked to explain."""
    requests: list[dict] = []

    def explained(site, picture_id: str, label: str, opacity: float, **how) -> Explanation:
        if picture_id == "gone":
            raise NotFound("This picture is not known here.", "Analyze it first.")
        requests.append({"picture": picture_id, "label": label, **how})
        heat = np.full((7, 7), float(how["method"] != "rise"), np.float32)
        return Explanation(Saliency(heat, heat, label, 0.61, how["method"], "last"), picture(),
                           TRUST if how["trust"] else None)

    site: Site = open_site(monkeypatch)
    site.jobs["0123456789abcdef"] = MadeUpJob([made_up_analysis()])
    monkeypatch.setattr(jobs, "list_jobs", lambda opened, kind: [job.job for job in site.jobs.values()])
    monkeypatch.setattr(analyze, "thumbnail", lambda opened, picture_id: picture())
    monkeypatch.setattr(analyze, "preview", lambda opened, picture_id: picture())
    monkeypatch.setattr(explain, "explain_picture", explained)
    monkeypatch.setattr(analyze, "analysis_of", lambda opened, picture_id: made_up_analysis(f"{picture_id[:9]}.jpg"))
    monkeypatch.setattr(explain, "other_models", lambda opened: ["second_1"])
    monkeypatch.setattr(explain, "layers", lambda *of: ["net/early/Relu6;net/early/conv", "net/late/Relu6"])
    requests.append({"site": site})
    return requests


def test_without_photos_the_page_says_what_to_do(asked: list[dict]) -> None:
    asked[0]["site"].jobs.clear()
    test = page(PAGE)
    assert "No analyzed photos yet" in [item.value for item in test.subheader]
    assert [button.label for button in test.button if button.key == "demo"] == ["Analyze the demo shop"]


def test_photos_of_the_last_analyses_can_be_chosen(asked: list[dict]) -> None:
    test = page(PAGE)
    assert "Choose a photo" in [item.value for item in test.subheader] and not test.exception
    assert any(made_up_analysis().picture_id in str(item.proto) for item in test.get("page_link"))


def test_photos_are_searched_by_name_sku_and_title(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    audited = AuditRow(1, "https://shop.example/7.jpg", product=Product(sku="LAMP-7", title="Brass lamp"),
                       picture_id="b" * 64, top_label="home_decor")
    looked: list[audits.RowFilter] = []

    def rows(opened, job_id: str, where: audits.RowFilter, **how) -> list[AuditRow]:
        looked.append(where)
        return [audited] if where.text == "lamp" else []

    monkeypatch.setattr(audits, "rows", rows)
    test = page(PAGE)
    for text, links in (("lamp", ["b" * 64]), (made_up_analysis().uri.upper(), [made_up_analysis().picture_id])):
        test.text_input(key="find").set_value(text).run()
        chosen = [str(item.proto) for item in test.get("page_link") if "picture=" in str(item.proto)]
        assert len(chosen) == 1 and links[0] in chosen[0] and not test.exception
    assert looked[0] == audits.RowFilter(text="lamp", error="none"), "failures cannot be explained"
    test.text_input(key="find").set_value("nowhere").run()
    assert "No analyzed photo has" in test.info[0].value


def test_an_upload_goes_to_its_explanation(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyze, "analyze_now", lambda opened, source: made_up_analysis(source.uri))
    test = page(PAGE)
    test.file_uploader[0].set_value(("new.jpg", b"1", "image/jpeg")).run()
    assert test.query_params["picture"] == made_up_analysis("new.jpg").picture_id and not test.exception
    assert asked[-1]["label"] == made_up_analysis().intent.shopping.top


def test_an_upload_that_is_no_photo_is_one_card(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(opened, source) -> None:
        raise NotAPicture("The file is no photo.", "Save it as JPEG.")

    monkeypatch.setattr(analyze, "analyze_now", refused)
    test = page(PAGE)
    test.file_uploader[0].set_value(("new.jpg", b"1", "image/jpeg")).run()
    assert html(test).count("The file is no photo.") == 1
    test.text_input(key="find").set_value("x").run()
    assert "The file is no photo." not in html(test)


def test_the_address_decides_and_what_it_does_not_know_is_left_out(asked: list[dict]) -> None:
    page(PAGE, picture="abc", label="apparel", against="other", methods="rise,unheard,grad-cam",
         layer="net/late/Relu6")
    assert [(item["method"], item["label"], item["against"], item["layer"]) for item in asked[1:]] == [
        ("grad-cam", "apparel", "other", "net/late/Relu6"), ("rise", "apparel", "other", "net/late/Relu6")]


def test_choices_go_into_the_address(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel")
    test.selectbox(key="choose-label").select("home_decor").run()
    assert test.query_params["label"] == "home_decor" and asked[-1]["label"] == "home_decor"
    assert test.query_params["methods"] == "grad-cam,score-cam,occlusion"


def test_the_colors_of_the_address_are_those_of_maps_and_legend(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam", colors="viridis")
    assert asked[-1]["colors"] == "viridis" and ",".join(COLOR_MAPS["viridis"]) in html(test)
    test.selectbox(key="choose-colors").select("gray").run()
    assert asked[-1]["colors"] == "gray" and ",".join(COLOR_MAPS["gray"]) in html(test)
    assert test.query_params["colors"] == "gray"


def test_two_photos_share_one_color_scale(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    def explained(site, picture_id: str, label: str, opacity: float, **how) -> Explanation:
        asked.append({"picture": picture_id, **how})
        weak = picture_id == "abc"
        raw = np.full((7, 7), 2.0 if weak else 8.0, np.float32)
        return Explanation(Saliency(raw / raw, raw, label, 0.2 if weak else 0.9, how["method"], "last"), picture())

    monkeypatch.setattr(explain, "explain_picture", explained)
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam", **{"with": "def"})
    assert [(item["picture"], item["peak"]) for item in asked[1:]] == [("abc", 0.0), ("def", 0.0), ("abc", 8.0)]
    said = html(test)
    assert "Apparel 0.70 higher on the right" in said and said.index("abc.jpg") < said.index("def.jpg")
    assert any("share one color scale" in item.value for item in test.caption)
    links = [str(item.proto) for item in test.get("page_link") if "Show one photo again" in str(item.proto)]
    assert links and "def" not in links[0] and "label=apparel" in links[0]


def test_two_models_explain_one_photo_each_on_its_own_scale(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam", model="second_1", layer="net/late/Relu6")
    assert [(item["picture"], item["model"], item["peak"], item["layer"]) for item in asked[1:]] == [
        ("abc", "", 0.0, "net/late/Relu6"), ("abc", "second_1", 0.0, "net/late/Relu6")]
    assert "second_1" in html(test) and any("its own color scale" in item.value for item in test.caption)


def test_a_second_photo_is_found_by_the_same_search(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "other_models", lambda opened: [])
    monkeypatch.setattr(audits, "rows", lambda *asked_for, **how: [])
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam", find_second=made_up_analysis().uri)
    test.session_state["compare"] = True
    test.run()
    links = [str(item.proto) for item in test.get("page_link") if 'label: "Compare"' in str(item.proto)]
    assert len(links) == 1 and f"with={made_up_analysis().picture_id}" in links[0] and "picture=abc" in links[0]
    assert any("no second one to compare with" in item.value for item in test.caption)


def test_a_second_photo_that_is_gone_leaves_the_first(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    def check(opened, picture_id: str) -> None:
        if picture_id == "gone":
            raise NotFound("This picture is not known here.", "Analyze it first.")

    monkeypatch.setattr(explain, "check_picture", check)
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam", **{"with": "gone"})
    assert html(test).count('role="alert"') == 1 and [item["picture"] for item in asked[1:]] == ["abc"]


def test_the_labels_that_remain_possible_are_said(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = made_up_analysis()
    intent = replace(analysis.intent, label_set=("apparel", "home_decor"), label_set_coverage=0.9)
    monkeypatch.setattr(analyze, "analysis_of", lambda opened, picture_id: replace(analysis, intent=intent))
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam")
    assert "Label set: Apparel or Home and decor, 90 %" in [item.value for item in test.caption]


def test_the_search_text_is_in_the_address(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audits, "rows", lambda *asked_for, **how: [])
    assert "nowhere" in page(PAGE, find="nowhere").info[0].value


def test_what_a_newer_run_replaces_is_never_computed() -> None:
    class Replaced(BaseException):
        pass

    def end() -> None:
        raise Replaced

    busy, computed = Event(), []
    before = Thread(target=computed_aside, args=(busy.wait, lambda: None))
    before.start()
    with pytest.raises(Replaced):
        computed_aside(lambda: computed.append("stale"), end)
    busy.set()
    before.join()
    assert computed_aside(lambda: "fresh", lambda: None) == "fresh" and computed == []


def test_trust_shows_a_badge_and_its_reasons(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam")
    assert BADGES["weak"] not in html(test)
    test.toggle(key="trust").set_value(True).run()
    assert BADGES["weak"] in html(test)
    assert f"- {REASONS['no_road']}" in [item.value for item in test.markdown]


def test_no_evidence_is_said_instead_of_an_empty_heatmap(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel", methods="rise")
    assert "No positive evidence" in test.info[0].value


def test_a_photo_that_is_gone_is_one_card(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(opened, picture_id: str) -> None:
        raise NotFound("The picture's file is gone.", "Analyze it again.")

    monkeypatch.setattr(explain, "check_picture", gone)
    test = page(PAGE, picture="gone", label="apparel")
    assert html(test).count("Analyze it again") == html(test).count('role="alert"') == 1 and not test.exception
    assert len(asked) == 1, "nothing is computed"


def test_what_the_address_names_and_nobody_offers_is_said(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="shoes", layer="net/none", methods="unheard")
    said = " ".join(item.value for item in test.warning)
    assert "shoes" in said and "net/none" in said and "unheard" in said
    assert {item["label"] for item in asked[1:]} == {"negative"} and {item["layer"] for item in asked[1:]} == {""}
    assert not page(PAGE, picture="abc", label="apparel", layer="net/late/Relu6").warning


def test_no_method_is_said(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="apparel")
    computed = len(asked)
    test.pills(key="methods").set_value([]).run()
    assert "No method is chosen" in test.info[0].value and len(asked) == computed


def test_a_model_without_feature_map_is_said(asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "layers", lambda *of: [])
    test = page(PAGE, picture="abc", label="apparel", methods="occlusion")
    assert "no feature map" in test.info[0].value and asked[-1]["method"] == "occlusion"


def test_slow_methods_wait_for_no_page_and_one_failure_leaves_the_others(
        asked: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    working = explain.explain_picture

    def failing(site, picture_id: str, label: str, opacity: float, **how) -> Explanation:
        if how["method"] == "grad-cam":
            raise WrongContract("The model's score is NaN.", "Choose another model.")
        return working(site, picture_id, label, opacity, **how)

    monkeypatch.setattr(explain, "explain_picture", failing)
    test = page(PAGE, picture="abc", label="apparel", methods="grad-cam,integrated-gradients,rise,occlusion")
    assert {item["method"] for item in asked[1:]} == {"occlusion", "rise", "integrated-gradients"}
    assert html(test).count('role="alert"') == 1 and "The model&#x27;s score is NaN." in html(test)


def test_an_explanation_is_kept_until_the_model_changes(asked: list[dict]) -> None:
    for model, computed in (("one", 1), ("one", 1), ("two", 2)):
        asked[0]["site"].model = model
        page(PAGE, picture="abc", label="apparel", methods="grad-cam")
        assert len(asked) == 1 + computed


def test_the_map_to_zoom_into_lies_on_the_photo() -> None:
    heat = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)
    figure = drawing(picture(), Saliency(heat, heat, "apparel", 0.6, "grad-cam", "last"), 0.5)
    image = figure.layout.images[0]
    assert np.allclose(figure.data[0].z, heat, atol=1e-3) and (image.sizex, image.sizey) == (4, 3)
    assert figure.layout.yaxis.range == (3, 0), "the first row is at the top, as in the photo"
    assert figure.data[0].colorscale[0][1].endswith(", 0.0)") and figure.data[0].colorscale[-1][1].endswith(", 0.5)")


def test_sensitive_is_compared_with_nothing(asked: list[dict]) -> None:
    test = page(PAGE, picture="abc", label="sensitive", against="other")
    assert test.selectbox(key="choose-against").options == ["any other"] and asked[-1]["against"] == ""
