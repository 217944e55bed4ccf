"""A web page as a browser laid it out: what it shows where, before anybody scrolls, and its text after scrolling."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RenderedPicture:
    """One picture where a browser shows it.

    Attributes
    ----------
    address : str
        Absolute, the one that the browser chose to load; "" for a canvas.
    tag : {"img", "input", "svg", "canvas", "video", "background"}
        What shows it; "background" for a CSS background of any element.
    xywh : tuple of int
        Its box in CSS pixels; (0, 0) is the page's upper left corner. All 0 where the page does not lay it out.
    original_wh : tuple of int
        The picture's own size; (0, 0) while it has not loaded.
    z_index : int or None
        None where it has no effect (position: static).
    has_src : bool
        The element has the attribute `src`.
    is_visible : bool
        Laid out, and neither hidden nor fully transparent.
    in_component : bool
        Inside a shadow root.
    """

    address: str
    tag: str
    xywh: tuple[int, int, int, int]
    original_wh: tuple[int, int] = (0, 0)
    z_index: int | None = None
    has_src: bool = False
    is_visible: bool = True
    in_component: bool = False


@dataclass(frozen=True)
class RenderedPage:
    """A page after its scripts ran.

    Attributes
    ----------
    url : str
        After redirects.
    pictures : tuple of RenderedPicture
        In the order of the page, as it stands before anybody scrolls.
    viewport_wh : tuple of int
        The visible part in CSS pixels.
    screenshot : bytes
        JPEG of the visible part before scrolling; b"" where there is none. Never decoded by Merchlens.
    html : str
        The document after scrolling once, with the addresses, sizes and backgrounds that the browser shows.
    requests, refused : int
        How many files the page asked for, and how many of these it did not get.
    note : str
        Why it may be incomplete, in one sentence; "" when it came to rest.
    seconds, memory_mb : float
        What it cost: wall time, and the most memory that the browser held.
    """

    url: str
    pictures: tuple[RenderedPicture, ...]
    viewport_wh: tuple[int, int]
    screenshot: bytes = b""
    html: str = ""
    requests: int = 0
    refused: int = 0
    note: str = ""
    seconds: float = 0.0
    memory_mb: float = 0.0
