"""A picture's bytes come out of its data URI as they went in."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

from core.words.data_uri import jpeg_uri


def test_the_bytes_come_back_as_jpeg(photos: dict[str, Path]) -> None:
    data = photos["rocket"].read_bytes()
    with urlopen(jpeg_uri(data)) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg" and answer.read() == data
