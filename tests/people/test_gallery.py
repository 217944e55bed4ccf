"""People who agreed are found in the catalog; what a folder or a photo lacks is told, one by one."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from core import people
from core.errors import Misuse, NotFound
from core.site import Site
from tests.people.asked import CONSENT, found, grouped


def test_a_gallery_finds_its_people_in_the_catalog(site: Site, files: dict[str, Path], tmp_path: Path) -> None:
    for name, photo in (("Eileen", "cut"), ("Both", "two_men")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.png").write_bytes(files[photo].read_bytes())
    (tmp_path / "Cup").mkdir()
    (tmp_path / "Cup" / "cup.png").write_bytes(cv2.imencode(".png", cv2.imread(str(files["dark"]))[:60, :60])[1])
    (tmp_path / "Nobody").mkdir()
    grouped(site)
    brought = {one.name: one for one in people.bring_folder(site, tmp_path, CONSENT)}
    assert brought["Eileen"].faces == 1 and found(site, "people:Eileen") == 3
    assert [brought[name].failures[0].message for name in ("Both", "Cup", "Nobody")] == [
        "There is 2 faces on this photo; a photo of the gallery has one.",
        "There is no face on this photo; a photo of the gallery has one.", "There is no photo of this person."]
    assert [person.name for person in people.everybody(site)] == ["Eileen", "", ""]
    assert people.everybody(site)[0].consent == CONSENT
    with (files["two_men"]).open("rb") as content:
        assert people.bring_uploads(site, "Eileen", [("me.png", content)], CONSENT).failures
    with pytest.raises(Misuse, match="Put the photos of each person into a folder"):
        people.bring_folder(site, tmp_path / "Nobody", CONSENT)
    with pytest.raises(NotFound, match="no folder"):
        people.bring_folder(site, tmp_path / "nowhere", CONSENT)
