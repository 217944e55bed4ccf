"""A picture inside a page or chart."""

from __future__ import annotations

import base64


def jpeg_uri(jpeg: bytes) -> str:
    """A JPEG as a data URI.

    Examples
    --------
    >>> jpeg_uri(b"abc")
    'data:image/jpeg;base64,YWJj'
    """
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
