"""An audit in a real database whose rows, colors and lines are made up."""

from __future__ import annotations

import json

from core.alarm.offers import Offer
from core.catalog.store import Store
from core.catalog.tables import facts, pictures, results
from core.nouns.product import Product
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_row


def offer(number: int, title: str, picture: str = "", **changes: object) -> Offer:
    """A picture of a product; each of its own family and with its own picture."""
    return Offer(**{"number": number, "uri": f"{number}.jpg", "picture_id": picture or f"{number:064x}",
                    "sku": f"S{number}", "title": title, "family": number, **changes})


def audit_of(store: Store, products: list[Product], *, pictures_of: dict[int, int] | None = None,
             said: dict[int, list[tuple[str, str, float]]] | None = None) -> str:
    """The id of an audit with a picture for each product.

    Parameters
    ----------
    store : Store
    products : list of Product
    pictures_of : dict of int to int, optional
        Number of a row -> the number whose picture it shows instead of its own.
    said : dict of int to list of (name, value, score), optional
        Number -> facts of its picture.
    """
    same, said = pictures_of or {}, said or {}
    rows = [made_row(number, product=product, picture_id=f"{same.get(number, number):064x}")
            for number, product in enumerate(products, 1)]
    job_id = finished_audit(store, rows)
    known = sorted({row.picture_id for row in rows})
    with store.writing() as connection:
        connection.execute(pictures.insert(), [{"picture_id": name, "uri": name[-1], "seen": 1.0, "changed": 1.0}
                                               for name in known])
        told = [{"picture_id": f"{number:064x}", "name": name, "value": value, "score": score, "model": "m"}
                for number, of_picture in said.items() for name, value, score in of_picture]
        if told:
            connection.execute(facts.insert(), told)
        for number, of_picture in said.items():
            boxed = [{"name": name, "value": value, "score": score, "model": "m", "xyxy": [80, 160, 400, 240]}
                     for name, value, score in of_picture if name == "text"]
            connection.execute(results.update().where(results.c.picture_id == f"{number:064x}").values(
                facts=json.dumps(boxed)))
    return job_id
