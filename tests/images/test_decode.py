"""Every picture comes out upright and in its colors."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.errors import NotFound
from core.images import decode as module
from core.images.decode import decode, read_picture
from core.images.formats import READ
from core.settings import Settings
from tests.images.made import MAX_PIXELS, corners, near, oriented, pixels, png_chunk, saved
from tests.images.test_icc import BLUE, GREEN, RED, press_profile, rgb_profile

LOSSLESS = ("png", "gif", "bmp", "tiff")


# ---- the formats

@pytest.mark.parametrize("kind", READ)
def test_each_format_gives_the_picture(kind: str) -> None:
    data = saved(corners(), kind, **({"quality": 95, "subsampling": 0} if kind == "jpeg" else {}))
    picture = decode(data, "shop/red.dat", max_pixels=MAX_PIXELS)
    assert picture.size_wh == (60, 40) and picture.uri == "shop/red.dat"
    assert picture.picture_id == hashlib.sha256(data).hexdigest()
    wanted = np.asarray(corners())
    levels = 1 if kind in LOSSLESS else 25
    for y, x in ((8, 12), (8, 48), (32, 12), (32, 48)):
        assert near(picture.image[y, x], tuple(wanted[y, x]), levels), (kind, y, x)


def test_the_quick_decoder_gives_the_pixels_of_the_careful_one(photos: dict[str, Path],
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.open(photos["bus"]).resize((405, 541))
    files = [path.read_bytes() for path in photos.values() if path.suffix == ".jpg"]
    files += [saved(image, "jpeg", progressive=True, quality=60), saved(image, "jpeg", subsampling=0),
              saved(image.convert("L"), "jpeg"), saved(image, "jpeg", keep_rgb=True),
              saved(image, "webp"), saved(image, "webp", lossless=True)]
    quick = [pixels(data) for data in files]
    monkeypatch.setattr(module, "_fast_pixels", lambda *_: None)
    for data, image in zip(files, quick, strict=True):
        assert np.array_equal(pixels(data), image)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_orientations_come_out_upright(kind: str, orientation: int) -> None:
    undo = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270}
    stored = corners() if orientation == 1 else corners().transpose(undo[orientation])
    assert stored.size == ((40, 60) if orientation >= 5 else (60, 40))
    options = {"compression": "tiff_lzw"} if kind == "tiff" and orientation % 2 else {}
    image = pixels(saved(stored, kind, exif=oriented(orientation), **options))
    assert image.shape == (40, 60, 3)
    assert near(image[5, 5], (255, 0, 0), 40) and near(image[5, 54], (0, 160, 0), 40)
    assert near(image[34, 5], (0, 0, 255), 40) and near(image[34, 54], (255, 255, 255), 40)


def test_an_orientation_that_makes_no_sense_changes_nothing() -> None:
    assert pixels(saved(corners(), "jpeg", exif=oriented(9))).shape == (40, 60, 3)
    assert pixels(saved(corners(), "jpeg", exif=b"Exif\0\0II*\0garbage")).shape == (40, 60, 3)


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
def test_an_orientation_in_xmp_alone_is_ignored_as_browsers_do(kind: str) -> None:
    """CSS Images 3, image-orientation: from EXIF; Chromium, Firefox and Safari do not read XMP's."""
    options: dict[str, object] = {"xmp": XMP}
    if kind == "png":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"pnginfo": info}
    elif kind == "tiff":
        options = {"tiffinfo": {700: XMP}}
    data = saved(corners(), kind, **options)
    assert b'Orientation="6"' in data
    assert pixels(data).shape == (40, 60, 3)
    if kind != "tiff":
        assert pixels(saved(corners(), kind, exif=oriented(8), **options)).shape == (60, 40, 3), "EXIF's counts"


# ---- canvas

def small_frame(box: tuple[int, int, int, int], transparent: bool) -> bytes:
    """A GIF of 20 x 10 pixels whose first frame is all red, smaller than the canvas."""
    left, top, right, bottom = box
    frame = io.BytesIO()
    options = {"transparency": 0} if transparent else {}
    palette = Image.new("P", (right - left, bottom - top), 1)
    palette.putpalette([0, 200, 0, 220, 30, 40])
    palette.save(frame, "GIF", **options)
    data = bytearray(frame.getvalue())
    data[6:10] = struct.pack("<HH", 20, 10)
    at = data.rindex(b"," + struct.pack("<HHHH", 0, 0, right - left, bottom - top))
    data[at + 1:at + 5] = struct.pack("<HH", left, top)
    return bytes(data)


