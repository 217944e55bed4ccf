"""How fast a large audit answers what its page asks, and how long its report takes. A part of `benchmarks.jobs`."""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, select

from core.audits import read_report
from core.catalog.item_texts import enter_items
from core.catalog.store import RowFilter, Store
from core.catalog.tables import jobs, results
from core.catalog.tallies import tally, tally_facts
from core.nouns.analysis import KINDS, Analysis, Decision
from core.nouns.detections import Detections
from core.nouns.intent import INTENT_LABELS, Classification, Intent
from core.nouns.measures import Measures
from core.settings import read_settings
from core.site import Site

TRIES = 60
OWN_RESULTS = 100_000  # of more pictures some have the same bytes: a million results need 3 GB
PAGE, CHANGES = 25, 501  # as the page asks for
RARE = 50_000  # one of so many products is an amphora
TEXTS = {"a rare word": "amphora", "a common word": "running", "a word of all rows": "shop", "two letters": "oo",
         "a letter": "x", "a phrase": "red boot for", "a phrase that is nowhere": "boot for walking"}
ERRORS = ("FetchFailed", "NotFound", "NotAPicture")
RULES = {"amazon": 1, "amazon.white_background": 1, "amazon.fill": 4, "google": 11, "google.no_text": 13,
         "ebay.size": 997}  # rule -> every how many-th picture breaks it


def rows(url: str, count: int, threads: int, folder: Path) -> dict[str, float]:
    """Milliseconds of each question of the page: 95th percentile and worst of `TRIES`, wall and processor time."""
    store = Store(url)
    job_id = filled(store, count)
    found: dict[str, float] = {}
    for name, ask in questions(store, job_id, count).items():
        walls, works = [], []
        for _ in range(TRIES):
            wall, work = time.perf_counter(), time.process_time()
            ask()
            walls.append(1000 * (time.perf_counter() - wall))
            works.append(1000 * (time.process_time() - work))
        found |= {f"{name}: p95 ms": _p95(walls), f"{name}: worst ms": max(walls), f"{name}: p95 cpu ms": _p95(works)}
    found["slowest p95 ms"] = max(value for name, value in found.items() if name.endswith(": p95 ms"))
    return found


def report(url: str, count: int, threads: int, folder: Path) -> dict[str, float]:
    """Seconds until an audit's report stands: made for the first time, opened after a restart, and looked at again."""
    settings = read_settings(data_dir=folder / "data", database_url=url, workers=1)
    told: list[int] = []
    found: dict[str, float] = {}
    with Site(settings) as site:
        job_id = filled(site.store, count)
        found |= _timed("first making", lambda: read_report(site, job_id, told.append))
    with Site(settings) as site:
        found |= _timed("after a restart", lambda: read_report(site, job_id))
        found |= _timed("again", lambda: read_report(site, job_id))
    return found | {"progress was told times": len(told)}


