"""Faces are collected from true and from made-up photos; goods that show somebody are left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from core.learning.faces.bodies import collect
from core.vision.faces.body import NUMBERS

MYNTRA, STREET, FACES = ("GaneshNeupane01/Fashion-Recommendation-System", "bearpaw/clothing-co-parsing",
                         "prajnasb/observations")
ROWS = [  # path, source, label, gray of its middle: bright is a face to the detectors below
    ("fashion/1.jpg", MYNTRA, "Tshirts", 60), ("fashion/2.jpg", MYNTRA, "Tshirts", 230),
    ("streetwear/1.jpg", STREET, "", 230), ("negative/face_1.jpg", FACES, "face", 230),
]


class Bright:
    """Detectors to which the brightest part of a photo is a face."""

    def faces(self, image: np.ndarray) -> pd.DataFrame:
        rows, columns = np.nonzero(image.min(2) > 150)
        count = int(len(rows) > 0)
        table = pd.DataFrame(np.zeros((count, len(NUMBERS))), columns=list(NUMBERS))
        box = (columns.min() / image.shape[1], rows.min() / image.shape[0], columns.max() / image.shape[1],
               rows.max() / image.shape[0]) if count else ()
        table[["left", "top", "right", "bottom"]] = np.array(box).reshape(count, 4)
        return table.assign(score=0.9, teacher=0.9)

    def people(self, image: np.ndarray, floor: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        return np.array([[0.0, 0.0, *image.shape[1::-1]]])[: floor == 0], np.array([0.9])[: floor == 0]


def pack_of(folder: Path) -> Path:
    rows: list[dict[str, Any]] = []
    for path, source, label, gray in ROWS:
        image = np.full((200, 160, 3), 50, np.uint8)
        image[30:70, 60:100] = gray
        if label == "face":
            image[:] = gray
        (folder / path).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(folder / path), image)
        rows.append({"path": path, "block": path.split("/")[0], "source": source, "label": label, "sensitive": "0",
                     "intent": "negative" if label == "face" else "apparel", "background": "natural",
                     "split": "train", "group": ""})
    pd.DataFrame(rows).to_csv(folder / "manifest.csv", index=False)
    return folder


def test_true_and_printed_faces_of_the_teaching_part(tmp_path: Path) -> None:
    table = collect(pack_of(tmp_path), Bright(), "teach")  # type: ignore[arg-type]
    true, made = table[~table["printed"]], table[table["printed"]]
    assert sorted(true["kind"]) == ["fashion", "portrait", "streetwear"] and set(table["part"]) == {"teach"}
    assert set(made["path"]) <= {"fashion/1.jpg", "streetwear/1.jpg"}, "a shirt with a face on it is not bare"
    assert "shirt" in set(made["kind"])
