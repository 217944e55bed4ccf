"""Photos of faces printed on things, made by pasting: what a printed face looks like to the detectors.

No such photos are in the pack, so faces of its portraits are pasted onto bare shirts, bags, cushions, books and mugs
(on their own background or in a room) and onto the chests of people, with and without their heads. What teaches and
what tests shares no source: neither of faces, nor of products, rooms or people.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pandas as pd

from core.learning.data.pictures import read_rgb

SIDE = 480  # pixels of the longer side of each picture
GOODS = {
    "shirt": r"t-?shirts?|shirts?|sweatshirts?|hoodies?|tops?|sweaters?|polo_shirt|tank_top",
    "bag": r"bags?|handbags?|backpacks?|laptop bag|duffel.bag|messenger.bag|tote_bag.*",
    "cushion": r"cushion cover|cushions?|(throw_)?pillows?|pillowcase",
    "book": r"books?|.*_books?|notebook",
    "mug": r"mugs?",
}
# Sources that teach; everything else tests.
TEACHING = {
    "faces": ("prajnasb/observations",),
    "goods": ("GaneshNeupane01/Fashion-Recommendation-System", "alexeygrigorev/clothing-dataset",
              "IvonaTau/style-search"),
    "rooms": ("IvonaTau/style-search",),
    "people": ("bearpaw/clothing-co-parsing",),
}
PORTRAITS = ("photo_person", "portrait")  # labels; their pictures show head and shoulders
PARTS = ("teach", "test")
GRAY_TONE = 0.3  # share of prints without color


class Printed(NamedTuple):
    """One made-up photo.

    Attributes
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    xyxy : tuple of float
        The printed face in pixels.
    kind : str
        A key of `GOODS`, "worn" or "headless".
    in_room : bool
        The product was cut out and put into a room.
    path : str
        The picture of the pack that it was printed on.
    """

    image: np.ndarray
    xyxy: tuple[float, float, float, float]
    kind: str
    in_room: bool
    path: str


def of_part(pack: pd.DataFrame, subject: str, part: str) -> pd.DataFrame:
    """The rows whose source belongs to a part.

    Parameters
    ----------
    pack : pandas.DataFrame
    subject : str
        A key of `TEACHING`.
    part : {"teach", "test"}
    """
    return pack[pack["source"].isin(TEACHING[subject]) == (part == "teach")]


def bare_goods(pack: pd.DataFrame, part: str) -> list[tuple[str, str, str]]:
    """(kind, path, background) of all pictures of things that faces are printed on; some show a person too."""
    rows = of_part(pack, "goods", part)
    rows = rows[(rows["intent"] != "negative") & (rows["block"] != "sku")]
    return [(kind, row.path, row.background) for row in rows.itertuples() for kind, pattern in GOODS.items()
            if re.fullmatch(pattern, row.label.lower())]


def on_goods(data: Path, pack: pd.DataFrame, part: str, goods: list[tuple[str, str, str]], *,
             seed: int = 5) -> Iterator[Printed]:
    """One made-up photo for each picture of a bare thing; those on a plain background stand in a room every other time.

    Parameters
    ----------
    data : Path
        The pack.
    pack : pandas.DataFrame
        Its table.
    part : {"teach", "test"}
    goods : list of (str, str, str)
        From `bare_goods`, without those that show a person.
    seed : int
    """
    rng = random.Random(seed)
    faces = _faces(pack, part)
    rooms = of_part(pack, "rooms", part)
    rooms = rooms[rooms["label"].str.startswith("room")]["path"].tolist()
    for kind, path, background in goods:
        image = _to_side(read_rgb(data / path))
        left, top, right, bottom = _extent(image) if background != "natural" else _middle(image)
        face, place = _print(read_rgb(data / rng.choice(faces)), rng), rng.uniform(0.3, 0.6)
        width = (right - left) * (rng.uniform(0.25, 0.6) if kind != "book" else rng.uniform(0.4, 0.9))
        printed = image.copy()
        aside = rng.uniform(-0.15, 0.15) * (right - left)
        xyxy = _paste(printed, face, ((left + right) / 2 + aside, top + place * (bottom - top)), width)
        in_room = background != "natural" and rng.random() < 0.5
        if in_room:
            printed, xyxy = _into_room(printed, image, _to_side(read_rgb(data / rng.choice(rooms))), xyxy, rng=rng)
        if xyxy is not None:
            yield Printed(_developed(printed, rng), xyxy, kind, in_room, path)


def on_people(data: Path, pack: pd.DataFrame, part: str, people: list[tuple[str, tuple, tuple]], *,
              seed: int = 6) -> Iterator[Printed]:
    """Printed on the chest of a person, whose head is cut off every other time.

    Parameters
    ----------
    data, pack, part, seed
        As for `on_goods`.
    people : list of (str, tuple, tuple)
        Path, and xyxy of the person and of the face, both as shares of the picture's width and height.
    """
    rng = random.Random(seed)
    faces = _faces(pack, part)
    for number, (path, person, face) in enumerate(people):
        image = _to_side(read_rgb(data / path), 2 * SIDE)
        height, width = image.shape[:2]
        scale = np.array([width, height, width, height])
        person, face = np.array(person) * scale, np.array(face) * scale
        middle, chin, head = (face[0] + face[2]) / 2, face[3], face[3] - face[1]
        size = head * rng.uniform(0.6, 1.1)
        xyxy = _paste(image, _print(read_rgb(data / rng.choice(faces)), rng),
                      (middle + rng.uniform(-0.1, 0.1) * head, chin + 0.45 * head + size / 2), size)
        cut = int(chin + 0.1 * head) if number % 2 else 0
        end = min(height, int(chin + rng.uniform(3, 12) * head))
        if xyxy is not None:
            yield Printed(_developed(np.ascontiguousarray(image[cut:end]), rng),
                          (xyxy[0], xyxy[1] - cut, xyxy[2], xyxy[3] - cut), "headless" if cut else "worn", False, path)


def _faces(pack: pd.DataFrame, part: str) -> list[str]:
    faces = pack[pack["path"].str.startswith("negative/face") | pack["label"].isin(PORTRAITS)]
    return of_part(faces, "faces", part)["path"].tolist()


def _print(face: np.ndarray, rng: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """A portrait as it is printed, and its opacity in [0, 1]: the whole picture, or its middle with a soft edge."""
    if rng.random() < GRAY_TONE:
        face = np.repeat(face.mean(2, keepdims=True), 3, 2).astype(np.uint8)
    height, width = face.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    opacity = np.ones((height, width), np.float32)
    if rng.random() < 0.5:
        distance = np.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2))
        opacity = np.clip((1 - distance) / 0.15, 0, 1).astype(np.float32)
    return face, opacity[..., None] * rng.uniform(0.8, 1.0)


def _paste(image: np.ndarray, print_: tuple[np.ndarray, np.ndarray], center: tuple[float, float],
           width: float) -> tuple[float, float, float, float] | None:
    """Print on the image in place, with the shades of the cloth; xyxy of the print, None where it does not fit."""
    face, opacity = print_
    size_wh = round(width), round(width * face.shape[0] / face.shape[1])
    left, top = round(center[0] - size_wh[0] / 2), round(center[1] - size_wh[1] / 2)
    right, bottom = left + size_wh[0], top + size_wh[1]
    if min(size_wh) < 24 or left < 0 or top < 0 or right > image.shape[1] or bottom > image.shape[0]:
        return None
    opacity = cv2.resize(opacity, size_wh).reshape(size_wh[1], size_wh[0], 1)
    cloth = image[top:bottom, left:right].astype(np.float32)
    shade = cv2.GaussianBlur(cloth.mean(2), (0, 0), max(1.0, width / 12))
    shade = np.clip(cloth.mean(2) / np.maximum(shade, 1), 0.7, 1.15)[..., None]
    ink = cv2.resize(face, size_wh, interpolation=cv2.INTER_AREA).astype(np.float32) * shade
    image[top:bottom, left:right] = np.clip(cloth * (1 - opacity) + ink * opacity, 0, 255).astype(np.uint8)
    return float(left), float(top), float(right), float(bottom)


def _into_room(printed: np.ndarray, plain: np.ndarray, room: np.ndarray, xyxy: tuple | None, *,
               rng: random.Random) -> tuple[np.ndarray, tuple | None]:
    """Cut the product out of its plain background and put it into the lower part of a room."""
    if xyxy is None:
        return printed, None
    left, top, right, bottom = _extent(plain)
    mask = cv2.GaussianBlur(_mask(plain)[top:bottom, left:right].astype(np.float32), (0, 0), 1.0)[..., None]
    scale = rng.uniform(0.5, 0.8) * room.shape[0] / (bottom - top)
    scale = min(scale, 0.9 * room.shape[1] / (right - left))
    size_wh = max(1, int((right - left) * scale)), max(1, int((bottom - top) * scale))
    x = rng.randint(0, room.shape[1] - size_wh[0])
    y = room.shape[0] - size_wh[1] - rng.randint(0, max(0, (room.shape[0] - size_wh[1]) // 2))
    mask = cv2.resize(mask, size_wh).reshape(size_wh[1], size_wh[0], 1)
    product = cv2.resize(printed[top:bottom, left:right], size_wh, interpolation=cv2.INTER_AREA)
    part = room[y : y + size_wh[1], x : x + size_wh[0]]
    part[:] = (part * (1 - mask) + product * mask).astype(np.uint8)
    moved = [(value - start) * scale + shift for value, start, shift in
             zip(xyxy, (left, top, left, top), (x, y, x, y), strict=True)]
    return room, tuple(moved)


def _mask(image: np.ndarray) -> np.ndarray:
    """True where a picture with a plain background shows its product."""
    edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    far = (np.abs(image.astype(int) - np.median(edge, 0)).max(2) > 14).astype(np.uint8)
    return cv2.morphologyEx(far, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)) > 0


def _extent(image: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(_mask(image).any(1))[0], np.nonzero(_mask(image).any(0))[0]
    if len(rows) < 60 or len(columns) < 60:
        return _middle(image)
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _middle(image: np.ndarray) -> tuple[int, int, int, int]:
    height, width = image.shape[:2]
    return int(0.15 * width), int(0.15 * height), int(0.85 * width), int(0.85 * height)


def _to_side(image: np.ndarray, side: int = SIDE) -> np.ndarray:
    scale = side / max(image.shape[:2])
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)


def _developed(image: np.ndarray, rng: random.Random) -> np.ndarray:
    """Slightly blurred and encoded as JPEG, so that the print is as sharp as the rest."""
    soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.0))
    encoded = cv2.imencode(".jpg", soft[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, rng.randint(70, 92)])[1]
    return np.ascontiguousarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1])
