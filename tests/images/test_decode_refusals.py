"""What is no picture, too large, incomplete, damaged or hostile is refused in words, soon and in little memory."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import InputError, NotAPicture, TooLarge
from core.images import decode as module
from core.images.decode import decode
from core.images.formats import READ
from tests.images.made import corners, oriented, pixels, png_chunk, refusal, saved


@pytest.mark.parametrize(("data", "words"), [
    (b"", "empty: 0 bytes"),
    (b"<!doctype html><title>Sign in</title>", "web page (HTML)"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing"),
    (b"%PDF-1.4 ...", "PDF"),
    (b"%!PS-Adobe-3.0\n(/etc/passwd) run", "PostScript"),
    (b"PK\x03\x04....", "zip archive"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC photo"),
    (b"\x00\x01\x02\x03\x04", "00 01 02 03 04"),
    (b"\xff\xd8\xff\xe0 no more", "JPEG"),
])
def test_what_is_no_picture_is_refused_by_name(data: bytes, words: str) -> None:
    error = refusal(data)
    assert isinstance(error, NotAPicture) and words in error.message


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.97])
def test_an_incomplete_file_says_how_much_there_is(kind: str, part: float, photos: dict[str, Path]) -> None:
    data = saved(Image.open(photos["coffee"]).convert("RGB"), kind)
    short = data[: int(len(data) * part)]
    error = refusal(short)
    assert isinstance(error, NotAPicture)
    assert "is incomplete" in error.message and f"{len(short):,}" in error.message
    if kind in ("webp", "bmp", "avif"):
        assert f"{len(data):,}" in error.message


@pytest.mark.parametrize("size", [(600, 400), (33, 17)])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
@pytest.mark.parametrize("short", [1, 2, 3, 5])
def test_a_jpeg_that_lacks_only_its_end_is_read_and_says_so(size: tuple[int, int], options: dict[str, object],
                                                            short: int, photos: dict[str, Path]) -> None:
    photo = Image.open(photos["coffee"]).convert("RGB").resize(size)
    data = saved(photo, "jpeg", **options)
    whole, cut = decode(data, "x", max_pixels=10**6), decode(data[:-short], "x", max_pixels=10**6)
    lost = (whole.image != cut.image).any(2)
    assert whole.facts == () and [(fact.name, fact.value) for fact in cut.facts] == [("file", "end_missing")]
    assert lost.sum() <= (0 if short < 3 else 512) and whole.picture_id != cut.picture_id


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_jpeg_that_lacks_more_than_its_end_is_incomplete(options: dict[str, object], photos: dict[str, Path]) -> None:
    data = saved(Image.open(photos["coffee"]).convert("RGB"), "jpeg", **options)
    half = len(data) // 2
    for short in (data[:-len(data) // 50], data[:data.rindex(b"\xff\xda") + 40], data[:-half] + bytes(half)):
        assert "is incomplete" in refusal(short).message
    blocks = np.kron(np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8), np.ones((8, 8, 1), np.uint8))
    scans = saved(Image.fromarray(blocks), "jpeg", progressive=True)
    assert "is incomplete" in refusal(scans[:scans.rindex(b"\xff\xda")]).message, "a whole scan is missing"


def test_damage_is_called_damage(photos: dict[str, Path]) -> None:
    data = bytearray(photos["coffee"].read_bytes())
    data[len(data) // 2] ^= 0xFF
    assert "damaged" in refusal(bytes(data)).message


def test_too_many_pixels_are_refused_from_the_header() -> None:
    big = saved(Image.new("1", (9000, 6000)), "png")
    tracemalloc.start()
    error = refusal(big)
    assert isinstance(error, TooLarge) and "9,000 x 6,000" in error.message and "50 million" in error.message
    far_over = refusal(saved(Image.new("1", (13_000, 13_000)), "png"))
    assert isinstance(far_over, TooLarge)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()
    assert isinstance(refusal(saved(corners(), "jpeg"), max_pixels=2399), TooLarge)
    assert decode(saved(corners(), "jpeg"), "x", max_pixels=2400).size_wh == (60, 40)


def test_a_picture_without_pixels_is_refused() -> None:
    png = saved(corners(), "png")
    header = struct.pack(">II", 0, 10) + png[24:29]
    gif = bytearray(saved(corners(), "gif"))
    gif[6:10] = bytes(4)
    for data in (png[:8] + png_chunk(b"IHDR", header) + png[33:], bytes(gif[:13]) + b";"):
        assert isinstance(refusal(data), NotAPicture)


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
def test_measurements_are_not_colors(dtype: type) -> None:
    error = refusal(saved(Image.fromarray(np.ones((8, 8), dtype)), "tiff"))
    assert "measurements" in error.message and "8 or 16 bits" in error.hint


def test_a_camera_raw_preview_is_not_taken_for_the_photo() -> None:
    raw = saved(corners(), "tiff", tiffinfo={50706: b"\1\4\0\0"})
    assert "camera raw" in refusal(raw).message


def tiff(tags: list[tuple[int, int, int]], body: bytes) -> bytes:
    """A little TIFF of LONG tags (number, count, value; value None is the body's place)."""
    start = 8 + 2 + 12 * len(tags) + 4
    listed = b"".join(struct.pack("<HHII", tag, 4, count, start if value is None else value)
                      for tag, count, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + listed + bytes(4) + body


def test_hostile_tiffs_are_refused_soon() -> None:
    tile = tiff([(256, 1, 100), (257, 1, 100), (258, 1, 8), (259, 1, 8), (262, 1, 1), (277, 1, 1), (322, 1, 40_000),
                 (323, 1, 40_000), (324, 1, None), (325, 1, 40)], zlib.compress(bytes(10_000)))
    assert "tiles" in refusal(tile).message
    many = tiff([(tag, 400_000, None) for tag in range(1000, 5000)], bytes(2_000_000))
    loop = tiff([(256, 1, 8), (257, 1, 8), (330, 1, 8), (34665, 1, 8)], b"")
    started = time.monotonic()
    for data in (many, loop):
        assert isinstance(refusal(data), NotAPicture)
    assert time.monotonic() - started < 60


def test_bombs_of_frames_and_scans_are_refused_or_ignored() -> None:
    frame = (b"!\xf9\x04\x08\0\0\0\0" + b"," + struct.pack("<HHHH", 0, 0, 65000, 65000) + b"\0\2\2\x4c\1\0")
    gif = b"GIF89a" + struct.pack("<HH", 10, 10) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff" + frame + b";"
    assert isinstance(refusal(gif), TooLarge)
    jpeg = saved(corners(), "jpeg", progressive=True)
    scan = jpeg[jpeg.rindex(b"\xff\xda"):-2]
    assert "scans" in refusal(jpeg[:-2] + scan * 200 + jpeg[-2:]).message
    comment = b"\xff\xfe\0\x04\xff\xd9"  # holds the marker of an end
    for hidden in (jpeg[:-2] + comment + scan * 200 + jpeg[-2:], jpeg[:2] + comment + jpeg[2:-2] + scan * 200):
        assert "scans" in refusal(hidden).message


def test_a_large_avif_is_too_large_and_not_damaged() -> None:
    small = saved(corners(), "avif")
    at = small.index(b"ispe") + 8
    for width, height in ((17_000, 17_000), (70_000, 1000), (2**32 - 1, 2**32 - 1)):
        error = refusal(small[:at] + struct.pack(">II", width, height) + small[at + 8:])
        assert isinstance(error, TooLarge) and f"{width:,} x {height:,}" in error.message


def test_running_out_of_memory_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError
    monkeypatch.setattr(module, "_fast_pixels", full)
    assert "memory" in refusal(saved(corners(), "jpeg")).message


@pytest.mark.parametrize("kind", READ)
def test_damaged_files_give_a_picture_or_a_refusal_and_nothing_else(kind: str) -> None:
    rng = np.random.default_rng(7)
    noise = Image.fromarray(rng.integers(0, 255, (40, 60, 3), np.uint8))
    data = saved(noise, kind, exif=oriented(6)) if kind not in ("gif", "bmp") else saved(noise, kind)
    for _ in range(60):
        broken = bytearray(data[: rng.integers(1, len(data))] if rng.random() < 0.3 else data)
        for at in rng.integers(0, min(len(broken), 400 if rng.random() < 0.7 else len(broken)), rng.integers(1, 6)):
            broken[at] = rng.integers(0, 256)
        try:
            pixels(bytes(broken))
        except InputError as error:
            assert error.message and error.hint
