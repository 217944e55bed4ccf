"""Text from outside inside Markdown."""

from __future__ import annotations

SIGNS = "\\`*_{}[]()<>#+-!|~$:."


def plain(text: str) -> str:
    """A stranger's text as Markdown that shows it as it is.

    Examples
    --------
    >>> print(plain("A *new* shoe"))
    A \\*new\\* shoe
    """
    return "".join(f"\\{letter}" if letter in SIGNS else letter for letter in text)
