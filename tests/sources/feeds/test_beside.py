"""Pictures beside a feed are found by the paths of another machine, and nothing outside of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NotFound
from core.sources.feeds.beside import PicturesBeside

FILES = ("a.jpg", "images/b.jpg", "Images 2/c d.jpg", "media/catalog/product/w/b/wb04.jpg", "x/1.jpg", "y/1.jpg",
         "case/A.JPG", "case/a.jpg", ".hidden/h.jpg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.jpg").write_bytes(b"x")
    shop = tmp_path / "shop"
    for name in FILES:
        (shop / name).parent.mkdir(parents=True, exist_ok=True)
        (shop / name).write_bytes(b"x")
    (shop / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    return shop


@pytest.mark.parametrize(("written", "name"), [
    ("a.jpg", "a.jpg"), ("./a.jpg", "a.jpg"), ("A.JPG", "a.jpg"), ("images\\b.jpg", "images/b.jpg"),
    (".\\IMAGES\\B.jpg", "images/b.jpg"), ("Images%202/c%20d.jpg", "Images 2/c d.jpg"), ("b.jpg", "images/b.jpg"),
    ("/w/b/wb04.jpg", "media/catalog/product/w/b/wb04.jpg"), ("w/b/wb04.jpg", "media/catalog/product/w/b/wb04.jpg"),
    ("C:\\Users\\me\\shop\\images\\b.jpg", "images/b.jpg"), ("/srv/shop/a.jpg", "a.jpg"), ("case/A.JPG", "case/A.JPG"),
    ("x/1.jpg", "x/1.jpg"), ("/var/www/y/1.jpg", "y/1.jpg"),
])
def test_paths_of_other_machines(folder: Path, written: str, name: str) -> None:
    assert PicturesBeside(folder).find(written) == folder / name


@pytest.mark.parametrize("written", [
    "none.jpg", "../secret.jpg", "..\\secret.jpg", "images/../../secret.jpg", "link.jpg", "/etc/hostname", "1.jpg",
    "C:\\other\\1.jpg", "z/1.jpg", "h.jpg", "", ".", "x" * 5000, "a\0.jpg", "/z/wb04.jpg"])
def test_what_is_outside_or_not_clear_is_not_found(folder: Path, written: str) -> None:
    with pytest.raises(NotFound, match="contains no file"):
        PicturesBeside(folder).find(written)
