"""What people read of pictures that look alike, once for pages and commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.words.numerals import count

MEANING = "The score says how alike two photos are to the model: 1 is the same, 0 is unrelated."
PURPOSE = ("The index compares all photos that were ever analyzed here: it finds photos that look like one of them or "
           "like an upload, and the same photo twice.")
AGAIN = "The index was made by another model than the one in use. Make it again to compare photos."
NO_INDEX = "There is no index of the photos yet. It is made once, in the background, and grows with new photos."
NOTHING = "Nothing in the catalog looks like it."
NO_DUPLICATES = "No two photos are nearly the same, and no photo is shown by several products."
REMEMBERED = "Remembered: these two are not listed as duplicates again."


def cut_off_line(likeness: Mapping[str, Any]) -> str:
    """What was compared, and where the list ends.

    Examples
    --------
    >>> cut_off_line({"hits": [1], "indexed": 1200, "cut_off": 0.3, "best_refused": 0.274})
    '1,200 photos compared; none below 0.30 is shown, the next one scores 0.27.'
    """
    refused = likeness["best_refused"]
    after = "" if refused is None else f", the {'next' if likeness['hits'] else 'best'} one scores {refused:.2f}"
    return f"{count(likeness['indexed'], 'photo')} compared; none below {likeness['cut_off']:.2f} is shown{after}."


def likeness_lines(likeness: Mapping[str, Any]) -> list[str]:
    """Hits as lines of a terminal, with the cut-off."""
    hits = [f"{hit['score']:5.2f}  {hit['picture_id'][:12]}  {hit['uri']}" for hit in likeness["hits"]]
    return [*(hits or [NOTHING]), cut_off_line(likeness)]


def pair_line(pair: Mapping[str, Any]) -> str:
    """A pair of nearly the same picture in one line.

    Examples
    --------
    >>> pair_line({"first": "a" * 64, "second": "b" * 64, "score": 0.98, "bits": 2, "first_products": ["A1"],
    ...            "second_products": ["B2"]})
    'aaaaaaaaaaaa (A1) and bbbbbbbbbbbb (B2): nearly the same, score 0.98, 2 of 64 bits differ'
    """
    names = [f"{pair[side][:12]}{_products(pair[f'{side}_products'])}" for side in ("first", "second")]
    return (f"{names[0]} and {names[1]}: nearly the same, score {pair['score']:.2f}, {pair['bits']} of 64 bits differ")


def shared_line(picture: Mapping[str, Any]) -> str:
    """One picture under several products in one line.

    Examples
    --------
    >>> shared_line({"picture_id": "a" * 64, "products": ["A1", "B2"]})
    'aaaaaaaaaaaa: the same file under 2 products: A1, B2'
    """
    names = picture["products"]
    return f"{picture['picture_id'][:12]}: the same file under {len(names):,} products: {', '.join(names[:6])}"


def state_line(pictures: int, indexed: int) -> str:
    """How the index stands beside the catalog.

    Examples
    --------
    >>> state_line(1200, 1150), state_line(10, 10)
    ('1,150 photos in the index; 50 of the catalog are not in it.', '10 photos in the index.')
    """
    missing = pictures - indexed
    rest = f"; {missing:,} of the catalog are not in it" if missing > 0 else ""
    return f"{count(indexed, 'photo')} in the index{rest}."


def _products(names: Any) -> str:
    return f" ({', '.join(names[:3])})" if names else ""
