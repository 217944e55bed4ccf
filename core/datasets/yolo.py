"""The boxes of a dataset as trainers of detectors read them: text files of YOLO [1]_.

References
----------
.. [1] Ultralytics YOLO format, https://docs.ultralytics.com/datasets/detect/.
"""

from __future__ import annotations

import io
import zipfile

from core.errors import Misuse
from core.nouns.correction import BOXED
from core.nouns.dataset import Dataset
from core.words.csv_cells import csv_bytes

PICTURES = ("picture_id", "path", "split")


def yolo_zip(dataset: Dataset) -> bytes:
    """A ZIP with a line "class x y width height" for each box, center and size as shares of the picture.

    Parameters
    ----------
    dataset : Dataset

    Returns
    -------
    bytes
        `classes.txt`; `labels/<picture id>.txt` for each picture in which people looked for boxes; `pictures.csv`,
        where each picture lies. The pictures themselves are not in it.

    Raises
    ------
    Misuse
        The dataset has no boxes.
    """
    names = [name for name in BOXED if any(sample.boxed(name) is not None for sample in dataset.samples)]
    if not names:
        raise Misuse("This dataset has no boxes.", "Make one of boxes, shelves or label files.")
    boxed = [sample for sample in dataset.samples if sample.boxes]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("classes.txt", "".join(f"{BOXED[name]}\n" for name in names))
        archive.writestr("pictures.csv", csv_bytes(PICTURES, (
            {"picture_id": sample.picture_id, "path": sample.path, "split": sample.split} for sample in boxed)))
        for sample in boxed:
            lines = (_line(names.index(name), box, boxes.size_wh) for name, boxes in sample.boxes for box in boxes.xyxy)
            archive.writestr(f"labels/{sample.picture_id}.txt", "".join(lines))
    return data.getvalue()


def _line(number: int, box: tuple[float, float, float, float], size_wh: tuple[int, int]) -> str:
    """One box.

    Examples
    --------
    >>> _line(0, (10, 20, 30, 60), (100, 200))
    '0 0.200000 0.200000 0.200000 0.200000\\n'
    """
    left, top, right, bottom = box
    shares = ((left + right) / 2 / size_wh[0], (top + bottom) / 2 / size_wh[1], (right - left) / size_wh[0],
              (bottom - top) / size_wh[1])
    return f"{number} {' '.join(f'{share:.6f}' for share in shares)}\n"
