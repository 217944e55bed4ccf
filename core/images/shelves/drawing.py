"""Paints an arrangement: panel, products, boards, price tags, and what stands before them; keeps who covers what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from core.images.shelves.arrangement import Arrangement, Facing, Packshot
from core.images.shelves.layouts import Color, Layout

SKIN = ((224, 172, 140), (198, 134, 96), (141, 85, 54), (92, 58, 40), (240, 200, 175))
SLEEVES = ((40, 44, 60), (170, 30, 40), (220, 220, 220), (60, 110, 80), (30, 60, 120))


@dataclass(frozen=True, eq=False)
class Painted:
    """A painted front.

    Attributes
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    owner : ndarray of int32, shape (H, W)
        1 and up: the facing seen there; after all facings the price tags; 0: something else.
    areas : ndarray of float64, shape (N,)
        Pixels that each of them has when nothing is before it.
    """

    image: np.ndarray
    owner: np.ndarray
    areas: np.ndarray


def paint(shelf: Arrangement, packshots: Sequence[Packshot], layout: Layout, rng: np.random.Generator) -> Painted:
    """Paint a shelf from back to front.

    Parameters
    ----------
    shelf : Arrangement
    packshots : sequence of Packshot
        Those that its facings name.
    layout : Layout
    rng : numpy.random.Generator
    """
    width, height = shelf.size_wh
    image, owner = back_panel((width, height), layout, rng), np.zeros((height, width), np.int32)
    areas = np.zeros(len(shelf.facings) + len(shelf.price_tags))
    depth = rng.random(len(shelf.boards)) < 0.6
    board_color = _near(layout.board_colors[rng.integers(len(layout.board_colors))], rng, 10)
    for facing in shelf.facings:
        if depth[facing.row] and not layout.is_hung:
            _paint_behind(image, facing, packshots[facing.packshot].rgba, rng)
    for number, facing in enumerate(shelf.facings, 1):
        rgba = as_it_stands(packshots[facing.packshot].rgba, facing, rng)
        areas[number - 1] = _place(image, owner, rgba, (facing.xyxy[0], facing.xyxy[3]), number=number)
    _shade_rows(image, shelf, strength=float(rng.uniform(0.1, 0.5)))
    for top, bottom in shelf.boards:
        _board(image, owner, (top, bottom), layout, color=board_color)
    colors = [layout.tag_colors[i] for i in rng.integers(len(layout.tag_colors), size=len(shelf.price_tags))]
    main = colors[0] if colors else (255, 255, 255)
    for number, (xyxy, other) in enumerate(zip(shelf.price_tags, colors, strict=True), len(shelf.facings) + 1):
        areas[number - 1] = _price_tag(image, owner, xyxy, number=number, rng=rng,
                                       color=other if rng.random() < 0.15 else main)
    _uprights(image, owner, board_color, rng)
    return Painted(image, owner, areas)


def as_it_stands(rgba: np.ndarray, facing: Facing, rng: np.random.Generator) -> np.ndarray:
    """A packshot in the size of its facing, lit and tilted a little, or with its back to the customer.

    Parameters
    ----------
    rgba : ndarray of uint8, shape (H, W, 4)
    facing : Facing
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of uint8, shape (h, w, 4)
    """
    left, top, right, bottom = facing.xyxy
    wide = max(6, round((right - left) * float(rng.choice([1.0, 1.0, 1.0, 0.93, 0.85]))))
    tall = max(6, round(bottom - top))
    way = cv2.INTER_AREA if tall < rgba.shape[0] else cv2.INTER_LINEAR
    rgba = cv2.resize(rgba, (wide, tall), interpolation=way)
    if facing.is_back_turned:
        rgba = back_side(rgba, rng)
    if rng.random() < 0.3:
        turn = cv2.getRotationMatrix2D((wide / 2, tall), float(rng.normal(0, 1.6)), 1.0)
        rgba = cv2.warpAffine(rgba, turn, (wide, tall), borderMode=cv2.BORDER_CONSTANT)
    light = rng.uniform(0.82, 1.08) * rng.uniform(0.97, 1.03, 3)
    rgba[..., :3] = np.clip(rgba[..., :3] * light, 0, 255).astype(np.uint8)
    return rgba


def back_side(rgba: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The back of a package: its mean color, lines of small print and a barcode, in its outline.

    Parameters
    ----------
    rgba : ndarray of uint8, shape (H, W, 4)
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of uint8, shape (H, W, 4)
    """
    height, width = rgba.shape[:2]
    is_product = rgba[..., 3] > 127
    mean = rgba[..., :3][is_product].mean(0) if is_product.any() else np.full(3, 200.0)
    back = np.empty_like(rgba)
    back[..., :3] = np.clip(0.75 * mean + 0.25 * rgba[:, ::-1, :3], 0, 255)
    ink = (30, 30, 30) if mean.mean() > 110 else (225, 225, 225)
    for y in range(round(height * 0.25), round(height * 0.65), max(3, height // 24)):
        cv2.line(back, (round(width * 0.2), y), (round(width * rng.uniform(0.5, 0.8)), y), (*ink, 255), 1)
    x0, y0, x1, y1 = (round(v) for v in (width * 0.3, height * 0.7, width * 0.7, height * 0.85))
    back[y0:y1, x0:x1, :3] = np.where(rng.random(x1 - x0) < 0.5, 30, 245)[None, :, None]
    back[..., 3] = rgba[:, ::-1, 3]
    return back


def back_panel(size_wh: tuple[int, int], layout: Layout, rng: np.random.Generator) -> np.ndarray:
    """The wall behind the products, uint8 (H, W, 3).

    Parameters
    ----------
    size_wh : tuple of int
    layout : Layout
    rng : numpy.random.Generator
    """
    width, height = size_wh
    color = np.array(_near(layout.back_colors[rng.integers(len(layout.back_colors))], rng, 14), np.float32)
    down, across = rng.uniform(0.75, 1.05, 2).tolist(), rng.uniform(0.9, 1.05, 2).tolist()
    light = np.linspace(down[0], down[1], height)[:, None] * np.linspace(across[0], across[1], width)
    image = np.clip(color * light[..., None], 0, 255).astype(np.uint8)
    dark = tuple(int(value * 0.72) for value in color)
    step = int(rng.integers(18, 60))
    if layout.back == "holes":
        for y in range(step // 2, height, step):
            for x in range(step // 2, width, step):
                cv2.circle(image, (x, y), max(1, step // 9), dark, -1, cv2.LINE_AA)
    elif layout.back == "planks":
        for y in range(0, height, step * 2):
            cv2.line(image, (0, y), (width, y), dark, 2)
        grain = cv2.resize(rng.normal(0, 9, (height // 3 + 1, width // 40 + 1)), (width, height))
        image = np.clip(image + grain[..., None], 0, 255).astype(np.uint8)
    elif layout.back == "grid":
        for at in range(0, max(size_wh), step):
            cv2.line(image, (at, 0), (at, height), dark, 2)
            cv2.line(image, (0, at), (width, at), dark, 2)
    return image


def stand_before(painted: Painted, rng: np.random.Generator) -> Painted:
    """The shelf with an arm that reaches in, a shopping cart, or nothing before it; changes the value's arrays.

    Parameters
    ----------
    painted : Painted
    rng : numpy.random.Generator
    """
    height, width = painted.owner.shape
    cover, kind = np.zeros((height, width), np.uint8), rng.random()
    if kind < 0.14:
        x, y = int(rng.uniform(0.2, 0.8) * width), int(rng.uniform(0.3, 0.9) * height)
        from_x = int(rng.choice([-0.1, 1.1]) * width)
        thick = int(rng.uniform(0.03, 0.06) * width)
        skin, sleeve = SKIN[rng.integers(len(SKIN))], SLEEVES[rng.integers(len(SLEEVES))]
        for color, start in ((skin, 0.0), (sleeve, 0.35)):
            begin = (int(x + (from_x - x) * start), int(y + (height * 1.05 - y) * start))
            cv2.line(cover, begin, (from_x, int(height * 1.05)), 255, thick)
            cv2.line(painted.image, begin, (from_x, int(height * 1.05)), color, thick)
        for spread in (-0.5, 0.0, 0.5, 1.0):
            tip = (int(x + np.sign(x - from_x) * thick * 1.2), int(y + spread * thick))
            cv2.line(cover, (x, y), tip, 255, max(2, thick // 3))
            cv2.line(painted.image, (x, y), tip, skin, max(2, thick // 3))
        cv2.circle(cover, (x, y), int(thick * 0.7), 255, -1)
        cv2.circle(painted.image, (x, y), int(thick * 0.7), skin, -1)
    elif kind < 0.22:
        top, step = int(rng.uniform(0.72, 0.9) * height), int(rng.uniform(0.02, 0.035) * width)
        left, right = sorted(int(v * width) for v in rng.uniform(-0.1, 1.1, 2))
        lines = [((x, top), (x, height)) for x in range(left, right, step)]
        lines += [((left, y), (right, y)) for y in range(top, height, step)]
        for begin, end in lines:
            cv2.line(cover, begin, end, 255, 3)
            cv2.line(painted.image, begin, end, (168, 172, 176), 3, cv2.LINE_AA)
    painted.owner[cover > 0] = 0
    return painted


def _place(image: np.ndarray, owner: np.ndarray | None, rgba: np.ndarray, corner: tuple[float, float], *,
           number: int = 0) -> float:
    """Blend a picture in by its lower left corner; returns how many pixels it has, seen or not."""
    x, y = round(corner[0]), round(corner[1]) - rgba.shape[0]
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(image.shape[1], x + rgba.shape[1]), min(image.shape[0], y + rgba.shape[0])
    whole = float((rgba[..., 3] > 127).sum())
    if x0 >= x1 or y0 >= y1:
        return whole
    part = rgba[y0 - y : y1 - y, x0 - x : x1 - x]
    opacity, under = part[..., 3:].astype(np.uint16), image[y0:y1, x0:x1]
    under[:] = (part[..., :3] * opacity + under * (255 - opacity)) // 255
    if owner is not None:
        owner[y0:y1, x0:x1][part[..., 3] > 127] = number
    return whole


def _paint_behind(image: np.ndarray, facing: Facing, rgba: np.ndarray, rng: np.random.Generator) -> None:
    """The next one of the same product in the depth of the shelf: darker, smaller, a little higher."""
    left, top, right, bottom = facing.xyxy
    size = (max(4, round((right - left) * 0.94)), max(4, round((bottom - top) * 0.95)))
    rgba = cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
    rgba[..., :3] = (rgba[..., :3] * 0.5).astype(np.uint8)
    rise = (bottom - top) * float(rng.uniform(0.02, 0.07))
    _place(image, None, rgba, (left + (right - left) * float(rng.normal(0.03, 0.03)), bottom - rise))


def _shade_rows(image: np.ndarray, shelf: Arrangement, strength: float) -> None:
    """Each board throws its shadow on the row below."""
    top = 0.0
    for begin, end in shelf.boards:
        y0, y1 = round(top), min(image.shape[0], round(begin))
        if y1 > y0:
            falling = 1 - strength * np.clip(1 - np.linspace(0, 2.5, y1 - y0), 0, 1)
            image[y0:y1] = (image[y0:y1] * falling[:, None, None]).astype(np.uint8)
        top = end


def _board(image: np.ndarray, owner: np.ndarray, span: tuple[float, float], layout: Layout, *, color: Color) -> None:
    y0, y1 = round(span[0]), max(round(span[0]) + 2, round(span[1]))
    if layout.is_hung:
        return
    if layout.is_wire:
        for y in (y0, y0 + (y1 - y0) // 2, y1 - 2):
            cv2.line(image, (0, y), (image.shape[1], y), color, 3, cv2.LINE_AA)
        for x in range(0, image.shape[1], max(4, (y1 - y0) // 2)):
            cv2.line(image, (x, y0), (x, y1), tuple(int(v * 0.8) for v in color), 1, cv2.LINE_AA)
        return
    light = np.linspace(1.08, 0.8, y1 - y0)[:, None, None]
    part = image[y0:y1]
    part[:] = np.clip(np.array(color) * light[: len(part)], 0, 255)
    image[max(0, y1 - 2) : y1] = tuple(int(v * 0.45) for v in color)
    owner[y0:y1] = 0


def _price_tag(image: np.ndarray, owner: np.ndarray, xyxy: tuple[float, float, float, float], *, number: int,
               color: Color, rng: np.random.Generator) -> float:
    x0, y0, x1, y1 = (round(value) for value in xyxy)
    cv2.rectangle(image, (x0, y0), (x1, y1), color, -1)
    cv2.rectangle(image, (x0, y0), (x1, y1), tuple(int(v * 0.6) for v in color), 1)
    owner[max(0, y0) : y1, max(0, x0) : x1] = number
    tall, ink = y1 - y0, (20, 20, 20) if sum(color) > 330 else (250, 250, 250)
    price = f"{rng.integers(0, 40)}.{rng.choice([29, 49, 79, 95, 99])}"
    cv2.putText(image, price, (x0 + 2 + tall // 6, y1 - 2 - tall // 6), cv2.FONT_HERSHEY_SIMPLEX,
                min(tall / 46, (x1 - x0) / (19 * len(price))), ink, max(1, tall // 18), cv2.LINE_AA)
    y = y0 + max(2, tall // 6)
    cv2.line(image, (x0 + 3, y), (x0 + round((x1 - x0) * rng.uniform(0.4, 0.9)), y), ink, 1)
    return float((x1 - x0) * (y1 - y0))


def _uprights(image: np.ndarray, owner: np.ndarray, color: Color, rng: np.random.Generator) -> None:
    wide = int(image.shape[1] * 0.02)
    for x in (0, image.shape[1] - wide):
        if rng.random() < 0.4:
            image[:, x : x + wide] = tuple(int(v * 0.8) for v in color)
            owner[:, x : x + wide] = 0


def _near(color: Color, rng: np.random.Generator, spread: int) -> Color:
    red, green, blue = (int(np.clip(value + rng.integers(-spread, spread + 1), 0, 255)) for value in color)
    return red, green, blue
