"""Tags of a site's own: learned from examples, used by the next photo, removed; what is wrong is a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from core import tags
from core.analyze import check_offered, offered_stages
from core.errors import Misuse, NotFound
from core.models import store
from core.nouns.failure import Failure
from core.nouns.source import Source
from core.settings import Settings
from core.site import Site
from core.tags import own
from core.tags.prototype import Prototype
from core.vision.own_tags.directions import read_own_tags

EXAMPLES = [Source(f"{number}.jpg", path=Path(f"/p/{number}.jpg")) for number in range(6)]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A worker that learns a direction of ones from whatever it is given."""
    def submit(pool, task, places, others, **how) -> Future:
        answer: Future = Future()
        answer.set_result((Prototype(np.ones(8, np.float32), -1.0, len(places), len(places) - 1, 0.01), []))
        return answer

    monkeypatch.setattr("core.processes.pool.Pool.submit", submit)
    monkeypatch.setattr(own, "_others", lambda site, model: np.zeros((0, 8), np.float32))
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def test_a_tag_is_learned_used_and_removed(site: Site) -> None:
    assert tags.own_tags(site) == [] and "own_tags" not in tags.options(site).stages
    assert "own_tags" not in offered_stages(site)
    with pytest.raises(Misuse, match="no tags of its own"):
        check_offered(site, ("own_tags",))
    learned = tags.add_own_tag(site, "  cargo   pants ", EXAMPLES, "Bottomwear")
    assert (learned.name, learned.parent, learned.examples, learned.found) == ("cargo pants", "bottomwear", 6, 5)
    assert "own_tags" in tags.options(site).stages and "own_tags" in offered_stages(site)
    assert tags.taxonomy_of(site).path("cargo pants") == ("fashion", "bottomwear", "cargo pants")
    assert tags.known("tag", "Cargo Pants", tags.taxonomy_of(site)) == "cargo pants"
    tags.add_own_tag(site, "poncho", EXAMPLES)
    entry = store.entry(site.settings.data_dir / "models", "own_tags")
    assert read_own_tags(entry.path).names == ("cargo pants", "poncho") and "poncho" in entry.card.read_text("utf-8")
    tags.remove_own_tag(site, "cargo pants")
    assert [tag.name for tag in tags.own_tags(site)] == ["poncho"]
    tags.remove_own_tag(site, "poncho")
    assert tags.own_tags(site) == [] and tags.options(site).stages == ("tags", "colors")
    with pytest.raises(NotFound, match="no tag 'poncho' of its own"):
        tags.remove_own_tag(site, "poncho")


@pytest.mark.parametrize(("name", "parent", "words"), [
    ("", "", "1 to 60 letters"), ("x" * 61, "", "1 to 60 letters"), ("Trainer", "", "knows the tag 'sneaker' already"),
    ("poncho", "unicorns", "no tag 'unicorns' for the new one to stand below")])
def test_names_and_parents_are_checked(site: Site, name: str, parent: str, words: str) -> None:
    with pytest.raises(Misuse, match=words):
        tags.add_own_tag(site, name, EXAMPLES, parent)
    assert tags.own_tags(site) == []


def test_what_cannot_be_learned_names_what_was_left_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    answer: Future = Future()
    answer.set_result(("A tag is learned from 5 to 100 photos that show it; these are 1.", []))
    monkeypatch.setattr("core.processes.pool.Pool.submit", lambda pool, task, *given, **how: answer)
    broken = Source("b.txt", failure=Failure("b.txt", "NotAPicture", "This is no photo.", "Send a photo."))
    with pytest.raises(Misuse, match="these are 1. 1 were left out, the first one b.txt: This is no photo."):
        tags.add_own_tag(site, "poncho", [EXAMPLES[0], broken])
    with pytest.raises(Misuse, match="these are 101"):
        tags.add_own_tag(site, "poncho", [EXAMPLES[0]] * 101)


def test_an_empty_catalog_has_no_other_photos(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        assert own._others(site, store.entry(site.settings.models_dir, "tags")).shape == (0, 0)
