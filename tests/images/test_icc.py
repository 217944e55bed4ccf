"""A color profile decides what the numbers of a picture mean."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from core.images.icc import changes, to_srgb

# Columns that bring sRGB's red, green and blue to the profile connection space (sRGB, adapted to D50).
RED, GREEN, BLUE = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7142)


def profile(space: bytes, kind: bytes, tags: dict[bytes, bytes], connection: bytes = b"XYZ ") -> bytes:
    """A minimal ICC profile, version 2.4."""
    tags = {b"desc": b"desc" + bytes(4) + struct.pack(">I", 2) + b"x\0" + bytes(78), **tags}
    table, body, at = b"", b"", 132 + 12 * len(tags)
    for name, value in tags.items():
        value += bytes(-len(value) % 4)
        table += name + struct.pack(">II", at + len(body), len(value))
        body += value
    header = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02400000, kind, space, connection)
    header += bytes(12) + b"acsp" + bytes(28) + xyz((0.9642, 1.0, 0.8249))[8:]
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def rgb_profile(red: tuple, green: tuple, blue: tuple, power: float = 2.2) -> bytes:
    """A screen with these primaries."""
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma(power))
    return profile(b"RGB ", b"mntr", {b"wtpt": xyz((0.9642, 1.0, 0.8249)), b"rXYZ": xyz(red), b"gXYZ": xyz(green),
                                      b"bXYZ": xyz(blue), **curves})


def gray_profile(power: float) -> bytes:
    return profile(b"GRAY", b"mntr", {b"wtpt": xyz((0.9642, 1.0, 0.8249)), b"kTRC": gamma(power)})


def press_profile() -> bytes:
    """A press whose first ink, usually cyan, is green: a table of two levels for each of four inks to Lab."""
    ramp = bytes(range(256))
    table = b""
    for inks in range(16):
        cyan, light = inks & 8, 255 if inks == 0 else 150 if inks == 8 else 20
        table += bytes((light, 40 if cyan and light == 150 else 128, 200 if cyan and light == 150 else 128))
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + b"".join(
        struct.pack(">i", 65536 * (index % 4 == 0)) for index in range(9)) + ramp * 4 + table + ramp * 3
    return profile(b"CMYK", b"prtr", {b"wtpt": xyz((0.9642, 1.0, 0.8249)), b"A2B0": lut, b"A2B1": lut}, b"Lab ")


def color(image: Image.Image) -> np.ndarray:
    return np.asarray(image)[0, 0].astype(int)


def flat(mode: str, value: int | tuple) -> Image.Image:
    return Image.new(mode, (4, 4), value)


def test_srgb_under_any_name_changes_nothing() -> None:
    original = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = flat("RGB", (200, 100, 50))
    assert not changes(original)
    assert to_srgb(image, original) is image


def test_primaries_that_are_swapped_swap_the_colors() -> None:
    swapped = rgb_profile(BLUE, GREEN, RED)
    assert changes(swapped)
    red, green, blue = color(to_srgb(flat("RGB", (255, 0, 0)), swapped))
    assert blue > 240 and red < 30 and green < 30


def test_a_wide_gamut_makes_the_same_numbers_more_saturated() -> None:
    adobe = rgb_profile((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
    before, after = np.array((180, 90, 90)), color(to_srgb(flat("RGB", (180, 90, 90)), adobe))
    assert np.ptp(after) > np.ptp(before) + 10


def test_gray_follows_its_curve() -> None:
    darker = color(to_srgb(flat("L", 128), gray_profile(3.0)))
    assert np.ptp(darker) <= 1 and darker[0] < 110
    assert color(to_srgb(flat("L", 128), gray_profile(2.2)))[0] == pytest.approx(128, abs=3)


def test_inks_are_what_their_press_makes_of_them() -> None:
    without = color(to_srgb(flat("CMYK", (255, 0, 0, 0)), None))
    printed = color(to_srgb(flat("CMYK", (255, 0, 0, 0)), press_profile()))
    assert without.tolist() == [0, 255, 255]
    assert printed[1] > printed[0] + 60 and printed[1] > printed[2] + 60
    assert color(to_srgb(flat("CMYK", (0, 0, 0, 0)), press_profile())).min() > 245


@pytest.mark.parametrize("broken", [b"", b"no profile", rgb_profile(RED, GREEN, BLUE)[:200], gray_profile(2.2)])
def test_a_profile_that_does_not_fit_is_as_none(broken: bytes) -> None:
    image = flat("RGB", (200, 100, 50))
    assert not changes(broken)
    assert to_srgb(image, broken) is image
