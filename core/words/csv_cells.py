"""Values as cells of a table that a stranger's spreadsheet opens."""

from __future__ import annotations

from typing import Any


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe [1]_.

    References
    ----------
    .. [1] OWASP, CSV injection: cells that begin with = + - @ tab or carriage return.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
