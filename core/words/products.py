"""What people read of products, their index and pairs that look alike."""

from __future__ import annotations

from typing import Any

from core.nouns.catalog_product import CatalogProduct, ProductProblem
from core.words.numerals import count

NO_TWINS = "No two products look so alike that the index can hardly tell them apart."
TOLD_BY = {"color": "color", "text": "words on the package", "barcode": "the barcode"}


def product_line(product: CatalogProduct) -> str:
    """A product on one line.

    Examples
    --------
    >>> product_line(CatalogProduct("A-1", "Orange juice", brand="Acme", size="1 l", pictures=("ab",)))
    'A-1  Orange juice, Acme, 1 l  1 picture'
    """
    said = ", ".join(filter(None, (product.title, product.brand, product.size)))
    return "  ".join(filter(None, (product.sku, said, count(len(product.pictures), "picture"), product.gtin_problem)))


def problem_line(problem: ProductProblem) -> str:
    """What is wrong with a product, and what to do."""
    return f"{problem.sku[:200]}: {problem.message} {problem.hint}".rstrip()


def state_line(state: Any) -> str:
    """How the index of products (`core.skus.SkuIndexState`) stands."""
    waiting = f"; {state.waiting:,} wait for it: python -m core products index" if state.waiting else ""
    unread = f"; {count(state.unread, 'picture')} could not be read" if state.unread else ""
    return f"{count(state.products, 'product')} with pictures, {state.indexed:,} in the index{waiting}{unread}."


def newcomer_line(one: Any) -> str:
    """Facings that look alike and are in no catalog (`core.shelf.newcomers`)."""
    perhaps = f", perhaps {one.perhaps}" if one.perhaps else ""
    return f"{one.key}  {count(len(one.members), 'facing')} on {count(one.photos, 'photo')}{perhaps}"


def twin_line(pair: Any) -> str:
    """Two products that look alike (`core.skus` twins), and what tells them apart."""
    told = " and ".join(TOLD_BY[name] for name in pair.told_by)
    return (f"{pair.score:.2f}  {pair.first} {pair.first_title[:60]}  |  {pair.second} {pair.second_title[:60]}  "
            f"{'told by ' + told if told else 'nothing known tells them apart'}")
