"""How many of the pack's photos of barcodes and QR codes are read, by one look and with the second.

    python -m core.learning.skus.codes --data PACK

GTINs are compared as numbers. The second look was chosen with these photos in view, so its figure flatters a little.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.learning.data.pictures import read_rgb
from core.nouns.proportion import share_of
from core.nouns.read_code import ReadCode
from core.vision.codes.reader import read_codes


def is_right(codes: tuple[ReadCode, ...], kind: str, text: str) -> bool:
    """Whether one of the codes is the expected one; blanks count for nothing in texts."""
    if kind.startswith(("ean", "upc")):
        return any(code.gtin == int(text) for code in codes)
    return any(code.text.split() == text.split() for code in codes)


def measure(data: Path, again: bool) -> dict[str, Any]:
    """Photos read right, all and by kind of code, with their interval."""
    with (data / "barcodes" / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right, every = Counter[str](), Counter[str]()
    for row in rows:
        codes = read_codes(read_rgb(data / row["path"]), again=again)
        for name in ("all", row["format"]):
            every[name] += 1
            right[name] += is_right(codes, row["format"], row["text"])
    return {name: asdict(share_of(right[name], count)) for name, count in every.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    options = parser.parse_args()
    print(json.dumps({"one look": measure(options.data, again=False), "two looks": measure(options.data, again=True)},
                     indent=1))


if __name__ == "__main__":
    main()
