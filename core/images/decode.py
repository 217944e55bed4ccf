"""Untrusted bytes -> an upright RGB picture, or a clear refusal. Here or never: later stages do not check again.

Only worker processes import this: a decoder is the part of a program that hostile bytes reach first.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import AvifImagePlugin, Image, ImageCms, UnidentifiedImageError

from core.errors import InputError, NotAPicture, NotFound, TooLarge
from core.images import icc
from core.images.files import read_file
from core.images.formats import (
    OTHER,
    READ,
    avif_size,
    bare_png,
    jpeg_lacks_its_end,
    jpeg_scans,
    promised_bytes,
    sniff,
)
from core.nouns.fact import Fact
from core.nouns.picture import Picture

if TYPE_CHECKING:  # what decodes without a site does without its settings
    from core.settings import Settings

__all__ = ["decode", "read_file", "read_picture", "sniff"]

Image.init()  # without it, the first `Image.open` may try formats that `formats=` does not name
AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a worker owns one core

_ORIENTATION = 0x0112
_XMP = ("xmp", "XML:com.adobe.xmp")  # Pillow turns pictures by XMP's orientation too; browsers turn by EXIF's only
_JPEG_END = b"\xff\xd9"
_FILLING = b"\x5a\xa5" * 32768  # any pixels: where they show, the file's own end too early
_LOST_PIXELS, _LOST_SHARE = 512, 0.002  # at most lost with a JPEG's end: two of its largest blocks, or a share of all
# Factor -> the bit of it alone: OpenCV's names hold another bit, for colors in the order blue, green, red.
_SMALLER = {1: 0, 2: cv2.IMREAD_REDUCED_GRAYSCALE_2, 4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
            8: cv2.IMREAD_REDUCED_GRAYSCALE_8}
_MAX_SCANS = 40  # honest progressive JPEGs have about 10; each scan costs a pass over the whole picture
END_MISSING = Fact("file", "end_missing")
_SAVE_HINT = "Save it as JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF first."
_COPY_HINT = "Open it in an image editor and save it again, or use another copy."
_SMALLER_HINT = "Use a smaller version of the picture."
_PAGE_HINT = "Use the picture itself: in a browser, right-click it and save it, or copy its image address."
_HINTS = {
    **dict.fromkeys(("html", "xml", "json", "text"), _PAGE_HINT),
    **dict.fromkeys(("zip", "gzip", "rar", "7z"), "Unpack it and add the pictures."),
    "heic": "Save it as JPEG first. On an iPhone, set Settings > Camera > Formats to Most Compatible.",
    "video": "Save a single frame as JPEG or PNG.",
}


def decode(data: bytes, uri: str, *, max_pixels: int) -> Picture:
    """Read a picture: upright, RGB, without metadata, transparency on white, of an animation the first frame.

    Parameters
    ----------
    data : bytes
        A JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF file, recognized by its bytes. Callers limit its length.
    uri : str
        Its source, for people.
    max_pixels : int
        Largest width times height; checked from the header, before pixels are decoded.

    Returns
    -------
    Picture
        `image` uint8 (H, W, 3), turned as its EXIF orientation says; colors converted to sRGB by its color profile;
        16 bits scaled to 8.

    Raises
    ------
    NotAPicture
        Empty, not a picture, an unsupported format, incomplete or damaged.
    TooLarge
        More pixels, or more memory, than allowed.

    Examples
    --------
    >>> success, file = cv2.imencode(".png", np.full((2, 3, 3), 255, np.uint8))
    >>> picture = decode(file.tobytes(), "white.png", max_pixels=100)
    >>> picture.size_wh, picture.image.dtype.name
    ((3, 2), 'uint8')
    >>> decode(b"GIF", "page", max_pixels=100)
    Traceback (most recent call last):
    core.errors.NotAPicture: This is plain text, not a supported picture format. ...
    """
    return decode_smaller(data, uri, max_pixels=max_pixels, most=1)[0]


def decode_smaller(data: bytes, uri: str, *, max_pixels: int, most: float) -> tuple[Picture, int]:
    """The same, but a JPEG is read at a half, a quarter or an eighth of its size: the decoder skips most of its work.

    Parameters
    ----------
    data, uri, max_pixels
        As `decode`.
    most : float
        By how much it may be smaller.

    Returns
    -------
    Picture, int
        And by how much it is smaller: 1, 2, 4 or 8; sides are rounded up. 1 for other formats, and for a JPEG that only
        the slower decoder reads.

    Examples
    --------
    >>> success, file = cv2.imencode(".jpg", np.full((9, 15, 3), 255, np.uint8))
    >>> picture, smaller = decode_smaller(file.tobytes(), "white.jpg", max_pixels=1000, most=3.5)
    >>> picture.size_wh, smaller
    ((8, 5), 2)
    """
    kind = sniff(data)
    _check_kind(data, kind)
    if kind == "jpeg" and jpeg_scans(data) > _MAX_SCANS:
        raise NotAPicture(f"This JPEG has more than {_MAX_SCANS} scans, as files that stall a decoder do.", _COPY_HINT)
    Image.MAX_IMAGE_PIXELS = max_pixels
    smaller = max(factor for factor in _SMALLER if factor <= max(1, most))
    facts: tuple[Fact, ...] = ()
    with _refusals(data, kind, max_pixels):
        if kind == "jpeg" and jpeg_lacks_its_end(data):
            image, smaller, facts = _without_end(data, max_pixels), 1, (END_MISSING,)
        else:
            image, smaller = _decoded(data, kind, max_pixels, smaller)
    return Picture(hashlib.sha256(data).hexdigest(), uri, image, facts), smaller


def read_picture(path: Path, uri: str, settings: Settings, *, picture_id: str = "") -> Picture:
    """Read and decode one file within a site's limits.

    Parameters
    ----------
    path : Path
    uri : str
        As `decode`.
    settings : Settings
        The limits.
    picture_id : str
        sha256 that the file must have; "" for any.

    Raises
    ------
    NotFound
        When the file is no longer the picture that was analyzed; else as `decode` and `read_file`.
    """
    picture = decode(read_file(path, max_bytes=settings.max_bytes), uri, max_pixels=settings.max_pixels)
    if picture_id not in ("", picture.picture_id):
        raise NotFound("The picture's file has changed since it was analyzed.", "Analyze it again.")
    return picture


def _decoded(data: bytes, kind: str, max_pixels: int, smaller: int = 1) -> tuple[np.ndarray, int]:
    """The pixels, and by how much they are smaller than the file says."""
    source = bare_png(data) if kind == "png" else data
    pil_image = Image.open(io.BytesIO(source), formats=[READ[kind].upper()])
    _check_header(pil_image, max_pixels)
    for name in _XMP:
        pil_image.info.pop(name, None)
    image = _fast_pixels(pil_image, source, kind, smaller if kind == "jpeg" else 1)
    smaller = smaller if kind == "jpeg" and image is not None else 1
    if image is None:
        first_frame = pil_image.tile[0][1] if kind == "gif" and pil_image.tile else None
        image = _pixels(pil_image)
        if first_frame is not None:
            image = _white_around(image, first_frame)
    return _upright(image, _orientation(pil_image)), smaller


def _without_end(data: bytes, max_pixels: int) -> np.ndarray:
    """A JPEG whose last bytes are missing, if hardly a pixel is missing with them.

    Pixels that change with the bytes that are put after the file's own are those that the file does not hold.
    """
    body = data.rstrip(b"\0\xff")  # an interrupted download may be filled up with zeros
    image = _decoded(body + _JPEG_END, "jpeg", max_pixels)[0]
    lost = int((image != _decoded(body + _FILLING + _JPEG_END, "jpeg", max_pixels)[0]).any(2).sum())
    if lost > max(_LOST_PIXELS, _LOST_SHARE * image[..., 0].size):
        raise OSError("truncated")
    return image


def _check_kind(data: bytes, kind: str) -> None:
    if kind in READ:
        return
    if kind == "empty":
        raise NotAPicture("The file is empty: 0 bytes.", "Save or download the picture again.")
    if kind in OTHER:
        hint = _HINTS.get(kind, _SAVE_HINT)
        raise NotAPicture(f"This is {OTHER[kind]}, not a supported picture format.", hint)
    raise NotAPicture(f"The picture format is unknown: the file of {len(data):,} bytes starts with "
                      f"{data[:8].hex(' ')}.", _SAVE_HINT)


def _check_header(pil_image: Image.Image, max_pixels: int) -> None:
    width, height = pil_image.size
    if width < 1 or height < 1:
        raise NotAPicture(f"The picture is empty: its header says {width} x {height} pixels.", "Use another copy.")
    _check_size(width, height, max_pixels)
    if pil_image.mode in ("F", "I"):
        raise NotAPicture("The pixels are floating-point or 32-bit numbers, which are measurements, not colors.",
                          "Save it with 8 or 16 bits per channel.")
    tags = getattr(pil_image, "tag_v2", {})
    if 50706 in tags or tags.get(254, 0) & 1:  # DNGVersion; NewSubfileType: the first page is only a preview
        raise NotAPicture(f"This is {OTHER['raw']}, not a supported picture format.", _SAVE_HINT)
    if int(tags.get(322, 0)) * int(tags.get(323, 0)) > max_pixels:
        raise TooLarge(f"The TIFF has tiles of {tags[322]:,} x {tags[323]:,} pixels; "
                       f"the limit is {max_pixels / 1e6:g} million.", "Save it without tiles.")


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if width * height > max_pixels:
        raise TooLarge(f"The picture has {width:,} x {height:,} pixels ({width * height / 1e6:,.0f} million); "
                       f"the limit is {max_pixels / 1e6:g} million.", _SMALLER_HINT)


@contextmanager
def _refusals(data: bytes, kind: str, max_pixels: int) -> Iterator[None]:
    """Turn whatever a decoder raises into a refusal; on hostile bytes that can be any exception."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # one for each odd tag; what matters is raised
            yield
    except InputError:
        raise
    except Image.DecompressionBombError:
        raise TooLarge(f"The {READ[kind]} unpacks to more than {max_pixels / 1e6:g} million pixels.",
                       _SMALLER_HINT) from None
    except MemoryError:
        raise TooLarge(f"The {READ[kind]} needs more memory than the limit for one picture.",
                       _SMALLER_HINT) from None
    except Exception as error:
        width, height = avif_size(data) if kind == "avif" else (0, 0)  # the decoder refuses to open a large one
        _check_size(width, height, max_pixels)
        promised = promised_bytes(data, kind) or 0
        if promised > len(data):
            raise NotAPicture(f"The {READ[kind]} is incomplete: {len(data):,} of {promised:,} bytes.",
                              "Download or copy it again.") from error
        if "truncated" in str(error).lower():
            raise NotAPicture(f"The {READ[kind]} is incomplete: its {len(data):,} bytes end before its pixels do.",
                              "Download or copy it again.") from error
        part = "header" if isinstance(error, UnidentifiedImageError) else "data"
        raise NotAPicture(f"The {READ[kind]} of {len(data):,} bytes is damaged: its {part} cannot be decoded.",
                          _COPY_HINT) from error


