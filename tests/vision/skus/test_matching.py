"""One packshot of each product of the demo shop: the crop of a photo is answered with its SKU, or with none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.nouns.sku import SkuAnswer
from core.settings import ROOT, Settings
from core.skus.work import models_of
from core.vision.skus.index import IndexedSku, SkuIndex, View, index_of
from core.vision.skus.looking import Looking
from core.vision.skus.matching import Matcher, regions_alike
from tests.skus.made_up import demo_photo

MODELS = models_of(Settings(models_dir=ROOT / "models"))
NAMES = ("mug-01", "mug-02", "cap-01", "soc-01", "boo-01", "can-01", "jar-01", "sun-01")
TITLES = {"boo-01": "Sourdough"}
GTINS = {"mug-01": "4006381333931", "mug-02": "96385074"}


def index_of_demo(names: tuple[str, ...]) -> SkuIndex:
    looking = Looking(*MODELS)
    skus = [IndexedSku(name, TITLES.get(name, f"The product {name}"), gtin=GTINS.get(name, "")) for name in names]
    return index_of(skus, [View(row, name, looking.look(demo_photo(f"{name}_1"))) for row, name in enumerate(names)],
                    "sku_matcher_1")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(index_of_demo(NAMES), MODELS)


def changed(image: np.ndarray, how: str) -> np.ndarray:
    if how == "cropped":
        height, width = image.shape[:2]
        return np.ascontiguousarray(image[height // 8:height - height // 10, width // 9:width - width // 9])
    if how == "blurred":
        return cv2.GaussianBlur(cv2.resize(image, (240, round(240 * image.shape[0] / image.shape[1]))), (0, 0), 1.2)
    if how == "recolored":
        return (image.astype(np.float32) * (0.8, 0.9, 1.0) * 0.85 + 10).clip(0, 255).astype(np.uint8)
    turned = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), 8, 0.9)
    return cv2.warpAffine(image, turned, image.shape[1::-1], borderValue=(96, 84, 70))


@pytest.mark.parametrize("how", ["cropped", "blurred", "recolored", "turned"])
def test_changed_photos_are_still_their_product(matcher: Matcher, how: str) -> None:
    answers = matcher([changed(demo_photo(f"{name}_1"), how) for name in NAMES])
    assert [answer.matches[0].sku for answer in answers] == list(NAMES)
    for answer in answers:
        scores = [match.score for match in answer.matches]
        assert scores == sorted(scores, reverse=True) and sum(scores) <= 1.0001 and len(answer.matches) <= 5


def test_the_packshot_itself_is_sure(matcher: Matcher) -> None:
    answers = matcher([demo_photo(f"{name}_1") for name in NAMES])
    assert [answer.sku for answer in answers] == list(NAMES)
    assert {"look", "color"} <= set(answers[0].matches[0].parts)


def test_another_view_of_a_worn_product_is_found(matcher: Matcher) -> None:
    assert matcher([demo_photo("soc-01_2")])[0].matches[0].sku == "soc-01"


def test_a_product_that_is_not_in_the_catalog_is_none_of_it(matcher: Matcher) -> None:
    unknown = [demo_photo(f"{name}_1") for name in ("tan-01", "loa-01", "dre-02", "por-01", "wat-01")]
    answers = matcher(unknown)
    assert sum(bool(answer.sku) for answer in answers) <= 1, "the threshold lets one of nine others through"
    assert max(answer.matches[0].score for answer in answers) < 0.5


def test_a_barcode_of_one_product_decides(matcher: Matcher) -> None:
    import zxingcpp

    made = zxingcpp.create_barcode("4006381333931", zxingcpp.BarcodeFormat.EAN13)
    code = cv2.cvtColor(np.array(zxingcpp.write_barcode_to_image(made, scale=3, add_quiet_zones=True)),
                        cv2.COLOR_GRAY2RGB)
    photo = cv2.resize(demo_photo("mug-02_1"), (600, 600))
    photo[20:20 + code.shape[0], 20:20 + code.shape[1]] = code
    answer = matcher([photo])[0]
    assert answer.sku == "mug-01" and answer.matches[0].parts["barcode"] == 1 and answer.codes == ("4006381333931",)


def test_words_that_were_read_speak_for_the_product_that_is_called_so(matcher: Matcher) -> None:
    photo = [demo_photo("tan-01_1")]
    plain, read = matcher(photo)[0], matcher(photo, [["S0URDOUGH"]])[0]

    def score(answer: SkuAnswer) -> float:
        return next((match.score for match in answer.matches if match.sku == "boo-01"), 0.0)

    assert score(read) > score(plain) and "text" in next(m for m in read.matches if m.sku == "boo-01").parts


def test_no_crops_give_no_answers(matcher: Matcher) -> None:
    assert matcher([]) == []


def test_tiny_and_flat_crops_are_answered_too(matcher: Matcher) -> None:
    crops = [np.full((3, 40, 3), 128, np.uint8), np.zeros((1, 1, 3), np.uint8)]
    assert [answer.sku for answer in matcher(crops)] == ["", ""]


def test_regions_find_each_other() -> None:
    rng = np.random.default_rng(0)
    regions = rng.normal(size=(20, 9, 8)).astype(np.float32)
    regions /= np.linalg.norm(regions, axis=2, keepdims=True)
    ones = np.ones((20, 9), np.float32)
    alike = regions_alike((regions, ones), (regions[[4, 7]], ones[[4, 7]]))
    assert alike.shape == (2, 20) and alike.argmax(axis=1).tolist() == [4, 7] and np.isclose(alike.max(), 1, atol=1e-5)


def test_no_clock_decides_how_many_points_are_compared(matcher: Matcher) -> None:
    crops = [changed(demo_photo(f"{name}_1"), "blurred") for name in NAMES]
    none = Matcher(matcher.index, MODELS, compared=0)(crops)
    assert all("geometry" not in match.parts for answer in none for match in answer.matches)
    assert any("geometry" in match.parts for answer in matcher(crops) for match in answer.matches)
    assert matcher(crops) == matcher(crops)
