"""Each condition leaves exactly the pictures that meet it; facets count them; what changes is found at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import search
from core.errors import Misuse
from core.search.engine import Engine
from core.site import Site
from tests.search.made_up_catalog import COLORS, catalog, numbers, picture_id, shop

EVERYTHING = range(1, 25)
QUERIES: dict[str, Callable[[int], bool]] = {
    "": lambda n: True,
    "color:red": lambda n: n % 3 == 0,
    "COLOR:Red": lambda n: n % 3 == 0,
    "color:red,blue": lambda n: n % 3 != 2,
    "color:red object:handbag": lambda n: n % 12 == 0,
    "-object:any": lambda n: n % 4 != 0,
    "-text:any": lambda n: n % 5 != 0,
    'text:"summer sale"': lambda n: n % 5 == 0,
    '"summer sale" color:blue': lambda n: n % 5 == 0 and n % 3 == 1,
    "-sale": lambda n: n % 5 != 0,
    "läufer SKU": lambda n: True,
    "type:worn_no_face": lambda n: n % 3 == 1,
    'type:"Worn, no face"': lambda n: n % 3 == 1,
    "kind:worn-no-face": lambda n: n % 3 == 1,
    "label:apparel verdict:shoppable": lambda n: n % 2 == 1,
    "score>0.01": lambda n: n > 10,
    "score>=0.01 score<0.02": lambda n: 10 <= n < 20,
    "color:red>0.3": lambda n: n % 3 == 0 and 0.2 + n / 100 > 0.3001,
    "faces>0": lambda n: n % 3 == 0,
    "persons:0": lambda n: n % 3 == 2,
    "width:200 height>=300": lambda n: True,
    "width>200": lambda n: False,
    "amazon:fail": lambda n: n % 5 == 0,
    "broken:no_text": lambda n: n % 5 == 0,
    "category:bags sku:SKU-7": lambda n: n == 7,
    "source:shop.example": lambda n: True,
    "state:judged": lambda n: True,
    "state:live": lambda n: False,
    "color:teal": lambda n: False,
    "scene:beach date>2020-01-01": lambda n: False,
    "date:any date<2020": lambda n: False,
}


@pytest.mark.parametrize("query", [query for query in QUERIES if not query.startswith("scene")])
def test_each_condition_leaves_the_pictures_that_meet_it(shared_site: Site, query: str) -> None:
    expected = [n for n in EVERYTHING if QUERIES[query](n)]
    found = search.search(shared_site, query, limit=100)
    assert (sorted(numbers([hit.picture_id for hit in found.hits])), found.total) == (expected, len(expected))
    assert sorted(numbers(search.picture_ids(shared_site, query))) == expected


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory):
    with catalog(tmp_path_factory.mktemp("catalog")) as opened:
        yield opened


def test_both_databases_find_the_same(database_url: str, tmp_path: Path) -> None:
    with catalog(tmp_path / "data", database_url) as site:
        for query, expected in QUERIES.items():
            if not query.startswith("scene"):
                assert search.search(site, query, facets=False).total == sum(map(expected, EVERYTHING)), query
        job_id = next(iter(next(facet for facet in search.search(site).facets if facet.field == "job").counts))
        assert search.search(site, f"job:{job_id[:6]}").total == 24
        today = f"{datetime.now(UTC):%Y-%m-%d}"
        assert search.search(site, f"date:{today}").total == search.search(site, f"date>={today[:7]}").total == 24
        assert search.set_state(site, [picture_id(1)], "to_fix") == 1
        assert search.search(site, "state:to_fix").total == 1 and search.search(site, "state:judged").total == 23


def test_facets_count_exactly_under_the_query(shared_site: Site) -> None:
    facets = {facet.field: facet for facet in search.search(shared_site, "object:handbag").facets}
    bags = [n for n in EVERYTHING if n % 4 == 0]
    assert facets["color"].counts == Counter(COLORS[n % 3] for n in bags)
    assert facets["category"].counts == {"shoes": 6} and facets["state"].counts == {"judged": 6}
    assert facets["object"].counts == {"handbag": 6} and list(facets)[:2] == ["type", "label"]
    assert not {"faces", "text", "sku"} & set(facets), "counts and words are no list to choose from"


def test_the_facet_of_a_chosen_value_shows_what_the_others_would_give(shared_site: Site) -> None:
    facets = {facet.field: facet.counts for facet in search.search(shared_site, "color:red category:bags").facets}
    bags = [n for n in EVERYTHING if n % 2]
    assert facets["color"] == Counter(COLORS[n % 3] for n in bags)
    assert facets["type"] == {"model_face": 4}, "the other facets are under all of the query"


def test_pages_and_orders(shared_site: Site) -> None:
    everything = numbers(search.picture_ids(shared_site, sort="-score"))
    assert everything == list(EVERYTHING)[::-1]
    page = search.search(shared_site, "color:red", sort="score", offset=2, limit=3)
    assert numbers([hit.picture_id for hit in page.hits]) == [9, 12, 15] and page.total == 8
    by_red = numbers(search.picture_ids(shared_site, sort="-color:red"))
    assert by_red[:8] == [24, 21, 18, 15, 12, 9, 6, 3] and len(by_red) == 24, "those without it come last"
    assert search.search(shared_site, offset=500).hits == ()
    with pytest.raises(Misuse, match="sorted"):
        search.search(shared_site, sort="-beauty")
    assert "color" in search.sortable(shared_site) and "sku" not in search.sortable(shared_site)


def test_a_hit_says_what_is_known_of_it(shared_site: Site) -> None:
    hit = search.search(shared_site, "sku:SKU-20").hits[0]
    assert (hit.name, hit.uri, hit.state) == ("20.jpg", "https://shop.example/20.jpg", "judged")
    assert (hit.value("color"), hit.value("object"), hit.value("amazon")) == ("green", "handbag", "fail")
    assert round(hit.score("verdict"), 3) == 0.02 and hit.to_dict()["facts"][0].keys() == {
        "name", "value", "score", "model"}


def test_fields_and_values_that_are_not_there_are_said(shared_site: Site) -> None:
    with pytest.raises(search.QueryError, match="no field 'colr'") as caught:
        search.search(shared_site, "sale colr:red")
    assert "Did you mean color?" in caught.value.hint and caught.value.start == 5
    found = search.search(shared_site, "label:aparel")
    assert found.total == 0 and found.notes == ("No picture has label:aparel. Did you mean label:apparel?",)
    assert search.search(shared_site, "person:yes").notes == ()
    with pytest.raises(search.QueryError, match="takes a number"):
        search.search(shared_site, "score:high")
    with pytest.raises(search.QueryError, match="a date is a day"):
        search.search(shared_site, "date:soon")


def test_a_query_is_suggested_to_its_end(shared_site: Site) -> None:
    assert search.suggestions(shared_site, "person:yes col") == ["person:yes color:"]
    assert set(search.suggestions(shared_site, "-color:")) == {"-color:red", "-color:blue", "-color:green"}
    assert search.suggestions(shared_site, "color:red,bl") == ["color:red,blue"]
    assert search.suggestions(shared_site, "lable") == ["label:"] and "type:" in search.suggestions(shared_site, "")


def test_what_is_judged_later_is_found_without_opening_anew(site: Site) -> None:
    assert search.search(site, "object:hat").total == 0 and search.search(site).everything == 24
    before = site.part(Engine).now()
    assert site.part(Engine).now() is before, "nothing changed, nothing is read"
    shop(site, 30, "https://other.example/list.xml")
    found = search.search(site, "source:other.example color:red", limit=50)
    assert (found.total, found.everything) == (10, 30)
    assert search.search(site, "source:shop.example").total == 24 and search.search(site, "sale").total == 6
    for number in (3, 6):
        search.set_state(site, [picture_id(number)], "live", author="Ada")
    assert sorted(numbers(search.picture_ids(site, "state:live color:red"))) == [3, 6]
    assert len(before) == 24, "a search that runs sees one state"


def test_a_catalog_without_pictures_has_nothing_and_says_so(tmp_path: Path) -> None:
    with catalog(tmp_path / "data", count=0) as site:
        found = search.search(site, "color:red sale score>0.5")
        assert (found.total, found.everything, found.hits) == (0, 0, ()) and found.notes
        assert search.search(site, sort="score").facets == ()


def test_a_value_is_added_to_a_query_and_taken_away() -> None:
    query = ""
    for value in ("red", "dark blue"):
        query = search.with_value(query, "color", value)
    assert query == 'color:red,"dark blue"'
    assert search.with_value(f"-color:green {query} sale", "color", "red") == '-color:green color:"dark blue" sale'
    assert search.with_value("kind:product_only", "type", "product_only") == ""


def test_a_sample_is_the_same_while_the_catalog_is(site: Site) -> None:
    ids, everything = search.sample(site, 5)
    assert everything == 24 and len(set(ids)) == 5 and search.sample(site, 5)[0] == ids
    assert len(search.sample(site, 99)[0]) == 24
