"""One picture of the catalog: where it is used, and what lies on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core import analyze, corrections
from core.catalog.query import storable
from core.catalog.searchable import source_word
from core.catalog.tables import facts, items, jobs, product_pictures, products, results
from core.nouns.fact import Fact
from core.nouns.product import Product
from core.site import Site
from core.words.facts import value_word

NEWEST = 20  # results of a picture that are looked through
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Use:
    """One job that met a picture.

    Attributes
    ----------
    job_id, kind : str
        The kind is "analyze" or "audit".
    source : str
        What its source is called, without folders of the server.
    number : int
        The picture's number in it.
    """

    job_id: str
    kind: str
    source: str
    number: int


@dataclass(frozen=True)
class Overlay:
    """Boxes of one kind on a picture.

    Attributes
    ----------
    name : str
        "faces", "persons", "refused", "lettering", or the name of a fact that says where it is, such as "text".
    boxes : tuple of (left, top, right, bottom)
        In pixels of the upright picture.
    words : tuple of str
        What is said of each box.
    model : str
        Name and version of the model that said so; "" for boxes that people drew and what audits measure.
    """

    name: str
    boxes: tuple[Box, ...]
    words: tuple[str, ...]
    model: str = ""


def uses(site: Site, picture_id: str) -> tuple[list[Product], list[Use]]:
    """The products that a picture shows, and the jobs that met it, the newest first."""
    sold = (select(products).join(product_pictures, products.c.product_id == product_pictures.c.product_id)
            .where(product_pictures.c.picture_id == picture_id).order_by(products.c.seen.desc()))
    met = (select(items.c.job_id, items.c.number, jobs.c.kind, jobs.c.source, jobs.c.source_kind, jobs.c.options)
           .join(jobs, jobs.c.job_id == items.c.job_id)
           .where(items.c.picture_id == picture_id, items.c.state == "done").order_by(jobs.c.created.desc()))
    with site.store.reading() as connection:
        named = [Product(sku=row.sku, title=row.title, category=row.category, gtin=row.gtin, page=row.page,
                         price=row.price, currency=row.currency) for row in connection.execute(sold)]
        jobs_ = [Use(row.job_id, row.kind, source_word(row.source, row.source_kind, row.options), row.number)
                 for row in connection.execute(met)]
    return named, jobs_


def overlays(site: Site, picture_id: str) -> list[Overlay]:
    """The boxes of every stage on a picture, corrected ones where people drew them; raises NotFound."""
    analysis = analyze.analysis_of(site, picture_id)
    said = corrections.counted(site, picture_id)
    counted = corrections.with_boxes(analysis, said)
    found = [("faces", counted.faces), ("persons", counted.persons)]
    drawn = [Overlay(name, tuple(map(_box, detections.xyxy.tolist())),
                     tuple(f"{detections.label.capitalize()} {score:.2f}" for score in detections.scores.tolist()),
                     "" if name in said else analysis.models.get(name, ""))
             for name, detections in found if detections is not None]
    refused = analysis.decided_by.refused
    drawn.append(Overlay("refused", tuple(_box(one["xyxy"]) for one in refused),
                         tuple(str(one.get("reason", "")) for one in refused),
                         analysis.models.get("faces", "")))
    return [*drawn, _lettering(site, picture_id), *_facts_with_boxes(site, picture_id)]


def _facts_with_boxes(site: Site, picture_id: str) -> list[Overlay]:
    """Of each fact that counts now and that some stage has placed, the boxes of its newest run."""
    query = (select(results.c.facts).where(results.c.picture_id == picture_id)
             .order_by(results.c.result_id.desc()).limit(NEWEST))
    with site.store.reading() as connection:
        runs = [[Fact.from_dict(fact) for fact in json.loads(text or "[]")]
                for text in connection.execute(query).scalars()]
        counts = set(connection.execute(select(facts.c.name, facts.c.value, facts.c.model)
                                        .where(facts.c.picture_id == picture_id)).tuples())
    placed: dict[str, list[Fact]] = {}
    for run in runs:
        of_run: dict[str, list[Fact]] = {}
        for fact in run:
            if fact.xyxy and (storable(fact.name)[:40], storable(fact.value)[:120], fact.model[:200]) in counts:
                of_run.setdefault(fact.name, []).append(fact)
        placed = of_run | placed  # the newest run of a name counts
    return [Overlay(name, tuple(fact.xyxy for fact in found if fact.xyxy),
                    tuple(f"{value_word(name, fact.value)} {fact.score:.2f}" for fact in found), found[0].model)
            for name, found in sorted(placed.items())]


def _lettering(site: Site, picture_id: str) -> Overlay:
    """Text and watermarks that the newest audit measured."""
    query = (select(results.c.measures).where(results.c.picture_id == picture_id)
             .order_by(results.c.result_id.desc()).limit(NEWEST))
    with site.store.reading() as connection:
        measured = (json.loads(text or "{}") for text in connection.execute(query).scalars())
        measures: dict[str, Any] = next((values for values in measured if values.get("text")), {})
    boxes = [_box(box) for box in measures.get("text_boxes") or ()]
    read = list(measures.get("text_read") or ())
    marks = [_box(box) for box in measures.get("watermark_boxes") or ()]
    words = [(read[place] if place < len(read) else "") or "Lettering" for place in range(len(boxes))]
    return Overlay("lettering", (*boxes, *marks), (*words, *("Watermark" for _ in marks)))


def _box(values: list[float]) -> Box:
    left, top, right, bottom = (float(value) for value in values)
    return left, top, right, bottom
