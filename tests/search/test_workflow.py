"""Pictures move through their states; who moved them, when and from where is kept."""

from __future__ import annotations

import pytest

from core import analyze, search
from core.catalog import pictures
from core.errors import Misuse, NotFound
from core.site import Site
from tests.search.made_up_catalog import picture_id


def test_a_picture_moves_and_every_step_is_kept(site: Site) -> None:
    chosen = [picture_id(1), picture_id(2), "f" * 64]
    assert search.set_state(site, chosen, "to_fix", author=" Ada ") == 2, "what is not in the catalog is passed over"
    assert search.set_state(site, chosen[:1], "to_fix") == 0, "it is there already"
    assert search.set_state(site, chosen[:1], "fixed") == 1
    steps = search.state_history(site, picture_id(1))
    assert [(step.before, step.value, step.author) for step in steps] == [
        ("to_fix", "fixed", ""), ("judged", "to_fix", "Ada")]
    assert search.search(site, "state:fixed").hits[0].state == "fixed"


def test_what_cannot_be_moved_is_said(site: Site) -> None:
    with pytest.raises(Misuse, match="found, judged, to_fix"):
        search.set_state(site, [picture_id(1)], "lost")
    with pytest.raises(Misuse, match="No picture is selected"):
        search.set_state(site, [], "live")


def test_pictures_are_judged_again_from_their_files(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    asked = []
    monkeypatch.setattr(analyze, "start", lambda site, sources, options: asked.extend([*sources, options]) or "job")
    with pytest.raises(NotFound, match="gone"):
        search.judge_again(site, [picture_id(1)])
    with pytest.raises(Misuse):
        search.judge_again(site, [])
    (tmp_path / "1.jpg").write_bytes(b"x")
    pictures.write(site.settings.data_dir, picture_id(1), pictures.NOTE,
                   f'{{"path": "{tmp_path / "1.jpg"}"}}'.encode())
    assert search.judge_again(site, [picture_id(1), picture_id(2)], ("colors",)) == "job"
    source, options = asked
    assert (source.uri, source.path.name, options.stages) == ("https://shop.example/1.jpg", "1.jpg", ("colors",))
