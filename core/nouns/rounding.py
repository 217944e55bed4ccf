"""Arrays as plain lists of rounded numbers, for the JSON of the nouns."""

from __future__ import annotations

from typing import Any

import numpy as np


def to_list(values: np.ndarray, digits: int) -> list[Any]:
    """Round an array and turn it into plain nested lists.

    Parameters
    ----------
    values : ndarray of float, any shape
    digits : int
        After the decimal point.

    Returns
    -------
    list
        Of Python floats, nested like the array.

    Examples
    --------
    >>> to_list(np.array([[0.12345]], np.float32), 2)
    [[0.12]]
    """
    return np.round(np.asarray(values, np.float64), digits).tolist()
