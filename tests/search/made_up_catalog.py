"""A catalog with a shop of made-up pictures, in a data folder of its own: no model and no worker process."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PIL import Image

from core.catalog import pictures
from core.nouns.fact import Fact
from core.settings import read_settings
from core.site import Site
from tests.catalog.test_store import audit, candidate, judged

COLORS = ("red", "blue", "green")


def picture_id(number: int) -> str:
    return f"{number:x}".rjust(64, "0")


def numbers(ids: list[str] | tuple[str, ...]) -> list[int]:
    return [int(name, 16) for name in ids]


def shop(site: Site, count: int = 24, source: str = "https://shop.example/feed.xml") -> str:
    """Pictures 1 to `count`: type by number % 3, odd ones shoppable, a color by number % 3, a handbag on each fourth,
    lettering on each fifth; score number / 1000."""
    outcomes = {}
    for number in range(1, count + 1):
        result = judged(number)
        found = [Fact("color", COLORS[number % 3], 0.2 + number / 100, "colors_1")]
        found += [Fact("object", "handbag", 0.9, "objects_1")] if number % 4 == 0 else []
        outcomes[candidate(number, "bags" if number % 2 else "shoes")] = replace(
            result, analysis=replace(result.analysis, facts=tuple(found), fact_names=("color", "object")),
            measures={"text": "found", "text_read": ["Summer sale"]} if number % 5 == 0 else {"text": "none"},
            verdicts={"amazon": "fail", "amazon.no_text": "fail"} if number % 5 == 0 else {"amazon": "pass"})
    job_id = audit(site.store, source, outcomes)
    data = io.BytesIO()
    Image.new("RGB", (32, 24), "white").save(data, "JPEG")
    for number in range(1, count + 1):
        pictures.write(site.settings.data_dir, picture_id(number), pictures.THUMBNAIL, data.getvalue())
        pictures.write(site.settings.data_dir, picture_id(number), pictures.PREVIEW, data.getvalue())
    return job_id


@contextmanager
def catalog(folder: Path, database_url: str = "", count: int = 24) -> Iterator[Site]:
    """A site with the shop in it."""
    with Site(read_settings(data_dir=folder, database_url=database_url)) as site:
        shop(site, count)
        yield site
