"""Writes the demo shelf: a synthetic photo of a shop shelf with the demo shop's own products, and what is on it.

`python -m demo.shelf` fills `demo/shelf`; the same code and packages give the same bytes, and nothing is fetched.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from core.images.shelves.arrangement import Packshot
from core.images.shelves.shelf import Shelf, make_shelf
from core.models import store
from core.settings import ROOT
from core.vision.mask.cutout import cut_out
from core.vision.mask.detector import MaskModel

HERE = Path(__file__).resolve().parent
SEED, LAYOUT, FACINGS, SIZE_WH = 11, "gondola", 80, (1600, 1200)
PRODUCTS = ("BOO-01", "CAN-01", "DRY-01", "JAR-01", "LOA-01", "MUG-01", "TAN-01")
NO_BORDER = -1.0  # no border is as plain as that: the network decides, since shadows would be cut out with the product
QUALITY, MOST_BYTES = 84, 400_000


def packshots(photos: Path) -> list[Packshot]:
    """The shop's products that stand alone on a plain ground, cut out by the mask model.

    Parameters
    ----------
    photos : Path
        Folder of the photos as they came.
    """
    entry = store.entry(ROOT / "models", "mask")
    limits = (NO_BORDER, 0.0, entry.threshold("salient"))
    network, cut = MaskModel(entry.path, int(entry.input["size_wh"][0]), limits), []
    for sku in PRODUCTS:
        image = cv2.imread(str(photos / f"{sku.lower()}_1.jpg"))[:, :, ::-1]
        rgba = cut_out(image, network.of(np.ascontiguousarray(image)).mask)
        assert rgba is not None, f"nothing stands out on the photo of {sku}"
        cut.append(Packshot(sku, rgba))
    return cut


def demo_shelf(photos: Path) -> Shelf:
    """The shelf; the same each time.

    Parameters
    ----------
    photos : Path
        Folder of the photos as they came.
    """
    return make_shelf(packshots(photos), SEED, layout=LAYOUT, size_wh=SIZE_WH, facings=FACINGS)


def build(out: Path) -> None:
    """Write the photo and its truth.

    Parameters
    ----------
    out : Path
        Folder; files of an earlier run are replaced.
    """
    shelf = demo_shelf(HERE / "photos")
    data = cv2.imencode(".jpg", shelf.image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
    assert len(data) <= MOST_BYTES, f"the photo is too large: {len(data):,} bytes"
    out.mkdir(parents=True, exist_ok=True)
    (out / "shelf.jpg").write_bytes(data)
    (out / "shelf.json").write_text(json.dumps(shelf.truth(), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m demo.shelf", description="Write the demo shelf.")
    parser.add_argument("--out", type=Path, default=HERE / "shelf", help="folder to write (default: demo/shelf)")
    build(parser.parse_args().out)
