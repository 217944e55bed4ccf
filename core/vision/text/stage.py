"""The words in a picture as facts with boxes, by the reader of `core.vision.text.reader`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.models.store import Entry
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.text.reader import TextReader

FACT = "text"


def open_text(entry: Entry) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function; raises what `TextReader` raises.

    Parameters
    ----------
    entry : Entry
        Of role "text".
    """
    reader = TextReader(entry)

    def text_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        return tuple(Fact(FACT, line.text, line.score, entry.name, line.xyxy) for line in reader.read(image)
                     if line.text)

    return text_of
