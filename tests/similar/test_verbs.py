"""What is asked of the index in vain is told in a sentence: none yet, another model, a lost picture, a wrong region."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core import similar
from core.catalog import pictures
from core.errors import MerchlensError, Misuse, NotFound
from core.settings import Settings
from core.similar import verbs
from core.similar.index import NO_PAIRS, write_pairs
from core.similar.work import intent_model, vector_name
from core.site import Site
from tests.similar.made_up_index import made_up_index, names

IDS = names(6)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        for name in IDS:
            pictures.write(tmp_path, name, pictures.PREVIEW, b"a preview")
        yield opened


def index_of(site: Site, model: str = "") -> Path:
    vectors = np.eye(6, 8) + 0.5
    return made_up_index(site.settings.data_dir, vectors, model or vector_name(intent_model(site.settings))).folder


def test_without_an_index_or_with_another_models_it_says_what_to_do(site: Site) -> None:
    with pytest.raises(NotFound, match="no index of pictures yet. Make it: on"):
        similar.like_picture(site, IDS[0])
    with pytest.raises(NotFound, match="no analyzed photo"):
        similar.start_index(site)
    index_of(site, "shopping_intent_0 features 00")
    with pytest.raises(Misuse, match="made by shopping_intent_0.*Make it again"):
        similar.like_picture(site, IDS[0])
    assert not similar.index_state(site).is_current and similar.index_state(site).indexed == 6


@pytest.mark.parametrize(("changes", "says"), [
    ({"box": (0.5, 0.1, 0.2, 0.9)}, "A region is"), ({"box": (0, 0, 1)}, "A region is"), ({"limit": 0}, "From 1 to"),
    ({"limit": 201}, "From 1 to"), ({"cut_off": 1.5}, "from -1 to 1"), ({"cut_off": float("nan")}, "from -1 to 1")])
def test_values_out_of_range_are_told(site: Site, changes: dict, says: str) -> None:
    index_of(site)
    with pytest.raises(Misuse, match=says):
        similar.like_picture(site, IDS[0], **changes)


def test_a_picture_that_is_gone_is_told(site: Site) -> None:
    index_of(site)
    with pytest.raises(NotFound, match="not known here"):
        similar.like_picture(site, "f" * 64)


def test_hits_end_at_the_cut_off_and_never_hold_the_picture_itself(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    index_of(site)
    monkeypatch.setattr(site, "run", lambda task, *rest: [(IDS[1], 0.9), (IDS[2], 0.5), (IDS[3], 0.1)])
    likeness = similar.like_picture(site, IDS[0], limit=5, cut_off=0.4)
    assert [hit.picture_id for hit in likeness.hits] == [IDS[1], IDS[2]]
    assert likeness.best_refused == 0.1 and likeness.indexed == 6
    assert similar.like_picture(site, IDS[0]).cut_off == similar.CUT_OFF_SMALL, "few pictures are not whitened"
    assert not similar.like_picture(site, IDS[0], cut_off=0.95).hits, "nothing found is an answer"
    assert len(similar.like_picture(site, IDS[0], limit=1, cut_off=0.0).hits) == 1


def test_not_a_duplicate_is_remembered_when_the_index_is_made_anew(site: Site) -> None:
    for _ in range(2):
        write_pairs(index_of(site), np.array([(0, 1, 0.9, 0), (2, 3, 0.8, 4)], NO_PAIRS.dtype))
        found = [(pair.first, pair.second) for pair in similar.duplicates(site)]
        assert found[0 if len(found) == 2 else -1] in ((IDS[0], IDS[1]), (IDS[2], IDS[3]))
        similar.not_duplicate(site, IDS[1], IDS[0], author="Ann")
        assert [(pair.first, pair.second) for pair in similar.duplicates(site)] == [(IDS[2], IDS[3])]
    assert verbs._different(site) == {(IDS[0], IDS[1])}
    for pair in ((IDS[0], IDS[0]), (IDS[0], "f" * 64)):
        with pytest.raises(MerchlensError):
            similar.not_duplicate(site, *pair)
