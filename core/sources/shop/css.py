"""The pictures that CSS names as backgrounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^()"'\s]*))\s*\)""", re.IGNORECASE)
_SET = re.compile(r"""image-set\(\s*["']([^"']{1,4096})["']""", re.IGNORECASE)
_PROPERTY = re.compile(r"([\w-]+)\s*:[^:;{}]*$")
_SHOWN = ("background", "--", "content", "list-style", "border-image")


def addresses_in_css(css: str) -> Iterator[str]:
    """Addresses of the pictures that declarations show, fonts and cursors apart.

    Parameters
    ----------
    css : str
        A style sheet, or the declarations of an element.

    Yields
    ------
    str
        As the text writes it.

    Examples
    --------
    >>> list(addresses_in_css("src:url(a.woff);background:url(https://s.example/a.jpg), url('b.jpg')"))
    ['https://s.example/a.jpg', 'b.jpg']
    """
    blank = _URL.sub(lambda match: " " * len(match[0]), css)  # colons and semicolons of addresses are none of CSS
    for pattern in (_URL, _SET):
        for match in pattern.finditer(css):
            before = _PROPERTY.search(blank, max(0, match.start() - 400), match.start())
            address = next((group for group in match.groups() if group), "")
            if address and before is not None and before[1].lower().startswith(_SHOWN):
                yield address
