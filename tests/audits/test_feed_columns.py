"""Previews of feeds: who may ask for which, and the same words for fields as an audit takes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import audits
from core.errors import Misuse, Refused
from core.settings import Settings
from core.site import Site

FEED = b"Nr,Foto\nS-1,https://cdn.example/1.jpg\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path / "data")) as opened:
        yield opened


def fields(preview: audits.FeedPreview) -> list[str]:
    return [column.field for column in preview.columns]


def test_files_are_for_visitors_of_this_machine(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes(FEED)
    assert fields(audits.preview_columns(site, str(path), {"sku": "Nr", "image": "Foto"})) == ["sku", "picture"]
    for source in (str(path), f"{site.settings.data_dir}/../feed.csv", "s3://bucket/feed.csv"):
        with pytest.raises(Refused, match="from other machines"):
            audits.preview_columns(site, source, local=False)


def test_uploads_are_for_everybody(site: Site) -> None:
    assert fields(audits.preview_upload(site, "feed.csv", io.BytesIO(FEED))) == ["", "picture"]
    with pytest.raises(Misuse, match="must be a file that ends in"):
        audits.preview_upload(site, "feed.exe", io.BytesIO(FEED))


@pytest.mark.parametrize(("head", "cells", "notes"), [
    ("id,image,price", "$9,$12", 1), ("id,image,price", "$9,C$12", 0), ("id,image,price", "$9 CAD,$12", 0),
    ("id,image,currency,price", "$9,$12", 0), ("id,image,price", "9 kr,12 kr", 1), ("id,image,price", "9 EUR,12 €", 0)])
def test_a_sign_of_several_currencies_is_said_where_nothing_settles_it(
        site: Site, tmp_path: Path, head: str, cells: str, notes: int) -> None:
    rows = [f"{n},https://cdn.example/{n}.jpg,{'NZD,' * ('currency' in head)}{cell}\n"
            for n, cell in enumerate(cells.split(","))]
    (tmp_path / "feed.csv").write_text("".join([f"{head}\n", *rows]), encoding="utf-8")
    found = audits.preview_columns(site, str(tmp_path / "feed.csv")).notes
    assert len(found) == notes and all("may also be" in note for note in found)


def test_the_source_of_an_earlier_audit(site: Site, tmp_path: Path) -> None:
    upload = site.keep_upload(io.BytesIO(FEED), ".csv")
    job_id = site.store.create_job(str(upload), "feed", {})
    assert fields(audits.preview_again(site, job_id, local=False)) == ["", "picture"]
    (tmp_path / "feed.csv").write_bytes(FEED)
    elsewhere = site.store.create_job(str(tmp_path / "feed.csv"), "feed", {})
    with pytest.raises(Refused):
        audits.preview_again(site, elsewhere, local=False)
