"""Text in a picture, found and read by PP-OCRv4's two nets, which the package `rapidocr_onnxruntime` carries and runs.

The package also does the work before and after the nets, on ONNX Runtime. Its third net, which turns upside-down lines,
is not used.
"""

from __future__ import annotations

import importlib.util
import json
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.errors import ModelMissing, PackageMissing, WrongContract
from core.models.store import Entry, sha256_of
from core.nouns.text import TextLine

PACKAGE = "rapidocr_onnxruntime"
_HINT = f"Run `pip install --force-reinstall {PACKAGE}==1.4.4`."
_LINE = [3, 48, 96]  # channels, height, least width of a line; the package's 320 makes short words 3 times slower
_LEAST_SIDE = 16  # pixels of the copy that is searched; a thinner strip holds no text
_TALLEST = 0.2  # of the shorter side; something taller that cannot be read is a thing, not text
_LEAST_CHARACTERS = 2  # letters and digits; a single one is as often a button as text


class TextReader:
    """Finds and reads lines of text; calls from several threads wait for each other.

    Parameters
    ----------
    entry : Entry
        The manifest's entry for the role "text": a file with the checksums of the package's weights, the longest side
        of the copy that is searched, and the number of lines to read; and the threshold "text".
    threads : int
        Threads that one inference may use.

    Raises
    ------
    PackageMissing, ModelMissing, WrongContract
        When the package is missing, its weights differ, or the entry's file is wrong.
    """

    def __init__(self, entry: Entry, *, threads: int = 1) -> None:
        values = _settings(entry.path)
        self._threshold = entry.threshold("text")
        self._side, self._enlarge, self._most = values["longest_side"], values["enlarge"], values["most_lines"]
        _check(values["sha256"])
        self._lock = threading.Lock()
        self._engine = _engine(threads)

    def read(self, image: np.ndarray, *, most: int = 0) -> tuple[TextLine, ...]:
        """Find lines and read the largest of them.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB. Lines are found on a copy of bounded size and read in this one.
        most : int
            Lines that are read; 0 for as many as the entry says.

        Returns
        -------
        tuple of TextLine
            From top to bottom; lines beyond the limit, and illegible ones, have an empty text.
        """
        bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        scale = min(self._side / max(image.shape[:2]), self._enlarge)
        size_wh = round(image.shape[1] * scale), round(image.shape[0] * scale)
        if min(size_wh) < _LEAST_SIDE:
            return ()
        copy = cv2.resize(bgr, size_wh, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        with self._lock:
            boxes = self._engine.text_det(copy)[0]
            if boxes is None or not len(boxes):
                return ()
            corners = np.asarray(self._engine.sorted_boxes(boxes), np.float32) / np.float32(scale)
            rows = np.sort(np.argsort([-cv2.contourArea(quad) for quad in corners], kind="stable")[:most or self._most])
            words = self._engine.text_rec(self._engine.get_crop_img_list(bgr, corners[rows]))[0]
        texts = dict(zip(rows.tolist(), words, strict=True))
        lines = [self._line(quad, *texts.get(row, ("", 0.0))) for row, quad in enumerate(corners)]
        too_tall = [min(cv2.minAreaRect(quad)[1]) > _TALLEST * min(image.shape[:2]) for quad in corners]
        return tuple(line for line, is_tall in zip(lines, too_tall, strict=True) if line.text or not is_tall)

    def _line(self, corners: np.ndarray, text: str, score: float) -> TextLine:
        legible = score >= self._threshold and sum(map(str.isalnum, text)) >= _LEAST_CHARACTERS
        left, top, right, bottom = (float(value) for value in (*corners.min(0), *corners.max(0)))
        return TextLine(text.strip() if legible else "", float(score), (left, top, right, bottom))


def _settings(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
        return {"longest_side": int(values["longest_side"]), "enlarge": float(values["enlarge"]),
                "most_lines": int(values["most_lines"]), "sha256": dict(values["sha256"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongContract(f"{path.name} must give longest_side, enlarge, most_lines and sha256, but: "
                            f"{type(error).__name__}: {error}.", "Restore it (git checkout -- models).") from None


def _check(checksums: dict[str, str]) -> None:
    """Check that the package is installed with the weights that were measured."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PackageMissing(f"The package {PACKAGE}, which reads text in pictures, is not installed.",
                             f"Run `pip install {PACKAGE}==1.4.4`.")
    folder = Path(spec.submodule_search_locations[0]) / "models"
    for name, expected in checksums.items():
        if not (folder / name).is_file():
            raise PackageMissing(f"The installed package {PACKAGE} lacks the file {name}.", _HINT)
        if sha256_of(folder / name) != expected:
            raise ModelMissing(f"{name} of the installed package {PACKAGE} differs from version 1.4.4 (another "
                               "checksum).", _HINT)


def _engine(threads: int) -> Any:
    """The package's chain. "max": pictures come at the size at which they are searched."""
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError as error:
        raise PackageMissing(f"The package {PACKAGE} cannot be loaded: {error}.", _HINT) from None
    engine = RapidOCR(intra_op_num_threads=threads, inter_op_num_threads=1, det_limit_type="max")
    engine.text_rec.rec_image_shape, engine.text_rec.rec_batch_num = _LINE, 1
    return engine