@pytest.mark.parametrize("box", [(0, 0, 20, 10), (0, 0, 5, 10), (4, 2, 12, 9), (15, 0, 20, 3), (0, 9, 20, 10)])
@pytest.mark.parametrize("transparent", [False, True])
def test_the_canvas_around_the_first_frame_of_a_gif_is_white(box: tuple[int, int, int, int], transparent: bool) -> None:
    image = pixels(small_frame(box, transparent))
    wanted = np.full((10, 20, 3), 255, np.uint8)
    wanted[box[1]:box[3], box[0]:box[2]] = (220, 30, 40)
    assert np.array_equal(image, wanted)


# ---- colors and depths

def adobe_cmyk_jpeg(color: tuple[int, int, int, int], **options: object) -> bytes:
    """As Photoshop writes it: inverted inks and an Adobe marker, which Pillow writes too."""
    data = saved(Image.new("CMYK", (32, 32), color), "jpeg", quality=95, **options)
    assert b"Adobe" in data
    return data


@pytest.mark.parametrize(("inks", "wanted"), [
    ((0, 255, 255, 0), (255, 0, 0)), ((255, 0, 255, 0), (0, 255, 0)), ((0, 0, 0, 255), (0, 0, 0)),
    ((0, 0, 0, 0), (255, 255, 255)), ((0, 0, 0, 128), (127, 127, 127)),
])
def test_inks_become_the_colors_they_print(inks: tuple[int, int, int, int], wanted: tuple[int, int, int]) -> None:
    assert near(pixels(adobe_cmyk_jpeg(inks))[16, 16], wanted)
    assert near(pixels(saved(Image.new("CMYK", (32, 32), inks), "tiff"))[16, 16], wanted, 1)


def test_a_ycck_jpeg_is_read_as_inks_too() -> None:
    data = adobe_cmyk_jpeg((0, 255, 255, 0))
    marker = data.index(b"Adobe")
    assert data[marker + 11] == 0, "the transform flag: plain CMYK"
    ycck = data[: marker + 11] + b"\x02" + data[marker + 12:]
    # The stored bytes (255, 0, 0) as Y, Cb, Cr are the color (75, 255, 28); its inks come inverted: (75, 255, 28).
    assert near(pixels(ycck)[16, 16], (255 - 75, 0, 255 - 28))
    other = cv2.imdecode(np.frombuffer(ycck, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert near(other[16, 16], (255 - 75, 0, 255 - 28)), "a second reader agrees"


def test_color_profiles_are_honored_on_both_ways_through() -> None:
    swapped = rgb_profile(BLUE, GREEN, RED)
    for kind in ("jpeg", "webp", "png", "tiff"):
        image = pixels(saved(Image.new("RGB", (32, 32), (255, 0, 0)), kind, icc_profile=swapped))
        assert near(image[16, 16], (0, 0, 255), 30), kind
    printed = pixels(adobe_cmyk_jpeg((255, 0, 0, 0), icc_profile=press_profile()))[16, 16].astype(int)
    assert printed[1] > printed[2] + 60


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_gray_of_16_bits_keeps_its_order_and_its_range(kind: str) -> None:
    values = np.linspace(0, 65535, 64 * 8).astype(np.uint16).reshape(8, 64)
    image = pixels(saved(Image.fromarray(values), kind))
    assert np.array_equal(image[..., 0], image[..., 1]) and np.array_equal(image[..., 0], image[..., 2])
    gray = image[..., 0].reshape(-1).astype(int)
    assert gray[0] == 0 and gray[-1] == 255 and (np.diff(gray) >= 0).all()
    assert np.abs(gray - values.reshape(-1) / 257).max() <= 0.5


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_color_of_16_bits_keeps_its_range(suffix: str) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    rgb = np.stack([ramp, ramp[::-1], ramp.T], axis=-1)
    image = pixels(cv2.imencode(suffix, rgb[..., ::-1])[1].tobytes())
    assert np.abs(image.astype(float) - rgb / 257).max() <= 1


def test_white_is_zero_in_some_tiffs() -> None:
    data = bytearray(saved(Image.fromarray(np.full((8, 8), 60000, np.uint16)), "tiff"))
    at = data.index(struct.pack("<HHI", 262, 3, 1)) + 8
    data[at:at + 2] = b"\0\0"
    assert pixels(bytes(data))[4, 4].tolist() == [255 - 233] * 3


def test_one_bit_gray_palette_and_lab() -> None:
    half = Image.new("L", (20, 10), 255)
    half.paste(0, (0, 0, 10, 10))
    for image in (half.convert("1"), half, half.convert("P"), half.convert("RGB")):
        result = pixels(saved(image, "png"))
        assert result[5, 2].tolist() == [0, 0, 0] and result[5, 17].tolist() == [255, 255, 255]
    red, green, blue = pixels(saved(Image.new("LAB", (8, 8), (136, 208, 198)), "tiff"))[4, 4].astype(int)
    assert red > green + 100 and red > blue + 100, "a high a* and b* is red"


@pytest.mark.parametrize("kind", ["png", "webp", "tiff", "avif"])
def test_what_is_transparent_is_white(kind: str) -> None:
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 20, 10))
    image.paste((0, 0, 0, 128), (0, 10, 20, 20))
    result = pixels(saved(image, kind, **({"lossless": True} if kind == "webp" else {})))
    assert near(result[4, 6], (255, 0, 0), 25), "opaque stays"
    assert near(result[4, 33], (255, 255, 255), 6), "transparent black is white"
    assert near(result[15, 6], (127, 127, 127), 8), "half transparent black is gray"


