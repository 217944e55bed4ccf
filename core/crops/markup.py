"""HTML of responsive pictures: a `<picture>` whose files have the widths that their descriptors say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Layout:
    """What visitors see from one width of the window on.

    Attributes
    ----------
    min_width : int
        In CSS pixels.
    aspect : str
    files : tuple of (str, int, int)
        Address, true width and height of each file, the smallest first; none where the crop does not fit.
    message : str
        Why there is none.
    """

    min_width: int
    aspect: str
    files: tuple[tuple[str, int, int], ...]
    message: str = ""


def picture_html(layouts: Sequence[Layout], *, alt: str = "") -> str:
    """A `<picture>` with a source for each layout.

    Parameters
    ----------
    layouts : sequence of Layout
        The widest first. The smallest file of the last one is the image of browsers without `<source>`.
    alt : str
        Alternative text.

    Returns
    -------
    str
        A layout that does not fit is a comment that says why.

    References
    ----------
    .. [1] HTML Living Standard, 4.8.1 "The picture element" and 4.8.4.2.2 "Selecting an image source": the width
       descriptor `w` is the file's own width.

    Examples
    --------
    >>> print(picture_html([Layout(320, "1:1", (("/a", 320, 320), ("/b", 640, 640)))], alt="A shoe"))
    <picture>
      <source media="(min-width: 320px)" srcset="/a 320w, /b 640w" sizes="100vw" width="640" height="640">
      <img src="/a" width="320" height="320" alt="A shoe">
    </picture>
    """
    lines, fallback = [], ""
    for layout in layouts:
        if not layout.files:
            lines.append(f"  <!-- {_comment(f'{layout.aspect} is left out: {layout.message}')} -->")
            continue
        srcset = ", ".join(f"{escape(address)} {width}w" for address, width, _ in layout.files)
        width, height = layout.files[-1][1:]
        lines.append(f'  <source media="(min-width: {layout.min_width}px)" srcset="{srcset}" sizes="100vw" '
                     f'width="{width}" height="{height}">')
        address, width, height = layout.files[0]
        fallback = f'  <img src="{escape(address)}" width="{width}" height="{height}" alt="{escape(alt)}">'
    return "\n".join(["<picture>", *lines, *([fallback] if fallback else []), "</picture>"])


def _comment(text: str) -> str:
    return text.replace("--", "- -").replace(">", "")
