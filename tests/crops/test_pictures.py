"""The subject of a picture: measured once, corrected by people, and a point of their own that is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import corrections, crops
from core.crops.pictures import file_of, own_poi, set_poi, subject
from core.errors import Misuse, NotFound
from tests.crops.small_site import FACE, PERSON, PRODUCT, Photos, small_site


def test_faces_persons_and_what_stands_out(photos_site: Photos) -> None:
    site = photos_site.site
    portrait = subject(site, photos_site.portrait)
    assert portrait.faces == (FACE,) and portrait.product == PERSON and portrait.own is None
    packshot = subject(site, photos_site.packshot)
    assert packshot.faces == () and packshot.product == pytest.approx(PRODUCT, abs=4)


def test_what_was_measured_is_kept(tmp_path: Path) -> None:
    with small_site(tmp_path) as photos:
        first = subject(photos.site, photos.packshot)
        file_of(photos.site, photos.packshot).write_bytes(b"")
        assert subject(photos.site, photos.packshot) == first
        (photos.site.settings.data_dir / "crops" / "measured" / f"{photos.packshot}.json").write_text("{")
        with pytest.raises(Exception, match="empty"):
            subject(photos.site, photos.packshot)


def test_people_correct_and_mark(tmp_path: Path) -> None:
    with small_site(tmp_path) as photos:
        site, portrait = photos.site, photos.portrait
        corrections.change_box(site, portrait, "faces", was=FACE)
        assert subject(site, portrait).faces == ()
        history = set_poi(site, portrait, "0.25:0.5", author="Ada")
        assert [(item.value, item.before, item.author) for item in history] == [("0.25:0.5", "model", "Ada")]
        assert own_poi(site, portrait) == (0.25, 0.5, 0.25, 0.5)
        assert subject(site, portrait).own == (200, 600, 200, 600)
        assert crops.crop_picture(site, portrait, crops.read_request(site, "aspect=1:1")).holds == "own"
        assert subject(site, portrait, (0, 0, 1, 1)).own == (0, 0, 800, 1200), "an address's own wins"
        assert len(set_poi(site, portrait, "0.25:0.5")) == 1, "said already"
        set_poi(site, portrait, "model")
        assert own_poi(site, portrait) is None and corrections.history(site, portrait)[0].name == "faces"
        for value in ("", "2:2", "middle"):
            with pytest.raises(Misuse):
                set_poi(site, portrait, value)


def test_unknown_pictures(photos_site: Photos) -> None:
    for ask in (subject, file_of, lambda site, picture_id: set_poi(site, picture_id, "0:0")):
        with pytest.raises(NotFound):
            ask(photos_site.site, "f" * 64)