def _timed(name: str, work: Callable[[], Any]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {f"{name}: seconds": time.perf_counter() - wall, f"{name}: cpu seconds": time.process_time() - cpu}


def questions(store: Store, job_id: str, count: int) -> dict[str, Callable[[], Any]]:
    """What the page Audits asks of a job that `filled` made, by name."""
    def page(offset: int = 0, order: str = "number", **wishes: Any) -> Callable[[], Any]:
        where = RowFilter(**wishes)
        return lambda: list(store.rows(job_id, where=where, order=order, offset=offset, limit=PAGE))

    def number(**wishes: Any) -> Callable[[], Any]:
        return lambda: store.count(job_id, RowFilter(**wishes))

    def last(**wishes: Any) -> Callable[[], Any]:
        return page(offset=max(0, store.count(job_id, RowFilter(**wishes)) - PAGE), **wishes)

    def middle(**wishes: Any) -> Callable[[], Any]:
        return page(offset=store.count(job_id, RowFilter(**wishes)) // 2, **wishes)

    kind, rule, most = {"kind": "worn_no_face"}, {"broken": "amazon.fill"}, {"broken": "amazon.white_background"}
    return {
        "first page": page(), "middle page": middle(), "last page": last(), "newest": page(order="-number"),
        "least shoppable": page(order="score"), "most shoppable": page(order="-score"),
        "filter kind": page(**kind), "middle page of kind": middle(**kind),
        "last page of kind": last(**kind), "filter label": page(top_label="apparel"),
        "filter kind and label": page(kind="model_face", top_label="home_decor"),
        "filter kind and category": page(kind="worn_no_face", category="category 3"),
        "filter shoppable": page(shoppable=False), "filter error": page(error="NotFound"),
        "all failures": page(error="any"), "last page of failures": last(error="any"),
        "filter category": page(category="category 3"), "last page of category": last(category="category 3"),
        "filter broken rule": page(**rule), "last page of broken rule": last(**rule),
        "broken rule, least shoppable": page(order="score", **rule), "filter broken pack": page(broken="amazon"),
        "filter broken rule and kind": page(**rule, **kind),
        "filter broken rule and category": page(**rule, category="category 3"),
        "filter rare rule and rare category": page(broken="ebay.size", category="category 96"),
        "filter text": lambda: page(text=f"sku-{random.randrange(count)}")(),
        "text that is nowhere": page(text="zebra"),
        "filter text and kind": page(text="sku-77", **kind), "filter text and rule": page(text="sku-77", **rule),
        **{f"filter {name}": page(text=text) for name, text in TEXTS.items()},
        **{f"count of {name}": number(text=text) for name, text in TEXTS.items()},
        "middle page of a common word": middle(text="running"), "middle page of most broken rule": middle(**most),
        "count": number(), "count of kind": number(**kind), "count of kind and verdict": number(
            kind="model_face", shoppable=True), "count of broken rule": number(**rule),
        "count of broken rule and kind": number(**rule, **kind),
        "count of text and broken rule": number(text="sku-77", **rule), "count of most broken rule and kind": number(
            **most, **kind), "last page of most broken rule and kind": last(**most, **kind),
        "middle page of most broken rule and kind": middle(**most, **kind),
        "count of broken rule and category": number(**rule, category="category 3"),
        "count of text": number(text="sku-77"), "count of text and kind": number(text="sku-77", **kind),
        "counts of all filters": lambda: store.counts(job_id), "state of the audit": lambda: store.job(job_id),
        "one product": lambda: list(store.rows(job_id, where=RowFilter(text=f"sku-{count // 2}"))),
        "first changes since the last audit": lambda: list(islice(store.compare(job_id, ""), CHANGES)),
    }


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def filled(store: Store, count: int) -> str:
    """A finished audit of so many rows, written as audits write them but many at a time; returns its id."""
    job_id = store.create_job(f"rows {time.time()}", "list", {})
    own = min(count, OWN_RESULTS)
    for start in range(0, own, 10_000):
        with store.writing() as connection:
            connection.execute(results.insert(), [_result(job_id, place)
                                                  for place in range(start, min(start + 10_000, own))])
    with store.reading() as connection:
        first = int(connection.execute(select(func.min(results.c.result_id))
                                       .where(results.c.measures_version == job_id)).scalar_one())
    for start in range(1, count + 1, 10_000):
        made = [_row(job_id, number, first) for number in range(start, min(start + 10_000, count + 1))]
        with store.writing() as connection:
            enter_items(connection, made)
            tally(connection, job_id, made)
            tally_facts(connection, job_id, list(_broken(made)))
    with store.writing() as connection:
        connection.execute(jobs.update().where(jobs.c.job_id == job_id).values(
            state="done", listing_over=True, running_source=None, listed=count, failed=count // 50,
            done=count - count // 50, started=time.time() - 60, ended=time.time()))
    return job_id


def _result(job_id: str, place: int) -> dict[str, Any]:
    """What a picture gave, as large as real ones are: all measures, an analysis of a face and a person, a label set."""
    digest = hashlib.sha256(str(place).encode()).hexdigest()
    return {"picture_id": f"{place:064x}", "models": "m", "measures_version": job_id, "created": 0.0,
            "analysis": ANALYSES[place % 8 == 0], "measures": json.dumps({**MEASURES, "hash": digest[:16]}),
            "verdicts": "{}", "scores": "[0.1, 0.7, 0.1, 0.1]", "facts": "[]", "sensitive_score": 0.02, "width": 800,
            "height": 800}


def _broken(made: list[dict[str, Any]]) -> Iterator[tuple[str, str, int, dict[str, Any]]]:
    for row in made:
        yield from (("broken", rule, row["number"], row) for rule in RULES if _breaks(row["number"], rule))


def _breaks(number: int, rule: str) -> bool:
    return number % 50 > 0 and number % RULES[rule] == 0


def _row(job_id: str, number: int, first_result: int) -> dict[str, Any]:
    failed, place = number % 50 == 0, (number - 1) % OWN_RESULTS
    uri = f"https://shop.example/media/{number:08d}.jpg"
    thing = "amphora" if number % RARE == 0 else ("shoe", "boot", "lamp", "bag")[number % 4]
    title = f"A {('red', 'green', 'blue')[number % 3]} {thing} for running on roads"
    product = {"sku": f"sku-{number}", "title": title, "category": f"category {number % 97}",
               "price": float(number % 200)}
    return {
        "job_id": job_id, "number": number, "uri_id": hashlib.sha256(uri.encode()).hexdigest()[:32], "uri": uri,
        "candidate": json.dumps({"url": uri, "path": "", "origin": "feed", "product": product}),
        "words": f"{uri} sku-{number} {title.lower()}", "host": "shop.example", "shown": 1,
        "state": "failed" if failed else "done", "result_id": None if failed else first_result + place,
        "picture_id": "" if failed else f"{place:064x}", "kind": "" if failed else KINDS[number % 3],
        "top_label": "" if failed else INTENT_LABELS[number % 4], "shoppable": None if failed else number % 5 > 0,
        "score": random.random(), "category": product["category"],
        "verdicts": json.dumps({pack: "fail" if _breaks(number, pack) else "pass" for pack in ("amazon", "google")}),
        "error": ERRORS[number % 3] if failed else "",
    }


def made_up(uri: str, kind: int) -> Analysis:
    """The judgment of a judge that costs almost nothing."""
    scores = np.array([0.1, 0.7, 0.1, 0.1], np.float32)
    return Analysis(uri, hashlib.sha256(uri.encode()).hexdigest(), (800, 800),
                    Decision(KINDS[kind], "none", None, 0.1, 0.5, 0.4), Detections.empty("face", landmarks=True),
                    Detections.empty("person"), Intent(Classification(INTENT_LABELS, scores), 0.02, True, 0.7))


MEASURES = Measures(
    width=800, height=800, format="jpeg", bytes=90_000, colors="RGB", background="plain", background_share=0.3124,
    background_rgb=(254.9812, 254.9771, 254.9903), background_spread=0.2141, white_share=0.9731,
    near_white_share=0.9998, product_box=(85, 85, 715, 715), reach=0.7875, box_share=0.6202, mask_share=0.4871,
    margins=(0.1062, 0.1062, 0.1062, 0.1062), touches=(), border_sides=(), border_insets=(0, 0, 0, 0), text="none",
    text_boxes=(), watermark="none", watermark_boxes=(), edge_width=2.1413, edges_of="product", dark_share=0.0113,
    bright_share=0.0021, luma=120.3316, hash="", kind="product_only", top_label="apparel", faces=0).to_dict()
_BOX = Detections("person", np.float32([[85, 85, 715, 715]]), np.float32([0.91]))
_PLAIN = made_up("https://shop.example/media/00000001.jpg", 0)
ANALYSES = [json.dumps(replace(_PLAIN, persons=_BOX, intent=replace(
    _PLAIN.intent, label_set=labels, label_set_coverage=0.9)).to_dict()) for labels in (("apparel",),
                                                                                      ("apparel", "other"))]
