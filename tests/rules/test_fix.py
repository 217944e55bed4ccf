"""Fixed pictures are measured and checked again; what would not be honest is refused in words."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import Misuse
from core.images.decode import decode
from core.nouns.measures import FileFacts
from core.rules.check import check, overall
from core.rules.fix import apply_fixes, jpeg
from core.rules.measures.measure import measure
from core.rules.rule_packs import packs
from tests.rules.drawn import TODAY, pale_product, sheet, shot
from tests.rules.planted import photos


def outcomes(image: np.ndarray, pack: str, kind: str = "jpeg") -> dict[str, str]:
    found = measure(image, FileFacts(kind, 100_000, (image.shape[1], image.shape[0]), "RGB"))
    return {verdict.rule: verdict.outcome for verdict in check(found, packs()[pack], TODAY)}


def cut_out(level: int, side: int = 1000, reach: float = 0.5) -> np.ndarray:
    """A real photo in a round shape on paper, off the middle."""
    image = np.full((side, side, 3), level, np.uint8)
    size = round(side * reach)
    body = cv2.resize(photos()["coffee"], (size, size), interpolation=cv2.INTER_AREA)
    mask = cv2.ellipse(np.zeros((size, size), np.uint8), (size // 2, size // 2), (size // 2 - 1,) * 2, 0, 0, 360, 1, -1)
    image[60:60 + size, 100:100 + size][mask > 0] = body[mask > 0]
    return image


def test_the_offered_fixes_bring_a_gray_and_loose_packshot_to_amazons_rules() -> None:
    image = cut_out(244, side=2400)
    found = measure(image, FileFacts("png", 1, (2400, 2400), "RGB"))
    verdicts = check(found, packs()["amazon"], TODAY)
    offered = {verdict.fix for verdict in verdicts if verdict.fix}
    assert offered == {"whiten", "recrop", "convert"} and overall(verdicts) == "fail"
    edited, notes = apply_fixes(image, offered, pack=packs()["amazon"])
    assert len(notes) == 3 and all(note.endswith(".") for note in notes)
    data = jpeg(edited)
    again = decode(data, "fixed", max_pixels=10**7).image
    judged = check(measure(again, FileFacts("jpeg", len(data), (1, 1), "RGB")), packs()["amazon"], TODAY)
    assert overall(judged) == "pass", [verdict for verdict in judged if verdict.outcome != "pass"]


def test_whitening_changes_the_paper_and_no_pixel_of_the_product() -> None:
    image = cut_out(243)
    before = image.copy()
    white, notes = apply_fixes(image, ["whiten"])
    assert (image == before).all() and "product is unchanged" in notes[0]
    product = (before != 243).any(2)
    inside = cv2.erode(product.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    assert (white[inside] == before[inside]).all()
    outside = cv2.dilate(product.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    assert (white[outside] == 255).all()
    assert outcomes(before, "amazon")["white_background"] == "fail"
    assert outcomes(white, "amazon")["white_background"] == "pass"


def test_a_soft_shadow_keeps_its_shape_when_the_paper_is_whitened() -> None:
    image = shot(level=244, side=600, reach=0.5)
    shade = cv2.GaussianBlur(cv2.circle(np.zeros((600, 600), np.float32), (300, 470), 60, 35.0, -1), None, 25)
    paper = (image == 244).all(2)
    image[paper] = (244 - shade[paper])[:, None].astype(np.uint8)
    white, _ = apply_fixes(image, ["whiten"])
    column = white[452:600, 300, 0].astype(int)
    assert column[-1] == 255 and column[20] < 245 and np.abs(np.diff(column)).max() <= 12  # no step where it ends


@pytest.mark.parametrize(("image", "words"), [
    (shot(level=180, side=600), "not nearly white"), (photos()["chelsea"], "not plain"),
    (shot(level=30, side=600), "not nearly white")])
def test_walls_and_photos_are_not_whitened(image: np.ndarray, words: str) -> None:
    same, notes = apply_fixes(image, ["whiten"])
    assert (same == image).all() and words in notes[0]


def test_padding_to_zalandos_aspect_keeps_every_pixel() -> None:
    image = shot(side=1900)
    padded, notes = apply_fixes(image, ["pad"], pack=packs()["zalando"])
    assert outcomes(image, "zalando")["aspect"] == "fail" and outcomes(padded, "zalando")["aspect"] == "pass"
    assert padded.shape[1] == 1900 and padded.shape[0] > 1900 and "never enlarges" in notes[0]
    top = (padded.shape[0] - 1900) // 2
    assert (padded[top:top + 1900] == image).all() and (padded[:top] == 255).all()


def test_padding_puts_no_paper_below_a_product_that_is_cut_off_there() -> None:
    image = np.full((600, 900, 3), 255, np.uint8)
    image[200:, 300:600] = (30, 60, 90)
    padded, _ = apply_fixes(image, ["pad"])
    assert padded.shape[:2] == (900, 900) and (padded[-1, 450] == (30, 60, 90)).all() and (padded[:300] == 255).all()
    image[:, 300:600] = (30, 60, 90)
    same, notes = apply_fixes(image, ["pad"])
    assert same.shape == image.shape and "cut off" in notes[0]


def test_a_photo_gets_no_white_bars() -> None:
    photo = photos()["coffee"]
    same, notes = apply_fixes(photo, ["pad", "recrop"])
    assert (same == photo).all() and "no product" in notes[0] and "seam" in notes[1]


def test_recropping_fills_the_frame_and_enlarges_nothing() -> None:
    image = cut_out(255, side=1200, reach=0.4)
    cropped, notes = apply_fixes(image, ["recrop"], pack=packs()["amazon"])
    assert outcomes(image, "amazon")["fill"] == "fail" and outcomes(cropped, "amazon")["fill"] == "pass"
    assert abs(cropped.shape[0] - cropped.shape[1]) <= 1 and cropped.shape[0] < 600 and "never enlarges" in notes[0]
    assert outcomes(cropped, "amazon")["zoom"] == "warn"  # the honest price of a crop


def test_a_border_is_cut_off_and_text_is_not_hidden() -> None:
    framed = cv2.copyMakeBorder(photos()["coffee"], 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=(20, 20, 160))
    cropped, notes = apply_fixes(framed, ["recrop"])
    assert outcomes(framed, "ebay")["no_border"] == "fail" and outcomes(cropped, "ebay")["no_border"] == "pass"
    assert "border was cut off" in notes[0]
    lettered = shot(side=900, reach=0.5)
    cv2.putText(lettered, "FREE SHIPPING", (60, 130), (200, 30, 30), cv2.FontFace("sans"), 60, 600)
    same, notes = apply_fixes(lettered, ["recrop"])
    assert (same == lettered).all() and "text stands beside" in notes[0]


def test_too_large_is_made_smaller_and_never_larger() -> None:
    image = np.full((40, 10400, 3), 200, np.uint8)
    smaller, notes = apply_fixes(image, ["shrink"], pack=packs()["amazon"])
    assert smaller.shape[1] == 10000 and "made smaller" in notes[0]
    same, notes = apply_fixes(smaller, ["shrink"], pack=packs()["amazon"])
    assert same.shape == smaller.shape and "within the limit" in notes[0]


def test_jpeg_fits_the_limit_and_carries_nothing_else() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (700, 700, 3), np.uint8)
    whole, small = jpeg(noise), jpeg(noise, max_bytes=120_000)
    assert len(small) <= 120_000 < len(whole) and small[:2] == b"\xff\xd8" and b"Exif" not in small
    assert decode(whole, "t", max_pixels=10**6).image.shape == (700, 700, 3)


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (4, 4)])
def test_tiny_pictures_survive_every_fix(shape: tuple[int, int]) -> None:
    for level in (0, 128, 255):
        edited, notes = apply_fixes(np.full((*shape, 3), level, np.uint8), ["whiten", "recrop", "shrink", "convert"])
        assert edited.dtype == np.uint8 and edited.size and len(notes) == 4


def test_an_unknown_fix_says_which_there_are() -> None:
    with pytest.raises(Misuse, match="recrop"):
        apply_fixes(shot(side=64), ["upscale"])


def survives(image: np.ndarray, body: np.ndarray, pack: str) -> list[str]:
    """Apply the fixes that are offered; all of the product is there afterwards. Returns their names."""
    found = measure(image, FileFacts("jpeg", 1, (image.shape[1], image.shape[0]), "RGB"))
    fixes = list(dict.fromkeys(verdict.fix for verdict in check(found, packs()[pack], TODAY) if verdict.fix))
    for fix in ("whiten", "recrop", "pad"):  # also when they are asked for and not offered
        marked = image.copy()
        edited, note = apply_fixes(marked, [fix], pack=packs()[pack])
        rows, columns = np.flatnonzero(body.any(1)), np.flatnonzero(body.any(0))
        if edited.shape == image.shape:
            assert (edited[body] == image[body]).mean() > 0.99, (fix, note)
        else:  # the crop is a window, and the product's box lies in it
            part = image[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
            assert edited.shape[0] >= part.shape[0] and edited.shape[1] >= part.shape[1], (fix, note)
            seen = cv2.matchTemplate(edited, part, cv2.TM_SQDIFF)
            assert seen.min() <= 64 * part.shape[0], (fix, note)
    return fixes


@pytest.mark.parametrize("level", [255, 251, 244, 238])
@pytest.mark.parametrize("delta", [4, 7, 11])
def test_no_fix_removes_a_part_of_a_pale_product(level: int, delta: int) -> None:
    draw = np.random.default_rng(1000 * level + delta)
    for _ in range(5):
        image, body = pale_product(draw, level, delta)
        survives(image, body, "amazon")


@pytest.mark.parametrize("name", ["coffee", "chelsea", "astronaut", "rocket"])
@pytest.mark.parametrize("share", [0.03, 0.06, 0.12, 1.0])
@pytest.mark.parametrize("level", [255, 246])
def test_no_fix_removes_a_part_of_a_photographed_product(name: str, share: float, level: int) -> None:
    """A cut-out of a photo, as pale as `share` says, with one dark part."""
    image, body = sheet(level, 700), np.zeros((700, 700), np.uint8)
    cv2.ellipse(body, (330, 380), (190, 240), 0, 0, 360, 1, -1)
    photo = cv2.resize(photos()[name], (700, 700), interpolation=cv2.INTER_AREA)
    pale = np.rint(level - 3 - (255 - photo) / 255 * 240 * share).clip(0, 255).astype(np.uint8)
    image[body > 0] = pale[body > 0]
    cv2.circle(image, (330, 380), 40, (150, 20, 30), -1)
    data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    survives(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.erode(body, np.ones((9, 9), np.uint8)) > 0, "amazon")


def test_a_pale_part_of_a_product_is_not_whitened_away() -> None:
    """A light sole under a dark shoe: connected with the background, between dark parts of the shoe."""
    image, body = sheet(246, 700), np.zeros((700, 700), bool)
    body[200:500, 150:550] = True
    image[body] = 60
    image[340:380, 150:400], image[341:379, 399:400] = 250, 250
    assert "whiten" not in survives(image, body, "amazon")


def test_clear_products_are_still_fixed() -> None:
    for level in (255, 244):
        image, body = sheet(level, 700), np.zeros((700, 700), bool)
        body[200:500, 220:480] = True
        image[body] = cv2.resize(photos()["coffee"], (700, 700))[body] // 2
        fixes = survives(image, body, "amazon")
        assert "recrop" in fixes and ("whiten" in fixes) == (level < 255)


@pytest.mark.parametrize("wide", [30, 60])
def test_a_frame_that_may_be_sold_with_its_picture_is_not_cut_off(wide: int) -> None:
    poster = sheet(side=800)
    poster[200:600, 200:600] = cv2.resize(photos()["coffee"], (400, 400))
    framed = cv2.copyMakeBorder(poster, wide, wide, wide, wide, cv2.BORDER_CONSTANT, value=(20, 20, 20))
    found = measure(framed, FileFacts("jpeg", 1, (1, 1), "RGB"))
    judged = {verdict.rule: verdict for verdict in check(found, packs()["amazon"], TODAY)}
    assert judged["no_border"].outcome == "fail" and judged["no_border"].fix == judged["fill"].fix == ""
    assert "picture's frame" in judged["no_border"].reason
    same, notes = apply_fixes(framed, ["recrop"], pack=packs()["amazon"])
    assert same.shape == framed.shape and "picture's frame" in notes[0]


def test_a_scan_line_is_cut_off_and_the_product_stays() -> None:
    image = shot(side=700, reach=0.6)
    image[:, -2:] = 150
    fixed, notes = apply_fixes(image, ["recrop"], pack=packs()["amazon"])
    assert "border was cut off" in notes[0] and (fixed[:, -1] == 255).all() and fixed.shape[0] >= 420
    assert outcomes(image, "amazon")["no_border"] == "fail" and outcomes(fixed, "amazon")["no_border"] == "pass"


@pytest.mark.parametrize("photo", sorted((Path(__file__).parents[2] / "demo" / "photos").glob("*_1.jpg")),
                         ids=lambda path: path.stem)
def test_a_fix_of_a_demo_photo_loses_nothing_that_stands_out(photo: Path) -> None:
    image = decode(photo.read_bytes(), photo.name, max_pixels=10**8).image
    found = measure(image, FileFacts("jpeg", 1, (image.shape[1], image.shape[0]), "RGB"))
    offered = {verdict.fix for verdict in check(found, packs()["amazon"], TODAY) if verdict.fix}
    if "recrop" in offered:
        left, top, right, bottom = found.product_box
        fixed, _ = apply_fixes(image, ["recrop"], pack=packs()["amazon"])
        assert fixed.shape[0] >= bottom - top and fixed.shape[1] >= right - left
    if "whiten" in offered:
        white, _ = apply_fixes(image, ["whiten"])
        lifted = (white.astype(int) - image)[(image.min(2) < 150) & (white != image).any(2)]
        assert lifted.size == 0 or lifted.max() <= 255 - 150
