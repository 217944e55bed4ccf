"""What marketplaces ask of all pictures of a product together, checked on the views it has."""

import json
from datetime import date

import pytest

from core.audits.product_views import views_of
from core.audits.view_demands import view_verdict
from core.errors import SetupError
from core.rules.rule_packs import ViewDemand, packs
from core.words.labels import VIEW_WORDS
from tests.audits.made_up_rows import failed_row, made_row

WHITE = {"background": "plain", "near_white_share": 0.99, "touches": ()}
ROOM = {"background": "busy", "near_white_share": 0.1}
CLOSE = {**WHITE, "touches": ("left", "top", "right")}


def outcomes(*rows):
    """Zalando's demands on a product, by name."""
    pack = packs()["zalando"]
    return {demand.id: view_verdict(views_of(rows), demand, pack.title) for demand in pack.views}


def test_a_packshot_first_and_a_model_view_fulfil_zalando():
    verdicts = outcomes(made_row(1, measures=WHITE), made_row(2, kind="model_face"))
    assert {name: verdict.outcome for name, verdict in verdicts.items()} == {"catalog_view": "pass",
                                                                          "compliant_views": "pass"}
    assert verdicts["catalog_view"].pack.startswith("Zalando") and "photos: 2 of 2." in verdicts["catalog_view"].reason


def test_a_model_view_may_be_the_catalog_view():
    verdicts = outcomes(made_row(1, kind="worn_no_face"), made_row(2, measures=CLOSE))
    assert {verdict.outcome for verdict in verdicts.values()} == {"pass"}


def test_without_packshot_and_model_the_catalog_view_is_missing():
    verdicts = outcomes(made_row(1, measures=ROOM), made_row(2, measures=ROOM))["catalog_view"]
    assert verdicts.outcome == "fail" and "photos: 0 of 2 (" in verdicts.reason and "on a model" in verdicts.reason


def test_a_catalog_view_that_does_not_come_first_fails():
    verdicts = outcomes(made_row(1, measures=ROOM), made_row(2, measures=WHITE))["catalog_view"]
    assert verdicts.outcome == "fail" and verdicts.reason.endswith("another comes first: product in its surroundings.")


def test_a_first_photo_without_an_analysis_is_named_as_such():
    verdicts = outcomes(failed_row(1), made_row(2, measures=WHITE))["catalog_view"]
    assert verdicts.outcome == "fail" and verdicts.reason.endswith("comes first: a photo that could not be analyzed.")


def test_a_number_of_ours_warns_and_says_so():
    verdicts = outcomes(made_row(1, measures=WHITE), made_row(2, picture_id=made_row(1).picture_id, measures=WHITE))
    assert verdicts["catalog_view"].outcome == "pass"
    assert verdicts["compliant_views"].outcome == "warn" and "our number" in verdicts["compliant_views"].reason


def test_failures_alone_give_no_verdict():
    assert {verdict.outcome for verdict in outcomes(failed_row(1)).values()} == {"unknown"}


def test_the_packs_say_where_their_demands_come_from_and_know_all_views():
    views = ViewDemand.model_fields["any_of"].annotation.__args__[0].__args__
    assert set(views) == set(VIEW_WORDS)
    zalando = packs()["zalando"]
    assert {demand.id for demand in zalando.views} == {"catalog_view", "compliant_views"}
    assert "zalando-image-guidelines" in zalando.note and zalando.checked >= date(2026, 11, 1)
    assert not any(pack.views for name, pack in packs().items() if name != "zalando")


@pytest.mark.parametrize("change", [{"any_of": ["front"]}, {"any_of": []}, {"at_least": 0}, {"color": "red"},
                                    {"id": "size"}])
def test_a_demand_that_makes_no_sense_says_where(tmp_path, change):
    rule = {"id": "size", "title": "Large", "measure": "longest", "compare": "at_least", "limit": 500,
            "severity": "must", "asks": "Large pictures."}
    demand = {"id": "views", "title": "Views", "any_of": ["packshot"], "asks": "A packshot."} | change
    pack = {"name": "ours", "title": "Our shop", "source": "https://shop.example", "checked": "2026-11-01",
            "rules": [rule], "views": [demand]}
    (tmp_path / "ours.json").write_text(json.dumps(pack), encoding="utf-8")
    with pytest.raises(SetupError, match="ours.json"):
        packs(tmp_path)