def _fast_pixels(pil_image: Image.Image, data: bytes, kind: str, smaller: int) -> np.ndarray | None:
    """OpenCV's pixels where they are bit-equal to Pillow's and come in half the time; None where Pillow must read."""
    if kind not in ("jpeg", "webp") or pil_image.mode not in ("RGB", "L"):
        return None
    if kind == "webp" and getattr(pil_image, "n_frames", 1) > 1:
        return None
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION | _SMALLER[smaller]
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if image is None or image.shape != (-(-pil_image.height // smaller), -(-pil_image.width // smaller), 3):
        return None
    profile = pil_image.info.get("icc_profile")
    if pil_image.mode == "L" and profile:
        return np.array(icc.to_srgb(Image.fromarray(image[..., 0]), profile))
    return np.array(icc.to_srgb(Image.fromarray(image), profile)) if icc.changes(profile) else image


def _pixels(pil_image: Image.Image) -> np.ndarray:
    """Decode and convert any mode of Pillow to RGB."""
    pil_image.load()
    profile = pil_image.info.get("icc_profile")
    if pil_image.mode.startswith("I;16"):
        return _gray16(pil_image)
    if pil_image.mode == "LAB":
        lab = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
        return np.array(ImageCms.applyTransform(pil_image, lab))
    if pil_image.has_transparency_data:
        rgba = pil_image.convert("RGBA")
        white = Image.new("RGB", rgba.size, "white")
        white.paste(icc.to_srgb(rgba.convert("RGB"), profile), mask=rgba.getchannel("A"))
        return np.array(white)
    if pil_image.mode not in ("RGB", "L", "CMYK"):
        pil_image = pil_image.convert("RGB")
    return np.array(icc.to_srgb(pil_image, profile))


def _white_around(image: np.ndarray, frame: tuple[int, int, int, int]) -> np.ndarray:
    """The canvas that a GIF's first frame does not cover is transparent in browsers, so it is white here."""
    left, top, right, bottom = frame
    canvas = np.full_like(image, 255)
    canvas[top:bottom, left:right] = image[top:bottom, left:right]
    return canvas


def _gray16(pil_image: Image.Image) -> np.ndarray:
    """Gray of 16 (or in a TIFF 12) bits to RGB of 8, black to black and white to white."""
    values = np.asarray(pil_image).astype(np.uint16)
    tags = getattr(pil_image, "tag_v2", {})
    bits = tags.get(258, (16,))[0]
    gray = np.rint(values * np.float32(255 / (2**bits - 1))).clip(0, 255).astype(np.uint8)
    if tags.get(262) == 0:  # PhotometricInterpretation: white is zero
        gray = 255 - gray
    transparent = pil_image.info.get("transparency")
    if isinstance(transparent, int):
        gray[values == transparent] = 255
    return cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB)


def _orientation(pil_image: Image.Image) -> int:
    try:
        return int(pil_image.getexif().get(_ORIENTATION, 1))
    except Exception:  # broken EXIF says nothing about how the picture is held
        return 1


def _upright(image: np.ndarray, orientation: int) -> np.ndarray:
    """Undo the eight EXIF orientations (TIFF 6.0, tag 274); an unknown one changes nothing."""
    if orientation == 2:
        return cv2.flip(image, 1)
    if orientation == 3:
        return cv2.rotate(image, cv2.ROTATE_180)
    if orientation == 4:
        return cv2.flip(image, 0)
    if orientation == 5:
        return cv2.transpose(image)
    if orientation == 6:
        return cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE)
    if orientation == 7:
        return cv2.flip(cv2.transpose(image), -1)
    if orientation == 8:
        return cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE)
    return image
