"""The noun is plain JSON, intervals and all."""

from __future__ import annotations

import json

from tests.words.test_tag_evaluation import FOUND


def test_it_is_ready_for_json() -> None:
    plain = json.loads(json.dumps(FOUND.to_dict()))
    assert plain["measures"]["tags"][0]["precision"]["count"] == 6 and plain["failures"] == [["a.jpg", "It is gone."]]
    assert plain["measures"]["confusion"][1] == {"true": "boot", "said": "sandal", "photos": 2}
