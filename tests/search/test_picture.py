"""One picture: its products and jobs, and the boxes of every stage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import corrections, search
from core.errors import NotFound
from core.nouns.fact import Fact
from core.site import Site
from tests.catalog.test_store import audit, candidate, judged
from tests.search.made_up_catalog import picture_id, shop


def test_where_a_picture_is_used(site: Site) -> None:
    later = shop(site, 3, "/srv/secret/folder/spring.csv")
    products, uses = search.uses(site, picture_id(2))
    assert [(product.sku, product.title, product.price) for product in products] == [("SKU-2", "Läufer 2", 9.5)]
    assert (uses[0].job_id, uses[0].source, uses[0].number, uses[0].kind) == (later, "spring.csv", 2, "audit")
    assert uses[1].source == "shop.example/feed.xml"
    assert search.uses(site, "f" * 64) == ([], [])


def test_boxes_of_every_stage_lie_on_one_picture(site: Site) -> None:
    measured = replace(judged(300), measures={"text": "found", "text_boxes": [[1, 2, 30, 12]], "text_read": ["Sale"],
                                              "watermark_boxes": [[5, 5, 9, 9]]})
    audit(site.store, "https://other.example/a", {candidate(300): measured})
    drawn = {overlay.name: overlay for overlay in search.overlays(site, picture_id(300))}
    assert drawn["faces"].boxes == ((60.0, 20.0, 100.0, 70.0),) and drawn["faces"].words == ("Face 0.98",)
    assert drawn["lettering"].words == ("Sale", "Watermark") and drawn["refused"].words[0].startswith("eyes and mouth")
    corrections.change_box(site, picture_id(300), "persons", was=(30, 10, 150, 290))
    assert {overlay.name: overlay for overlay in search.overlays(site, picture_id(300))}["persons"].boxes == ()
    with pytest.raises(NotFound):
        search.overlays(site, "f" * 64)


def test_boxes_of_any_stage_lie_on_it_while_their_facts_count(site: Site) -> None:
    def stored(*found: Fact, names: tuple[str, ...]) -> None:
        nonlocal run
        run += 1
        seen = replace(judged(301).analysis, facts=found, fact_names=names)
        audit(site.store, f"https://other.example/{run}", {candidate(301): replace(judged(301), analysis=seen)},
              version=f"v{run}")

    run = 0
    stored(Fact("object", "handbag", 0.9, "objects_1", (1, 2, 30, 40)),
           Fact("text", "SALE", 0.8, "text_1", (5, 6, 9, 8)), names=("object", "text"))
    stored(Fact("object", "cup", 0.7, "objects_2", (3, 3, 20, 20)), names=("object",))
    drawn = {overlay.name: overlay for overlay in search.overlays(site, picture_id(301))}
    assert (drawn["object"].words, drawn["object"].model) == (("Cup 0.70",), "objects_2")
    assert (drawn["text"].boxes, drawn["text"].words) == (((5, 6, 9, 8),), ("SALE 0.80",))
    assert drawn["faces"].model == judged(301).analysis.models["faces"]
    stored(names=("text",))
    assert "text" not in {overlay.name for overlay in search.overlays(site, picture_id(301))}, "read no more"
