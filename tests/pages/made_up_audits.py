"""Audits for page tests: the real database and engine, made-up judgments instead of models."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.catalog import pictures
from core.catalog.store import Store
from core.errors import FetchFailed, NotAPicture
from core.jobs.board import Board, open_board
from core.jobs.kinds import PictureKind
from core.nouns.analysis import Analysis
from core.nouns.job import Job
from core.nouns.product import Candidate, Product
from core.nouns.verdict import Verdict
from core.settings import Settings
from pages.ui import state
from tests.made_up import made_up_analysis, made_up_measures
from tests.pages.made_up_site import open_site, picture

MEASURES = made_up_measures(background="busy", white_share=0.12, format="webp", hash="").to_dict()  # in a room
GOOD = Verdict("white_background", "Pure white background", "amazon", "pass", "100 %", "at least 95 %", "%", "It is.")


class Shop:
    """What the verbs of audits need of a site; sources are "shop", "empty" and "closed"."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder)
        self._parts: dict[Any, Any] = {}
        self.gate = threading.Event()  # the analysis waits for it
        self.gate.set()
        self.price = 20.0
        self.store = Store(self.settings.database)
        kind = PictureKind(self._listed, self._read, self._judge, lambda options: ("m", "1"), has_roles=True)
        self.audits = Board(self.store, lambda name: kind, threads=2)

    def _listed(self, job: Job) -> Iterator[Candidate]:
        if "closed" in job.source:
            raise FetchFailed("The shop does not answer.", "Try again later.", status=403)
        for number, (name, category, label) in enumerate(GOODS, 1):
            facts = Product(f"S{number}", name, category, price=self.price, currency="EUR", true_label=label)
            yield Candidate(f"https://shop.example/{number}.jpg", path=f"{name}", origin="feed row", product=facts)

    def _read(self, candidate: Candidate) -> tuple[str, str, str]:
        return hashlib.sha256(candidate.path.encode()).hexdigest(), candidate.path, ""

    def _judge(self, path: str, uri: str, options: dict[str, Any]) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
        assert self.gate.wait(60)
        if "broken" in path:
            raise NotAPicture("The file ends in the middle.", "Copy it again.")
        picture_id = hashlib.sha256(path.encode()).hexdigest()
        pictures.write(self.settings.data_dir, picture_id, ".jpg", picture())
        pictures.write(self.settings.data_dir, picture_id, ".json", json.dumps({"path": __file__}).encode())
        analysis = made_up_analysis(uri, "product_only", "negative" if "scarf" in path else "apparel")
        named = replace(analysis, picture_id=picture_id)
        small = {} if "shirt" in path else {"amazon.size": "fail"}
        return named, MEASURES, {"amazon": "fail", "amazon.white_background": "fail", **small}

    def part(self, open_part: Any) -> Any:
        if open_part is open_board:
            return self.audits
        return self._parts.setdefault(open_part, open_part(self))

    def run(self, task: str, *arguments: Any) -> Any:
        after = {"data": picture(), "notes": ("The background was made white.",), "size_wh": (64, 48), "after": [GOOD]}
        values = {"draw_evidence": picture(), "fix_picture": after}
        return values[task.rpartition(":")[2]]


GOODS = [("Linen shirt", "Clothes > Shirts", "apparel"), ("Gray scarf", "Clothes > Scarves", "apparel"),
         ("Oak lamp", "Home > Lamps", "home_decor"), ("broken mug", "Home > Mugs", "home_decor")]


def open_shop(patch: pytest.MonkeyPatch, folder: Path) -> Shop:
    """Put the shop behind the pages."""
    open_site(patch)
    shop = Shop(folder)
    patch.setattr(state, "open_site", lambda settings: shop)
    return shop


def finished(shop: Shop, source: str = "https://shop.example/feed.xml", rules: tuple[str, ...] = ("amazon",)) -> str:
    """The id of an audit that has ended."""
    job_id = shop.audits.start(source, "feed", {"rules": list(rules)})
    job = shop.audits.wait(job_id, 60)
    assert job.state in ("done", "failed"), job
    return job_id
