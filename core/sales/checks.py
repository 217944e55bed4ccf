"""What is wrong or thin in a sales history, said before any estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Check:
    """One look at the data.

    Attributes
    ----------
    name : str
        Short title: "Duplicates".
    level : {"good", "note", "warning", "stop"}
        After a "stop" nothing is estimated.
    sentence : str
        What was found, with its figures.
    advice : str
        What to do; "" when all is well.
    count : int
        How many rows or products it is about.
    """

    name: str
    level: Literal["good", "note", "warning", "stop"]
    sentence: str
    advice: str = ""
    count: int = 0
