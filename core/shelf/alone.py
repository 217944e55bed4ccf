"""Reads photos of shelves without a site: what a folder of `core.shelf.edge` runs, `python run_shelf.py PHOTO...`.

The folder holds `shelf.json`, `models` with its manifest, and the index of products; nothing is written into it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import MerchlensError, SetupError
from core.images.decode import decode
from core.images.files import read_file
from core.models import store
from core.models.manifest import Entry
from core.nouns.failure import Failure
from core.nouns.shelf import ShelfReading
from core.shelf.lettering import MOST, Lines
from core.shelf.photo import read_image
from core.shelf.tables import as_plain
from core.vision.products.detector import Detected, open_products
from core.vision.skus.matching import Matcher, open_matcher
from core.words.printable import printable
from core.words.shelf import lines

FACTS = "shelf.json"
GOOD, SOME_FAILED, MISUSE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Reader:
    """An exported folder, open.

    Attributes
    ----------
    detect : callable
    matcher : Matcher or None
        None in a folder without an index.
    read_lines : callable or None
        Reads lettering, in a folder that was exported with it.
    models : dict of str to str
        Role -> version, as a reading names them.
    max_bytes, max_pixels : int
        Limits of a photo.
    """

    detect: Callable[[np.ndarray], Detected]
    matcher: Matcher | None
    read_lines: Lines | None
    models: dict[str, str]
    max_bytes: int
    max_pixels: int

    def read(self, photo: str, shelf: str = "") -> ShelfReading:
        """Read one photo; raises what `core.images.decode.decode` raises."""
        picture = decode(read_file(Path(photo), max_bytes=self.max_bytes), photo, max_pixels=self.max_pixels)
        found = read_image(picture.image, self.detect, self.matcher, self.read_lines)
        return ShelfReading(0, picture.picture_id, photo, shelf, time.time(), found.size_wh, found.facings, found.tags,
                            found.gaps, self.models)


def open_folder(folder: Path) -> Reader:
    """Open an exported folder; raises SetupError, ModelMissing, NotFound or WrongContract where it is not whole."""
    try:
        facts: dict[str, Any] = json.loads((folder / FACTS).read_text("utf-8"))
        index, words = str(facts["index"]), bool(facts["words"])
        limits = int(facts["max_bytes"]), int(facts["max_pixels"])
    except (OSError, ValueError, KeyError, TypeError):
        raise SetupError(f"{folder / FACTS} is missing or damaged.",
                         "Export the folder again: python -m core shelf-export FOLDER.") from None
    models = folder / "models"
    products = store.entry(models, "products")
    names = {"products": products.name}
    if not index:
        return Reader(open_products(products), None, None, names, *limits)
    pair = store.entry(models, "skus"), store.entry(models, "intent")
    names |= {"skus": pair[0].name, "index": index}
    text = store.entry(models, "text") if words else None
    names |= {"text": text.name} if text else {}
    return Reader(open_products(products), open_matcher(folder / index, pair), open_lines(text) if text else None,
                  names, *limits)


def open_lines(text: Entry) -> Lines:
    """The reader of text, which a folder without words lacks."""
    from core.vision.text.reader import TextReader

    return partial(TextReader(text).read, most=MOST)


def main(folder: Path, arguments: Sequence[str] | None = None) -> int:
    """Read the photos that the command line names.

    Parameters
    ----------
    folder : Path
        As exported.
    arguments : sequence of str, optional
        Those of the process by default.

    Returns
    -------
    int
        0 success, 1 some photos failed, 2 wrong usage or a folder that is not whole.
    """
    parser = argparse.ArgumentParser(prog="run_shelf.py", description="Find the products on photos of shelves, match "
                                     "each with the exported index, and count them.")
    parser.add_argument("photos", nargs="+", metavar="PHOTO")
    parser.add_argument("--name", default="", help="what you call the shelf")
    parser.add_argument("--json", action="store_true", help="one JSON object per line instead of text")
    options = parser.parse_args(arguments)
    try:
        reader = open_folder(folder)
    except MerchlensError as error:
        parser.exit(MISUSE, printable(f"run_shelf.py: {error}") + "\n")
    failed = 0
    for photo in options.photos:
        try:
            found = reader.read(photo, options.name)
        except MerchlensError as error:
            failed += 1
            show([f"{photo}: {error.message} {error.hint}"], Failure.of(photo, error).to_dict() if options.json else {})
            continue
        plain = as_plain(found)
        show([photo, *lines(found, plain["counts"])], plain if options.json else {})
    return SOME_FAILED if failed else GOOD


def show(text: Sequence[str], plain: dict[str, Any]) -> None:
    """Print the plain values as one line of JSON where there are any, else the lines of text."""
    for line in [json.dumps(plain)] if plain else map(printable, text):
        print(line, flush=True)
