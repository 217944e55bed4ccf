"""What the page does for a photo that comes part by part: an address for it, the earlier one, or a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.doors.resumable import Resumable
from core.errors import Misuse, NotFound
from core.settings import Settings
from core.site import Site
from pages.ui.resumable import begun, taken


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path, workers=1, max_bytes=1000)) as opened:
        yield opened


def test_a_known_upload_goes_on_and_others_begin(site: Site) -> None:
    first = begun(site, {"name": "a.jpg", "size": 10, "known": ""})["id"]
    assert begun(site, {"name": "a.jpg", "size": 10, "known": first}) == {"id": first}
    assert begun(site, {"name": "a.jpg", "size": 11, "known": first})["id"] != first, "another file of this name"
    assert begun(site, {"name": "a.jpg", "size": 10, "known": "0" * 32})["id"] != first, "it was deleted meanwhile"
    assert "at most 0.001 MB" in begun(site, {"name": "a.jpg", "size": 1001})["error"]
    assert "without folders" in begun(site, {"name": "../a.jpg", "size": 10})["error"]


def test_what_has_come_is_kept_like_any_upload(site: Site) -> None:
    uploads = site.part(Resumable)
    upload_id = begun(site, {"name": "a.jpg", "size": 4})["id"]
    with pytest.raises(Misuse, match="Only 0 of 4"):
        taken(site, upload_id)
    writer = uploads.write(upload_id, 0)
    writer.write(b"abcd")
    writer.end()
    source = taken(site, upload_id)
    assert (source.uri, source.path.name, source.failure) == ("a.jpg", hashlib.sha256(b"abcd").hexdigest(), None)
    with pytest.raises(NotFound):
        uploads.find(upload_id)
