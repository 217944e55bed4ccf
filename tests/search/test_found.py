"""What a search gives goes to JSON and back to the eye."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from core.nouns.fact import Fact
from core.search.found import Facet, Found, Hit


def test_a_result_is_plain_json() -> None:
    hit = Hit("a" * 64, "x.jpg", "https://shop.example/x.jpg", 20, 30, datetime(2026, 1, 2, tzinfo=UTC), "live",
              (Fact("color", "red", 0.61234, "c"), Fact("color", "blue", 0.2)))
    assert (hit.value("color"), hit.value("hem"), hit.score("hem")) == ("red", "", 0.0)
    plain = json.loads(json.dumps(Found("color:red", 1, 2, (hit,), (Facet("color", {"red": 1}, 3),), ("n",)).to_dict()))
    assert plain["hits"][0]["seen"] == "2026-01-02T00:00:00+00:00"
    assert plain["hits"][0]["facts"][0] == {"name": "color", "value": "red", "score": 0.6123, "model": "c"}
    assert plain["facets"] == [{"field": "color", "counts": {"red": 1}, "values": 3}] and plain["everything"] == 2