def test_other_kinds_of_transparency() -> None:
    palette = Image.new("P", (20, 10), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    palette.paste(0, (10, 0, 20, 10))
    gray = Image.new("LA", (20, 10), (40, 255))
    gray.paste((0, 0), (10, 0, 20, 10))
    for data in (saved(palette, "png", transparency=0), saved(palette, "gif", transparency=0),
                 saved(palette.convert("RGB"), "png", transparency=(0, 0, 0))):
        result = pixels(data)
        assert result[5, 3].tolist() == [255, 0, 0] and result[5, 15].tolist() == [255, 255, 255]
    result = pixels(saved(gray, "png"))
    assert result[5, 3].tolist() == [40, 40, 40] and result[5, 15].tolist() == [255, 255, 255]


@pytest.mark.parametrize("kind", ["gif", "webp", "png", "avif", "tiff"])
def test_of_an_animation_the_first_frame(kind: str) -> None:
    frames = [Image.new("RGB", (32, 32), color) for color in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    assert near(pixels(data)[16, 16], (255, 0, 0), 20)


def test_metadata_is_gone(photos: dict[str, Path]) -> None:
    exif = oriented(1)
    exif[0x010E] = "secret place"
    picture = decode(saved(corners(), "jpeg", exif=exif), "x", max_pixels=MAX_PIXELS)
    assert set(vars(picture)) == {"picture_id", "uri", "image", "facts"} and b"secret" not in picture.image.tobytes()


def test_long_texts_in_a_png_do_not_matter() -> None:
    data = saved(corners(), "png")
    bomb = zlib.compress(bytes(30_000_000))
    for extra in (png_chunk(b"zTXt", b"k\0\0" + bomb), png_chunk(b"tEXt", b"k\0" + b"x" * 3_000_000),
                  png_chunk(b"iTXt", b"k\0\1\0\0\0" + bomb)):
        for stuffed in (data[:33] + extra + data[33:], data[:-12] + extra + data[-12:]):
            assert np.array_equal(pixels(stuffed), np.asarray(corners()))


def test_a_file_with_other_bytes_is_not_the_picture_that_was_meant(photos: dict[str, Path]) -> None:
    picture = read_picture(photos["rocket"], "rocket", Settings())
    assert read_picture(photos["rocket"], "rocket", Settings(), picture_id=picture.picture_id).uri == "rocket"
    with pytest.raises(NotFound, match="has changed since it was analyzed"):
        read_picture(photos["rocket"], "rocket", Settings(), picture_id="0" * 64)
