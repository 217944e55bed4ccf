"""Kinds of shelf: their colors, boards and price tags. Some teach the detector, others only test it."""

from __future__ import annotations

from dataclasses import dataclass

Color = tuple[int, int, int]


@dataclass(frozen=True)
class Layout:
    """What one kind of fixture looks like.

    Attributes
    ----------
    name : str
    back : {"plain", "holes", "planks", "grid", "dark"}
        Pattern of the panel behind the products.
    back_colors, board_colors, tag_colors : tuple of Color
        RGB to draw from.
    board : tuple of float
        Least and most height of a board with its rail, in heights of a row.
    is_wire : bool
        Boards are chrome wires instead of plates.
    is_hung : bool
        Products hang from hooks: they stand apart, and no board carries them.
    stacking : float
        Chance that a low product is stacked.
    gap : float
        Chance of a gap after each product.
    glare : float
        Chance of bright reflections.
    tags : tuple of float
        Least and most width of a price tag in its heights.
    """

    name: str
    back: str
    back_colors: tuple[Color, ...]
    board_colors: tuple[Color, ...]
    tag_colors: tuple[Color, ...]
    board: tuple[float, float] = (0.1, 0.17)
    is_wire: bool = False
    is_hung: bool = False
    stacking: float = 0.4
    gap: float = 0.07
    glare: float = 0.3
    tags: tuple[float, float] = (1.3, 2.2)


WHITE, CREAM, GRAY, DARK = (244, 244, 242), (232, 224, 205), (176, 178, 180), (58, 60, 64)
LAYOUTS = {each.name: each for each in (
    Layout("gondola", "holes", (CREAM, WHITE, GRAY, (205, 210, 214)), (WHITE, GRAY, (120, 124, 130), (190, 40, 45)),
           (WHITE, (250, 236, 130))),
    Layout("wood", "planks", ((150, 106, 66), (190, 150, 104), (96, 66, 44)), ((128, 88, 52), (172, 130, 86)),
           (CREAM, (40, 40, 40)), board=(0.06, 0.12), stacking=0.3),
    Layout("cooler", "dark", (DARK, (30, 34, 40), (88, 96, 108)), ((150, 154, 160), (36, 38, 42)),
           (WHITE, (120, 190, 235)), board=(0.08, 0.13), stacking=0.2, gap=0.09, glare=0.8),
    Layout("pharmacy", "plain", (WHITE, (226, 238, 240), (236, 236, 228)), (WHITE, (206, 222, 226), (150, 200, 170)),
           (WHITE, (150, 215, 165)), board=(0.07, 0.12), stacking=0.6, glare=0.45),
    Layout("pegboard", "holes", ((214, 206, 190), (120, 124, 130), (236, 236, 236)), (GRAY, (90, 92, 96)),
           (WHITE, (255, 170, 80)), board=(0.03, 0.05), is_hung=True, stacking=0.0, gap=0.1),
    Layout("wire", "grid", ((206, 206, 204), (112, 118, 124), (160, 150, 140)), ((214, 216, 218), (140, 144, 148)),
           (WHITE, (255, 240, 90)), board=(0.07, 0.13), is_wire=True, stacking=0.35),
    Layout("promotion", "plain", ((214, 40, 44), (250, 204, 40), (28, 84, 160), (40, 130, 80)),
           ((250, 204, 40), (214, 40, 44), (20, 60, 130)), ((255, 230, 60), (214, 40, 44), WHITE),
           board=(0.12, 0.2), stacking=0.5, tags=(1.0, 1.7)),
)}  # fmt: skip
TESTING = ("wire", "promotion")  # the detector is never taught on these
TEACHING = tuple(name for name in LAYOUTS if name not in TESTING)
