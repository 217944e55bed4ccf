"""Product pictures with planted defects, and how many of them the rules find: a table of precision and recall.

Products are drawn (with inner detail, some with lettering on them, some in two parts) or cut out of photos that
installed packages carry; busy pictures are those photos. All pass through JPEG. Run `python -m tests.rules.planted`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from core.models import store
from core.nouns.measures import FileFacts
from core.rules.check import check
from core.rules.measures.measure import Reader, measure
from core.rules.rule_packs import packs
from core.settings import Settings
from core.vision.text.reader import TextReader

RULES = ("white_background", "fill", "no_text", "no_border", "no_watermark", "sharp")
TODAY = date(2026, 11, 24)
WORDS = ("SALE", "NEW IN", "FREE SHIPPING", "50 % OFF", "Best price 2026", "www.shop.example", "Limited offer")
ADVERTISING = ("NEU: -30 %", "Jetzt kaufen", "Gratis Versand", "50 % Rabatt", "SOLDES", "Livraison gratuite",
               "Promo -20 %", "REBAJAS", "Envio gratis", "SALDI", "Sconto 40 %", "KORTING", "Gratis verzending",
               "PROMOCJA", "Darmowa dostawa", "Frete gratis", "$ 19.99", "NOW 24,95", "BUY NOW", "Best seller",
               "2 for 1", "Call us: +44 20 7946 0018", "@shop_example", "info@shop.example")
PRINT = ("Olive Oil", "Dark Roast", "Field Notes", "North Atlantic", "Vanilla", "Mountain Club", "Whole Milk",
         "Model 2400", "Cotton 100 %", "Oats & Honey", "River Street", "Granola", "Haferflocken", "Confiture", "500 ml")
Draw = np.random.Generator


@dataclass
class Sample:
    """A picture, and which of Amazon's rules it breaks; a rule that is not in `broken` is not scored."""

    name: str
    image: np.ndarray
    broken: dict[str, bool] = field(default_factory=dict)


@cache
def photos() -> dict[str, np.ndarray]:
    """Busy photos of scikit-image, scikit-learn and ultralytics."""
    import skimage
    import sklearn
    import ultralytics

    data = Path(skimage.__file__).parent / "data"
    files = [data / name for name in ("coffee.png", "chelsea.png", "astronaut.png", "rocket.jpg", "motorcycle_left.png",
                                      "ihc.png")]
    files += sorted((Path(ultralytics.__file__).parent / "assets").glob("*.jpg"))
    files += sorted((Path(sklearn.__file__).parent / "datasets" / "images").glob("*.jpg"))
    return {path.stem: cv2.imread(str(path), cv2.IMREAD_COLOR_RGB) for path in files}


def _color(draw: Draw, low: int = 20, high: int = 200) -> tuple[int, int, int]:
    red, green, blue = draw.integers(low, high, 3).tolist()
    return red, green, blue


