"""The script that a user would write today, as one side of `benchmarks.chain`.

The mtcnn package as shipped, ultralytics' .pt on torch and tf.lite, one picture after the other. It gets what our
chain gets: the same weights, thresholds and number of threads, and the guards without which these packages fail or
crawl on such a machine (a torchvision that does not load, spinning OpenMP threads).
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps


class PlainScript:
    """Everything loaded once, then one photo after the other.

    Parameters
    ----------
    facts : dict
        persons (path of the .pt), intent (path of the .tflite), face_score, person_score, person_iou, person_side,
        mean, std, threads.
    """

    def __init__(self, facts: dict[str, Any]) -> None:
        os.environ["OMP_NUM_THREADS"] = str(facts["threads"])
        os.environ["TF_NUM_INTRAOP_THREADS"] = str(facts["threads"])
        from core.learning.persons.torchvision_guard import import_ultralytics

        ultralytics = import_ultralytics()
        import tensorflow
        import torch
        from mtcnn import MTCNN

        torch.set_num_threads(facts["threads"])
        self._facts = facts
        self._faces = MTCNN()
        self._persons = ultralytics.YOLO(facts["persons"])
        self._intent = tensorflow.lite.Interpreter(model_path=facts["intent"], num_threads=facts["threads"])
        self._intent.allocate_tensors()

    def judge(self, paths: list[str]) -> list[dict[str, Any]]:
        """Kind and top label of each photo, with the evidence and where the time went."""
        return [self._one(Path(path)) for path in paths]

    def _one(self, path: Path) -> dict[str, Any]:
        seconds, start = {}, time.perf_counter()
        image = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))
        seconds["decode"], start = time.perf_counter() - start, time.perf_counter()
        faces = [float(face["confidence"]) for face in self._faces.detect_faces(image)]
        seconds["faces"], start = time.perf_counter() - start, time.perf_counter()
        persons = self._person_scores(image)
        seconds["persons"], start = time.perf_counter() - start, time.perf_counter()
        scores = self._intent_scores(image)
        seconds["intent"] = time.perf_counter() - start
        face, person = max(faces, default=0.0), max(persons, default=0.0)
        if face >= self._facts["face_score"]:
            kind = "model_face"
        else:
            kind = "worn_no_face" if person >= self._facts["person_score"] else "product_only"
        top = ("negative", "apparel", "home_decor", "other")[int(np.argmax(scores))]
        return {"uri": str(path), "kind": kind, "top": top, "face": face, "person": person,
                "intent": float(np.max(scores)), "seconds": seconds}

    def _person_scores(self, image: np.ndarray) -> list[float]:
        facts = self._facts
        boxes = self._persons.predict(image[..., ::-1], conf=facts["person_score"], iou=facts["person_iou"],
                                      imgsz=facts["person_side"], classes=[0], device="cpu", verbose=False)
        return [float(score) for score in boxes[0].boxes.conf]

    def _intent_scores(self, image: np.ndarray) -> np.ndarray:
        small = np.asarray(Image.fromarray(image).resize((224, 224), Image.Resampling.BILINEAR), np.float32)
        values = (small - np.float32(self._facts["mean"])) / np.float32(self._facts["std"])
        self._intent.set_tensor(self._intent.get_input_details()[0]["index"], values[None].astype(np.float32))
        self._intent.invoke()
        outputs = [self._intent.get_tensor(item["index"]) for item in self._intent.get_output_details()]
        return next(output[0] for output in outputs if output.shape[-1] == 4)
