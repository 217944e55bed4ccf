"""Addresses are this site's own: any change, and another site's secret, are refused."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import unquote

import pytest

from core.crops.signing import address, check_signature
from core.errors import Refused, SetupError
from core.settings import Settings
from core.site import Site

ID, OPTIONS = "a" * 64, "$facePOI$,aspect=3:1,width=320"


def test_only_what_was_signed_passes(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path / "one")) as site, Site(Settings(data_dir=tmp_path / "two")) as other:
        _, door, mac, options, picture_id = address(site, OPTIONS, ID).split("/")
        assert (door, unquote(options), picture_id) == ("img", OPTIONS, ID) and len(mac) == 43
        check_signature(site, mac, OPTIONS, ID)
        for signature, text, picture in ((mac, OPTIONS + "0", ID), (mac, OPTIONS, "b" * 64), (mac[:-1], OPTIONS, ID),
                                         ("", OPTIONS, ID), ("ü", OPTIONS, ID)):
            with pytest.raises(Refused, match="signature"):
                check_signature(site, signature, text, picture)
        with pytest.raises(Refused):
            check_signature(other, mac, OPTIONS, ID)


def test_the_secret_stays(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        first = address(site, OPTIONS, ID)
    assert stat.S_IMODE((tmp_path / "crops" / "secret").stat().st_mode) == 0o600
    with Site(Settings(data_dir=tmp_path)) as site:
        assert address(site, OPTIONS, ID) == first
    (tmp_path / "crops" / "secret").write_text("cut")
    with Site(Settings(data_dir=tmp_path)) as site, pytest.raises(SetupError, match="damaged"):
        address(site, OPTIONS, ID)