def product(draw: Draw, side: int) -> tuple[np.ndarray, np.ndarray]:
    """RGB and coverage (0..1) of a product that reaches all four edges of a square or of a thinner box."""
    wide = side if draw.random() < 0.5 else round(side * draw.uniform(0.45, 1))
    kind = int(draw.integers(6))
    cover = np.zeros((side, wide), np.uint8)
    middle, half = (wide // 2, side // 2), (wide // 2, side // 2)
    if kind == 0:
        cv2.ellipse(cover, middle, half, 0, 0, 360, 255, -1, cv2.LINE_AA)
    elif kind == 1:  # bottle
        cv2.rectangle(cover, (wide // 3, 0), (2 * wide // 3, side), 255, -1)
        cv2.rectangle(cover, (0, side // 3), (wide, side), 255, -1)
    elif kind == 2:  # a shirt
        points = [(0.2, 0), (0.8, 0), (1, 0.3), (0.82, 0.4), (0.82, 1), (0.18, 1), (0.18, 0.4), (0, 0.3)]
        cv2.fillPoly(cover, [np.array([(x * wide, y * side) for x, y in points], np.int32)], 255, cv2.LINE_AA)
    elif kind == 3:  # a ring: the background shows through
        cv2.ellipse(cover, middle, half, 0, 0, 360, 255, -1, cv2.LINE_AA)
        cv2.ellipse(cover, middle, (wide // 4, side // 4), 0, 0, 360, 0, -1, cv2.LINE_AA)
    elif kind == 4:  # a pair
        cv2.ellipse(cover, (wide // 4, side // 2), (wide // 5 + wide // 20, side // 2), 0, 0, 360, 255, -1, cv2.LINE_AA)
        cv2.rectangle(cover, (wide * 6 // 10, 0), (wide, side), 255, -1)
    else:
        cv2.rectangle(cover, (0, 0), (wide, side), 255, -1)
    return _surface(draw, side, wide), cover.astype(np.float32)[..., None] / 255


def _surface(draw: Draw, side: int, wide: int) -> np.ndarray:
    """Shaded, with seams and sometimes a label; or a piece of a photo."""
    if draw.random() < 0.35:
        photo = list(photos().values())[int(draw.integers(3))]
        return cv2.resize(photo, (wide, side), interpolation=cv2.INTER_AREA)
    shade = np.linspace(draw.uniform(0.7, 1), draw.uniform(1, 1.2), wide, dtype=np.float32)[None, :, None]
    body = np.clip(np.full((side, wide, 3), _color(draw, 30, 190), np.float32) * shade, 0, 225).astype(np.uint8)
    for _ in range(int(draw.integers(4, 10))):
        ends = draw.integers(0, (wide, side), (2, 2))
        cv2.line(body, ends[0].tolist(), ends[1].tolist(), _color(draw, 0, 160), int(draw.integers(2, 6)), cv2.LINE_AA)
    if draw.random() < 0.4:
        lettering(body, draw, (round(wide * 0.2), side // 2), round(side * 0.07), color=(20, 20, 20))
    return body


def lettering(image: np.ndarray, draw: Draw, at: tuple[int, int], size: int, *, color: tuple[int, int, int],
              choice: tuple[str, ...] = WORDS) -> None:
    """A few words, in a drawn or a real typeface."""
    words = choice[int(draw.integers(len(choice)))]
    if draw.random() < 0.3:
        cv2.putText(image, words, at, cv2.FONT_HERSHEY_DUPLEX, size / 22, color, max(2, size // 9), cv2.LINE_AA)
    else:
        font = cv2.FontFace("sans" if draw.random() < 0.7 else "italic")
        cv2.putText(image, words, at, color, font, size, int(draw.integers(400, 800)))


def scene(draw: Draw, *, reach: float | None = None, ground: np.ndarray | None = None,
          free: bool = False) -> np.ndarray:
    """A product on paper, reaching `reach` of the frame; `free` leaves the upper fifth empty for lettering."""
    side = int(draw.integers(560, 1200))
    canvas = np.full((side, side, 3), 255, np.uint8) if ground is None else cv2.resize(ground, (side, side))
    reach = draw.uniform(0.87, 0.97) if reach is None else reach
    body, cover = product(draw, round(side * (min(reach, 0.72) if free else reach)))
    high, wide = body.shape[:2]
    top = side - high - round(side * 0.02) if free else (side - high) // 2
    left = (side - wide) // 2
    part = canvas[top:top + high, left:left + wide]
    canvas[top:top + high, left:left + wide] = np.rint(part * (1 - cover) + body * cover).astype(np.uint8)
    return canvas


def clean(draw: Draw) -> Sample:
    return Sample("clean", scene(draw), dict.fromkeys(RULES, False))


def gray_paper(draw: Draw) -> Sample:
    level = draw.integers(205, 252)
    paper = np.full((64, 64, 3), level, np.float32)
    if draw.random() < 0.5:  # lit from one side
        paper = paper * np.linspace(0.94, 1, 64, dtype=np.float32)[None, :, None]
    image = scene(draw, ground=paper.astype(np.uint8))
    return Sample("gray paper", image, {"white_background": True, "fill": False, "no_border": False, "no_text": False})


def small(draw: Draw) -> Sample:
    image = scene(draw, reach=draw.uniform(0.35, 0.8))
    return Sample("small product", image, dict.fromkeys(RULES, False) | {"fill": True})


def text(draw: Draw) -> Sample:
    image = scene(draw, free=True)
    side = len(image)
    at = (round(side * draw.uniform(0.02, 0.2)), round(side * draw.uniform(0.1, 0.2)))
    if draw.random() < 0.3:  # a badge: white words on a colored bar
        cv2.rectangle(image, (0, 0), (side, round(side * 0.24)), _color(draw, 60, 200), -1)
        lettering(image, draw, at, round(side * draw.uniform(0.04, 0.08)), color=(255, 255, 255))
        return Sample("badge", image, {"no_text": True})
    lettering(image, draw, at, round(side * draw.uniform(0.03, 0.09)), color=_color(draw, 0, 190))
    return Sample("text on paper", image, {"no_text": True, "no_border": False, "white_background": False})


def text_on_photo(draw: Draw) -> Sample:
    image = photo(draw).image
    at = (round(image.shape[1] * draw.uniform(0.02, 0.3)), round(image.shape[0] * draw.uniform(0.1, 0.9)))
    lettering(image, draw, at, round(len(image) * draw.uniform(0.04, 0.09)),
              color=(255, 255, 255) if draw.random() < 0.6 else _color(draw, 0, 255))
    return Sample("text on a photo", image, {"no_text": True})


def advertising_on_photo(draw: Draw) -> Sample:
    """Wording of eight languages, on the photo itself or on a badge; all of it inside the picture."""
    image = photo(draw).image
    high, wide = image.shape[:2]
    size = round(min(high * draw.uniform(0.04, 0.09), wide / 16))
    at = (round(wide * draw.uniform(0.02, 0.15)), round(high * draw.uniform(0.15, 0.9)))
    color = (255, 255, 255)
    if draw.random() < 0.4:
        low, right = at[1] + size // 2, round(wide * 0.98)
        cv2.rectangle(image, (max(0, at[0] - size), low - 2 * size), (right, low), _color(draw, 60, 200), -1)
    elif draw.random() < 0.5:
        color = _color(draw, 0, 255)
    lettering(image, draw, at, size, color=color, choice=ADVERTISING)
    return Sample("advertising on a photo", image, {"no_text": True})


def print_on_photo(draw: Draw) -> Sample:
    """A package with a name on it, seen a little from the side, in a scene: print, nothing that was laid over."""
    image = photo(draw).image
    high, wide = image.shape[:2]
    side = round(min(high, wide) * draw.uniform(0.35, 0.6))
    face = np.full((side, side, 3), _color(draw, 60, 250), np.uint8)
    ink = (20, 20, 30) if face.mean() > 130 else (245, 245, 240)
    lettering(face, draw, (side // 12, side // 3), round(side / 10), color=ink, choice=PRINT)
    cv2.circle(face, (side // 2, 2 * side // 3), side // 6, _color(draw, 20, 220), -1)
    left, top = int(draw.integers(0, wide - side)), int(draw.integers(0, high - side))
    corners = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    seen = corners + np.float32((left, top)) + draw.uniform(-0.06, 0.06, (4, 2)).astype(np.float32) * side
    turned = cv2.getPerspectiveTransform(corners, seen)
    cover = cv2.warpPerspective(np.ones((side, side), np.float32), turned, (wide, high))[..., None]
    body = cv2.warpPerspective(face, turned, (wide, high))
    image = np.rint(image * (1 - cover) + body * cover).astype(np.uint8)
    return Sample("print on a photo", image, {"no_text": False})


def border(draw: Draw) -> Sample:
    image = photo(draw).image if draw.random() < 0.4 else scene(draw, reach=draw.uniform(0.6, 0.85))
    wide = max(2, round(len(image) * draw.uniform(0.004, 0.05)))
    color = _color(draw, 0, 215)
    if draw.random() < 0.3:  # a thin line that stands away from the edge
        gap, line = round(len(image) * 0.02), max(2, round(len(image) * 0.006))
        cv2.rectangle(image, (gap, gap), (image.shape[1] - gap - 1, len(image) - gap - 1), color, line)
    else:
        image = cv2.copyMakeBorder(image, wide, wide, wide, wide, cv2.BORDER_CONSTANT, value=color)
    return Sample("border", image, {"no_border": True})


def watermark(draw: Draw) -> Sample:
    image = scene(draw, reach=draw.uniform(0.6, 0.9))
    over = np.zeros(image.shape, np.uint8)
    size = round(len(image) * draw.uniform(0.03, 0.06))
    for y in range(size, len(image), 3 * size):
        lettering(over, draw, (int(draw.integers(0, size * 3)), y), size, color=(255, 255, 255))
    strength = draw.uniform(0.06, 0.25) * over.astype(np.float32) / 255
    return Sample("watermark", np.rint(image * (1 - strength) + 90 * strength).astype(np.uint8), {"no_watermark": True})


def blurred(draw: Draw) -> Sample:
    body = scene(draw)
    side = len(body)
    if draw.random() < 0.5:  # enlarged from a thumbnail
        image = cv2.resize(cv2.resize(body, None, fx=0.17, fy=0.17, interpolation=cv2.INTER_AREA), (side, side),
                           interpolation=cv2.INTER_CUBIC)
    else:
        image = cv2.GaussianBlur(body, None, max(4.0, side * draw.uniform(0.004, 0.01)))
    return Sample("blurred", image, {"sharp": True})


def photo(draw: Draw) -> Sample:
    """A piece of a busy photo, at its own size: enlarging would blur it."""
    source = list(photos().values())[int(draw.integers(len(photos())))]
    high, wide = source.shape[:2]
    share = draw.uniform(0.75, 1)
    top, left = int(high * (1 - share) * draw.random()), int(wide * (1 - share) * draw.random())
    image = source[top:top + int(high * share), left:left + int(wide * share)].copy()
    image = image[:, ::-1].copy() if draw.random() < 0.5 else image
    return Sample("photo", image, dict.fromkeys(RULES[2:], False) | {"white_background": True})


def pale(draw: Draw) -> Sample:
    """A nearly white product on white paper: the hard case for a background that is found by its color."""
    image = scene(draw)
    light = 255 - (255 - image.astype(np.float32)) * draw.uniform(0.06, 0.2)
    truth = dict.fromkeys(RULES[:5], False)
    return Sample("pale product", np.rint(light).astype(np.uint8), truth)


MAKERS: tuple[Callable[[Draw], Sample], ...] = (clean, clean, gray_paper, small, text, text_on_photo, border, watermark,
                                                blurred, photo, pale, advertising_on_photo, print_on_photo)


@cache
def reader() -> Reader:
    """The reader of lettering that the product opens."""
    return TextReader(store.entry(Settings().models_dir, "text")).read


def samples(count: int, seed: int) -> Iterator[Sample]:
    """`count` pictures from each maker, each through JPEG of quality 85 to 98."""
    draw = np.random.default_rng(seed)
    for maker in MAKERS:
        for _ in range(count):
            sample = maker(draw)
            options = [cv2.IMWRITE_JPEG_QUALITY, int(draw.integers(85, 99))]
            data = cv2.imencode(".jpg", cv2.cvtColor(sample.image, cv2.COLOR_RGB2BGR), options)[1]
            sample.image = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
            yield sample


def score(count: int, seed: int, *, wrong: list[str] | None = None) -> dict[str, Counter[str]]:
    """Rule -> how many were found, missed, falsely alarmed, rightly passed, and unknown of broken and of sound ones."""
    table: dict[str, Counter[str]] = {rule: Counter() for rule in RULES}
    read = reader()
    pack = packs()["amazon"]
    for number, sample in enumerate(samples(count, seed)):
        measures = measure(sample.image, FileFacts("jpeg", 1, (1, 1)), read=read)
        outcomes = {verdict.rule: verdict.outcome for verdict in check(measures, pack, TODAY)}
        for rule, broken in sample.broken.items():
            flagged, unknown = outcomes[rule] in ("fail", "warn"), outcomes[rule] == "unknown"
            name = ("unknown" if unknown else "found" if flagged else "missed") if broken else \
                ("abstained" if unknown else "alarm" if flagged else "sound")
            table[rule][name] += 1
            if rule == "no_text":
                table.setdefault(f"no_text: {sample.name}", Counter())[name] += 1
            if wrong is not None and name in ("missed", "alarm"):
                wrong.append(f"{number} {sample.name} {rule} {name}")
    return table


def figures(row: Counter[str]) -> tuple[float, float]:
    """Precision, and recall where an unknown counts as not found."""
    flagged, broken = row["found"] + row["alarm"], row["found"] + row["missed"] + row["unknown"]
    return row["found"] / max(1, flagged), row["found"] / max(1, broken)


def printed(table: dict[str, Counter[str]]) -> str:
    """The table in Markdown."""
    lines = ["| rule | planted | found | missed | unknown | sound | false alarms | unknown | precision | recall |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for rule, row in table.items():
        precision, recall = figures(row)
        planted, sound = row["found"] + row["missed"] + row["unknown"], row["sound"] + row["alarm"] + row["abstained"]
        cells = (planted, row["found"], row["missed"], row["unknown"], sound, row["alarm"], row["abstained"])
        shares = f"{precision:.3f} | {recall:.3f}" if planted else "- | -"
        lines.append(f"| {rule} | {' | '.join(map(str, cells))} | {shares} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="pictures of each of the thirteen makers")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--wrong", action="store_true", help="list what was missed or falsely alarmed")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    wrong: list[str] = []
    print(printed(score(options.count, options.seed, wrong=wrong)))
    if options.wrong:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
