"""Words that were read, against what products are called: rare words count more, and a misread letter is forgiven."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

LEAST_LETTERS, ALIKE = 3, 80.0  # of a word that is looked for; least likeness of a word, of 100
MOST_WORDS = 60


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, folded.

    Examples
    --------
    >>> words_of("Arla Mjölk 1,5%")
    ['arla', 'mjolk', '1', '5']
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z]+|\d+|[^\W\d_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


class WordIndex:
    """The words of all products.

    Parameters
    ----------
    texts : sequence of str
        Brand, title and size of each product.

    Examples
    --------
    >>> index = WordIndex(["Orange juice 1 l", "Apple juice 1 l"])
    >>> scores = index.scores(["ORANQE", "JUICE"])
    >>> max(scores, key=scores.get)
    0
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = [frozenset(words_of(text)) for text in texts]
        counts = Counter(word for words in self._words for word in words)
        self._value = {word: math.log(1 + len(texts) / count) for word, count in counts.items()}
        self._total = [sum(self._value[word] for word in words) or 1.0 for words in self._words]
        self._rows: dict[str, list[int]] = {}
        for row, words in enumerate(self._words):
            for word in words:
                self._rows.setdefault(word, []).append(row)
        self._known = [word for word in self._value if len(word) >= LEAST_LETTERS]

    def scores(self, lines: Iterable[str]) -> dict[int, float]:
        """How much of each product's words was read.

        Parameters
        ----------
        lines : iterable of str

        Returns
        -------
        dict of int to float
            Row of a product -> share of the value of its words, in (0, 1]; products without a word are left out.
        """
        read = list(dict.fromkeys(word for line in lines for word in words_of(line)))[:MOST_WORDS]
        best: dict[str, float] = {}
        for word in read:
            if word in self._value:
                best[word] = 1.0
            elif len(word) >= LEAST_LETTERS + 1:
                near = process.extractOne(word, self._known, scorer=fuzz.ratio, score_cutoff=ALIKE)
                if near:
                    best[near[0]] = max(best.get(near[0], 0.0), near[1] / 100)
        scores: dict[int, float] = {}
        for word, share in best.items():
            for row in self._rows[word]:
                scores[row] = scores.get(row, 0.0) + share * self._value[word] / self._total[row]
        return scores
