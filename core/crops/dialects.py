"""The same crop as parameters of other image services: Amplience, Cloudinary, imgproxy and thumbor.

Each has two forms. `focus` hands over the point of interest: the service finds a window around it by its own rule and
knows nothing of products, headroom and lettering. `window` hands over our window, so that the promise holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.crops.solve import poi
from core.nouns.crop import Box, Crop, Subject

DIALECTS = ("amplience", "cloudinary", "imgproxy", "thumbor")


@dataclass(frozen=True)
class Dialect:
    """A crop as one service writes it.

    Attributes
    ----------
    service : str
        Of `DIALECTS`.
    focus : str
        With the point of interest.
    window : str
        With the window; "" where the crop does not fit.
    """

    service: str
    focus: str
    window: str


def dialects(subject: Subject, crop: Crop, file_wh: tuple[int, int]) -> tuple[Dialect, ...]:
    """A crop in the words of each service.

    Parameters
    ----------
    subject : Subject
        Gives the point of interest.
    crop : Crop
    file_wh : tuple of int
        Width and height of the file.

    References
    ----------
    .. [1] Amplience, "Part 3: How Amplience helps to simplify your picture tags" and docs.amplience.net, point of
       interest: `poi` is left, top, width and height in shares; `pcrop` is left, top, width and height in pixels.
    .. [2] Cloudinary, transformation reference: `c_crop`, `c_fill`, `g_north_west`, `g_xy_center`.
    .. [3] imgproxy, "Processing an image": `crop`, `resize`, gravities `nowe` and `fp`.
    .. [4] thumbor, "Usage" and "Focal": manual crop, size, `filters:focal`.
    """
    return (_amplience(subject, crop, file_wh), _cloudinary(subject, crop, file_wh),
            _imgproxy(subject, crop, file_wh), _thumbor(subject, crop, file_wh))


def _amplience(subject: Subject, crop: Crop, file_wh: tuple[int, int]) -> Dialect:
    left, top, right, bottom = _shares(subject)
    place = ",".join(f"{value:g}" for value in (left, top, round(right - left, 4), round(bottom - top, 4)))
    focus = f"w={file_wh[0]}&poi={place}&sm=aspect&aspect={crop.aspect}&scaleFit=poi"
    window = "" if crop.window is None else \
        f"pcrop={crop.window[0]},{crop.window[1]},{crop.size_wh[0]},{crop.size_wh[1]}&w={file_wh[0]}"
    return Dialect("amplience", focus, window)


def _cloudinary(subject: Subject, crop: Crop, file_wh: tuple[int, int]) -> Dialect:
    left, top, right, bottom = poi(subject)
    focus = (f"ar_{crop.aspect},c_fill,g_xy_center,w_{file_wh[0]},"
             f"x_{round((left + right) / 2)},y_{round((top + bottom) / 2)}")
    window = ""
    if crop.window is not None:
        corner = "".join(f",{name}_{value}" for name, value in zip("xy", crop.window, strict=False) if value)
        window = f"c_crop,g_north_west,h_{crop.size_wh[1]},w_{crop.size_wh[0]}{corner}/c_scale,w_{file_wh[0]}"
    return Dialect("cloudinary", focus, window)


def _imgproxy(subject: Subject, crop: Crop, file_wh: tuple[int, int]) -> Dialect:
    left, top, right, bottom = _shares(subject)
    size = f"resize:fill:{file_wh[0]}:{file_wh[1]}"
    focus = f"{size}/gravity:fp:{round((left + right) / 2, 4):g}:{round((top + bottom) / 2, 4):g}"
    window = "" if crop.window is None else \
        f"crop:{crop.size_wh[0]}:{crop.size_wh[1]}:nowe:{crop.window[0]}:{crop.window[1]}/{size}"
    return Dialect("imgproxy", focus, window)


def _thumbor(subject: Subject, crop: Crop, file_wh: tuple[int, int]) -> Dialect:
    left, top, right, bottom = (round(value) for value in poi(subject))
    size = f"{file_wh[0]}x{file_wh[1]}"
    focus = f"{size}/filters:focal({left}x{top}:{max(right, left + 1)}x{max(bottom, top + 1)})"
    window = "" if crop.window is None else \
        f"{crop.window[0]}x{crop.window[1]}:{crop.window[2]}x{crop.window[3]}/{size}"
    return Dialect("thumbor", focus, window)


def _shares(subject: Subject) -> Box:
    """The point of interest in shares of width and height, to a ten-thousandth."""
    width, height = subject.size_wh
    left, top, right, bottom = poi(subject)
    return round(left / width, 4), round(top / height, 4), round(right / width, 4), round(bottom / height, 4)
