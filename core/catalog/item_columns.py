"""One item of a job as columns: what a source offered, written and read."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import RowMapping

from core.catalog.query import digest, lowered, storable
from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.nouns.role import Role


def item_columns(offer: Candidate | Failure, key: str = "") -> dict[str, Any]:
    """The columns of what a source offers.

    Parameters
    ----------
    offer : Candidate or Failure
        A failure is an item that has ended.
    key : str
        Tells apart what has the same name.
    """
    if isinstance(offer, Failure):
        product, name, url, candidate = Product(), f"{offer.uri}\n{offer.message}", "", json.dumps({"origin": ""})
        state, error, message, hint = "failed", offer.error, offer.message, offer.hint
    else:
        product, name, url, candidate = offer.product or Product(), offer.uri, offer.url, candidate_json(offer)
        state, error, message, hint = "skipped" if offer.skipped else "waiting", "", offer.skipped, ""
    words = lowered(" ".join(filter(None, (offer.uri, product.sku, product.title))))
    return {
        "uri_id": digest(key + name)[:32], "uri": storable(offer.uri),
        "candidate": candidate, "words": words[:500], "host": _host(url),
        "category": category_of(product), "state": state, "shown": int(state == "failed"), "error": error[:40],
        "message": storable(message), "hint": storable(hint),
    }


def candidate_of(row: RowMapping) -> Candidate:
    """What a source offered, from the columns `uri` and `candidate` of its item."""
    values = json.loads(row["candidate"])
    product, role = values["product"], values.get("role")
    return Candidate(values.get("uri", row["uri"]), values["url"], values["path"], values["origin"],
                     Product(**product) if product else None, pause=values.get("pause", 0.0),
                     picture_id=row.get("picture_id", ""), role=Role.from_dict(role) if role else None)


def candidate_json(candidate: Candidate) -> str:
    """The column `candidate`: ASCII, because no database takes every string that a feed can hold."""
    values: dict[str, Any] = {"url": candidate.url, "path": candidate.path, "origin": candidate.origin}
    values |= {"product": {name: value for name, value in asdict(candidate.product or Product()).items() if value}}
    values |= {} if storable(candidate.uri) == candidate.uri else {"uri": candidate.uri}
    values |= {"pause": candidate.pause} if candidate.pause else {}
    values |= {"role": candidate.role.to_dict()} if candidate.role else {}
    return json.dumps(values)


def category_of(product: Product) -> str:
    """The category by which an item is filtered."""
    return storable(product.category)[:300]


def _host(url: str) -> str:
    try:
        return storable(urlsplit(url).netloc.rpartition("@")[2].lower())[:260]
    except ValueError:
        return ""
