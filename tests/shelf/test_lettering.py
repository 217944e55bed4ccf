"""Two packs that differ by lettering alone, on a generated shelf: told apart by words read on the whole photo."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
import pytest

from core.images.shelves.arrangement import Packshot
from core.images.shelves.shelf import Shelf, make_shelf
from core.models import store
from core.nouns.shelf import Facing
from core.nouns.text import TextLine
from core.settings import ROOT, Settings
from core.shelf.lettering import MOST, in_boxes, lines_of
from core.shelf.photo import Read, read_image
from core.shelf.weekly import rivals
from core.skus.work import models_of
from core.vision.mask.cutout import cut_out
from core.vision.products.detector import open_products
from core.vision.skus.index import IndexedSku, View, index_of
from core.vision.skus.looking import Looking
from core.vision.skus.matching import Matcher
from core.vision.text.reader import TextReader
from tests.skus.made_up import demo_photo

MODELS = models_of(Settings(models_dir=ROOT / "models"))
FLAVORS = ("COCOA", "COFFEE")


def test_lines_go_to_the_facing_that_they_lie_in_and_not_to_price_tags() -> None:
    lines = (TextLine("COCOA", 0.9, (12.0, 20.0, 38.0, 30.0)), TextLine("50 g", 0.9, (60.0, 40.0, 80.0, 48.0)),
             TextLine("1.99", 0.9, (60.0, 92.0, 80.0, 99.0)), TextLine("EXIT", 0.9, (150.0, 10.0, 190.0, 30.0)))
    boxes = np.array([[5, 5, 45, 100], [50, 5, 95, 100], [100, 40, 140, 100]], float)
    found = lines_of(np.zeros((110, 200, 3), np.uint8), boxes, np.array([[55, 90, 85, 100]], float), lambda tile: lines)
    assert found == [("COCOA",), ("50 g",), ()]
    assert in_boxes([(60, 40, 80, 48)], boxes) == [[], [0], []] and in_boxes([], boxes) == [[], [], []]


def pack(flavor: str) -> np.ndarray:
    """The demo's mug with a brand and a small word, RGB and opacity; but for that word the same."""
    part = cut_out(demo_photo("mug-01_1"))
    assert part is not None
    image, width = np.ascontiguousarray(part[..., :3]), part.shape[1]
    for words, place, size in (("MORNING", 0.52, 16), (flavor, 0.62, 22)):
        cv2.putText(image, words, (round(0.29 * width), round(place * len(image))), (240, 240, 230),
                    cv2.FontFace("sans"), width // size, 800)
    return np.dstack([image, part[..., 3]])


def packshot(flavor: str) -> np.ndarray:
    """The same on white, as a shop shows it."""
    part = cv2.copyMakeBorder(pack(flavor), 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(255, 255, 255, 0))
    share = part[..., 3:] / 255
    return np.asarray(part[..., :3] * share + 255 * (1 - share)).round().astype(np.uint8)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return make_shelf([Packshot(flavor, pack(flavor)) for flavor in FLAVORS], 4, layout="gondola", size_wh=(1800, 1350),
                      facings=24)


def right(read: Read, shelf: Shelf) -> int:
    """How many facings are named rightly."""
    return sum(facing.sku == true_sku(facing, shelf) for facing in read.facings)


def true_sku(facing: Facing, shelf: Shelf) -> str:
    sides = np.minimum(shelf.xyxy[:, 2:], facing.xyxy[2:]) - np.maximum(shelf.xyxy[:, :2], facing.xyxy[:2])
    return shelf.skus[int(np.maximum(sides, 0).prod(1).argmax())]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_packs_that_differ_by_lettering_alone_are_told_apart(shelf: Shelf) -> None:
    looking = Looking(*MODELS)
    skus = [IndexedSku(flavor, f"Mug {flavor.lower()}") for flavor in FLAVORS]
    matcher = Matcher(index_of(skus, [View(row, flavor, looking.look(packshot(flavor)))
                                      for row, flavor in enumerate(FLAVORS)], "sku_matcher_1"), MODELS)
    detect = open_products(store.entry(ROOT / "models", "products"))
    reader = TextReader(store.entry(ROOT / "models", "text"))
    plain = read_image(shelf.image, detect, matcher)
    worded = read_image(shelf.image, detect, matcher, partial(reader.read, most=MOST))
    assert set(shelf.skus) == set(FLAVORS)
    assert [one.xyxy for one in plain.facings] == [one.xyxy for one in worded.facings]
    close = [sum(rivals(facing) is not None for facing in read.facings) for read in (plain, worded)]
    told = [facing for facing in worded.facings if "text" in facing.answer.matches[0].parts]
    assert close[0] > 0.6 * len(plain.facings) and close[1] < 0.4 * len(plain.facings)
    assert len(told) > 0.6 * len(plain.facings)
    assert np.mean([facing.sku == true_sku(facing, shelf) for facing in told]) > 0.9
    assert right(worded, shelf) >= right(plain, shelf)
    assert not any("text" in match.parts for facing in plain.facings for match in facing.answer.matches)


@pytest.mark.slow
def test_products_without_words_are_not_read() -> None:
    def never(tile: np.ndarray) -> tuple[TextLine, ...]:
        raise AssertionError("nothing to compare words with")

    photo = demo_photo("jar-01_1")
    matcher = Matcher(index_of([IndexedSku("J", gtin="96385074")], [View(0, "J", Looking(*MODELS).look(photo))], "x"),
                      MODELS)
    assert not matcher.has_words
    read_image(photo, open_products(store.entry(ROOT / "models", "products")), matcher, never)


@pytest.mark.slow
def test_a_barcode_on_the_photo_belongs_to_the_facing_that_it_lies_in() -> None:
    import zxingcpp

    from core.nouns.detections import Detections
    from core.vision.products.detector import Detected

    photo = cv2.resize(demo_photo("jar-01_1"), (600, 600))
    made = zxingcpp.create_barcode("4006381333931", zxingcpp.BarcodeFormat.EAN13)
    code = cv2.cvtColor(np.array(zxingcpp.write_barcode_to_image(made, scale=3, add_quiet_zones=True)),
                        cv2.COLOR_GRAY2RGB)
    left = 300 - code.shape[1] // 2
    photo[300:300 + code.shape[0], left:left + code.shape[1]] = code
    # A box that cuts the code's quiet zones and first bars: only the whole photo shows it.
    tight = np.float32([[left + 60, 100, left + code.shape[1] - 60, 560], [0, 0, 50, 90]])
    found = Detected(Detections("product", tight, np.float32([0.9, 0.8])),
                     Detections("price_tag", np.zeros((0, 4), np.float32), np.zeros(0, np.float32)))
    skus = [IndexedSku("J", "Jam", gtin="4006381333931"), IndexedSku("M", "Mug")]
    looks = [Looking(*MODELS).look(demo_photo(name)) for name in ("jar-01_1", "mug-01_1")]
    matcher = Matcher(index_of(skus, [View(row, str(row), look) for row, look in enumerate(looks)], "x"), MODELS)
    read = read_image(photo, lambda image: found, matcher)
    codes = {facing.xyxy[0] > 60: facing.answer for facing in read.facings}
    assert codes[True].sku == "J" and codes[True].matches[0].parts["barcode"] == 1.0
    assert codes[True].codes == ("4006381333931",) and codes[False].codes == ()
