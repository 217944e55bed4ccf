"""Visitors of other machines read names of files and no folders of the server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.nouns.audit_row import AuditRow
from core.nouns.product import Product
from core.words.server_paths import without_paths

DATA = Path("/var/lens/.merchlens")


@pytest.mark.parametrize(("source", "text", "wanted"), [
    ("/srv/shop/photos", "/srv/shop/photos", "photos"),
    ("/srv/shop/photos", "/srv/shop/photos/sub/a.jpg", "photos/sub/a.jpg"),
    ("/srv/shop/photos", "This user may not read /srv/shop/photos/a.jpg.", "This user may not read photos/a.jpg."),
    ("/srv/shop/feed.csv", "/srv/shop/images/a.jpg", "images/a.jpg"),
    ("/photos", "/photos/a.jpg", "photos/a.jpg"),
    ("/", "/a.jpg", "/a.jpg"),
    (f"{DATA}/uploads/0f/upload.zip", f"{DATA}/uploads/0f/upload.zip", "upload.zip"),
    ("https://shop.example/", f"{DATA}/inbox/0f", "inbox/0f"),
    ("https://shop.example/feed.csv", "https://shop.example/srv/a.jpg", "https://shop.example/srv/a.jpg"),
    ("a.jpg\nb.jpg", "/x/a.jpg", "/x/a.jpg"),
])
def test_a_path_becomes_a_name_and_an_address_stays(source: str, text: str, wanted: str) -> None:
    assert without_paths(text, source, DATA) == wanted


def test_values_keep_their_types_and_everything_else() -> None:
    row = AuditRow(1, "/srv/photos/a.jpg", "folder", Product(title="A"), message="No /srv/photos/a.jpg.")
    hidden = without_paths(row, "/srv/photos", DATA)
    assert (hidden.uri, hidden.message) == ("photos/a.jpg", "No photos/a.jpg.")
    assert replace(hidden, uri=row.uri, message=row.message) == row
    assert without_paths({"a": [("/srv/photos/x", 1, None, 2.5)]}, "/srv/photos", DATA) == {
        "a": [("photos/x", 1, None, 2.5)]}
