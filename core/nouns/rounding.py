"""Arrays as plain lists with few digits, for the JSON of the nouns."""

from __future__ import annotations

from typing import Any

import numpy as np


def rounded(values: np.ndarray, digits: int) -> list[Any]:
    """Plain nested lists, rounded.

    Parameters
    ----------
    values : ndarray, any shape
        Numbers.
    digits : int
        After the decimal point.

    Examples
    --------
    >>> import numpy as np
    >>> rounded(np.array([[0.12345]], np.float32), 2)
    [[0.12]]
    """
    return np.round(np.asarray(values, np.float64), digits).tolist()
