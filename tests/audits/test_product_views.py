"""One product's pictures: the views it has, and those it misses."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from core import audits
from core.audits.product_views import view_name, views_of
from core.catalog.store import Store
from core.errors import NotFound
from core.nouns.fact import NOT_WORN, Fact
from core.nouns.product import Product
from core.settings import Settings
from core.words.labels import VIEW_WORDS
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import failed_row, made_row

WHITE = {"background": "plain", "near_white_share": 0.99, "touches": ()}
LAMP = Product("L1", "Lamp", "Home > Lamps", price=30.0, currency="EUR", true_label="home_decor")


@pytest.mark.parametrize(("kind", "measures", "view"), [
    ("model_face", WHITE, "on_model"), ("worn_no_face", {}, "worn"), ("product_only", WHITE, "packshot"),
    ("product_only", {}, "product"), ("product_only", {"background": "busy", "near_white_share": 0.1}, "setting"),
    ("product_only", {"background": "plain", "near_white_share": 0.0, "background_rgb": (120, 90, 200)}, "plain"),
    ("product_only", {"background": "plain", "near_white_share": 0.0, "background_rgb": (245, 245, 245)}, "packshot"),
    ("product_only", {**WHITE, "touches": ("left", "top", "right")}, "detail"),
    ("product_only", {**WHITE, "touches": ("left", "top"), "mask_share": 0.7}, "detail"),
    ("product_only", {**WHITE, "touches": ("left", "top"), "mask_share": 0.3}, "packshot"),
])
def test_a_view_follows_from_kind_and_measures(kind, measures, view):
    assert view_name(made_row(kind=kind, measures=measures)) == view


def test_what_is_in_a_hand_is_not_worn():
    row = replace(made_row(kind="worn_no_face"), facts=(Fact(*NOT_WORN),))
    assert view_name(row) == "setting"


def test_every_view_has_its_words():
    assert {view_name(made_row(kind=kind)) for kind in ("model_face", "worn_no_face", "product_only")} < set(VIEW_WORDS)
    assert view_name(failed_row()) == ""


def test_missing_views_depend_on_what_is_sold():
    shirt = views_of([made_row(1, measures=WHITE), made_row(2, kind="model_face")])
    assert shirt.missing == ("Detail",) and shirt.present == {"packshot": 1, "on_model": 1}
    lamp = views_of([made_row(1, "home_decor", product=LAMP, measures=WHITE)])
    assert lamp.missing == ("In a room, to judge size", "Detail")


@pytest.mark.parametrize(("count", "words"), [(1, "at least 3"), (3, "5 or more"), (5, "as many as")])
def test_how_many_pictures_a_product_needs(count, words):
    assert words in views_of([made_row(k) for k in range(1, count + 1)]).advice


def test_the_same_picture_twice_counts_once():
    views = views_of([made_row(1), made_row(2, picture_id=made_row(1).picture_id)])
    assert views.count == 1 and views.views[1].same_as == made_row(1).uri


def test_what_views_leave_open_is_said():
    assert "several pieces or a pack" in views_of([made_row(1)]).not_recognized


def test_nothing_and_nothing_but_failures():
    empty = views_of([])
    assert empty.hero is None and empty.count == 0 and empty.missing == ()
    failed = views_of([failed_row(1)])
    assert failed.hero is None and "at least 3" in failed.advice


def test_a_products_pictures_are_found_by_its_exact_sku(tmp_path: Path) -> None:
    store = Store(Settings(data_dir=tmp_path).database)
    site = SimpleNamespace(store=store)
    names = {"red": ("S1", {}), "white": ("S1", WHITE), "boot": ("S11", {}), "x" * 600: ("T2", {})}
    rows = [made_row(number, uri=f"https://shop.example/{name}.jpg", product=Product(sku=sku, title="Shoe"),
                     measures=measures) for number, (name, (sku, measures)) in enumerate(names.items(), 1)]
    job_id = finished_audit(store, rows)
    product = audits.views_of_product(site, job_id, "S1")
    assert (product.title, len(product.views), product.present) == ("Shoe", 2, {"packshot": 1, "product": 1})
    assert product.hero is not None and product.hero.row.uri.endswith("white.jpg")
    assert audits.views_of_product(site, job_id, "T2").count == 1, "also behind a long address"
    for sku in ("S", "", "%"):
        with pytest.raises(NotFound):
            audits.views_of_product(site, job_id, sku)
    store.close()
