"""How fast a large catalog is searched: python -m benchmarks.search --pictures 1000000 --out FILE.

Pictures are made up: thirteen facts each, drawn as those of a shop are (a few colors, eighty objects with a long tail,
rule packs), and titles of five words out of two thousand. Queries are drawn too: one to four conditions over facts and
scores, each answered as the page answers it, with a page of pictures and exact counts. Milliseconds of 200 queries.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core import search
from core.catalog.tables import facts, picture_texts, pictures, product_pictures, products
from core.settings import read_settings
from core.site import Site

QUERIES = 200
BATCH = 5000
COLORS = ("black", "gray", "white", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "beige")
OBJECTS = tuple(f"object_{number}" for number in range(80))
WORDS = tuple(f"word{number}" for number in range(2000))
SHARES = {"type": ("product_only", "worn_no_face", "model_face"),
          "label": ("apparel", "home_decor", "other", "negative"), "verdict": ("shoppable", "not_shoppable"),
          "sensitive": ("no", "no", "no", "no", "yes"), "face": ("no", "yes"),
          "person": ("no", "yes"), "background": ("plain", "busy"), "lettering": ("no", "no", "yes"),
          "amazon": ("pass", "warn", "fail"), "google": ("pass", "pass", "fail")}


def filled(site: Site, count: int) -> None:
    """Enter made-up pictures with their facts and words."""
    draw = random.Random(7)
    for start in range(0, count, BATCH):
        ids = [f"{number:08x}{draw.getrandbits(224):056x}"  # ascending, or entering a million takes an hour
               for number in range(start, min(start + BATCH, count))]
        rows, titles = list[dict[str, Any]](), list[dict[str, Any]]()
        for name in ids:
            pairs = [(field, draw.choice(values)) for field, values in SHARES.items()]
            pairs += [("color", color) for color in draw.sample(COLORS, draw.choice((1, 1, 2)))]
            pairs += [("object", OBJECTS[min(79, int(draw.expovariate(0.08)))])]
            rows += [{"picture_id": name, "name": field, "value": value, "score": round(draw.random(), 4), "model": "m"}
                     for field, value in pairs]
            titles.append({"picture_id": name, "words": " ".join(draw.choices(WORDS, k=5))})
        seen = 1_700_000_000 + start
        with site.store.writing() as connection:
            connection.execute(pictures.insert(), [
                {"picture_id": name, "uri": f"https://shop.example/{name[:8]}.jpg", "path": "", "width": 1200,
                 "height": draw.randrange(800, 2000), "seen": seen + place, "changed": seen + place}
                for place, name in enumerate(ids)])
            connection.execute(facts.insert(), rows)
            connection.execute(picture_texts.insert(), titles)
            connection.execute(products.insert(), [{"product_id": name, "sku": "", "category": draw.choice(
                ("shoes", "bags", "lamps")), "seen": seen} for name in ids[::20]])
            connection.execute(product_pictures.insert(), [{"product_id": name, "picture_id": name, "position": 1}
                                                           for name in ids[::20]])
    with site.store.writing() as connection:
        connection.execute(text("ANALYZE"))


def drawn_query(draw: random.Random) -> str:
    """One to four conditions, as people combine them."""
    terms = []
    for _ in range(draw.randrange(1, 5)):
        field = draw.choice([*SHARES, "color", "object", "score"])
        if field == "score":
            terms.append(f"score>{draw.random():.2f}")
        else:
            values = {"color": COLORS, "object": OBJECTS[:30]}.get(field, SHARES.get(field, ()))
            terms.append(f"{'-' * (draw.random() < 0.2)}{field}:{draw.choice(values)}")
    return " ".join(terms)


def measured(name: str, ask: Callable[[str], search.Found], queries: list[str]) -> dict[str, float]:
    """Milliseconds of each query, by wall and by processor."""
    walls, works = [], []
    for query in queries:
        wall, work = time.perf_counter(), time.process_time()
        ask(query)
        walls.append(1000 * (time.perf_counter() - wall))
        works.append(1000 * (time.process_time() - work))
    return {f"{name}: median ms": round(statistics.median(walls), 1), f"{name}: p95 ms": round(_p95(walls), 1),
            f"{name}: worst ms": round(max(walls), 1), f"{name}: p95 cpu ms": round(_p95(works), 1)}


def main() -> None:
    """Fill a catalog and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--pictures", type=int, default=1_000_000)
    parser.add_argument("--database", default="", help="URL; by default an SQLite file in a temporary folder")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON; printed as well")
    options = parser.parse_args()
    draw = random.Random(11)
    with tempfile.TemporaryDirectory() as folder, Site(read_settings(
            data_dir=Path(folder), database_url=options.database)) as site:
        filled(site, options.pictures)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        search.search(site)
        first = round(time.perf_counter() - start, 1)
        found: dict[str, float] = {"pictures": options.pictures, "first search s": first}
        found |= measured("facets", lambda query: search.search(site, query, limit=24),
                          [drawn_query(draw) for _ in range(QUERIES)])
        found |= measured("text", lambda query: search.search(site, query, limit=24, facets=False),
                          [" ".join(draw.sample(WORDS, draw.choice((1, 1, 2)))) for _ in range(QUERIES)])
        found |= measured("everything", lambda query: search.search(site, query, limit=24), [""] * 20)
        found["memory MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before)
    print(json.dumps(found, indent=1))
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n")


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


if __name__ == "__main__":
    main()
