"""Values for tests that are about something else than the models."""

from typing import Any

import numpy as np

from core.nouns.analysis import Analysis, Decision
from core.nouns.detections import Detections
from core.nouns.detector_trace import FATES, NETS, Boxes, DetectorTrace, FaceCandidate, Level
from core.nouns.intent import INTENT_LABELS, Classification, Intent
from core.nouns.measures import Measures


def made_up_analysis(uri: str = "shoe.jpg", kind: str = "model_face", top: str = "apparel") -> Analysis:
    """An analysis of a 200 x 300 picture with one face and one person."""
    scores = np.full(4, 0.05, np.float32)
    scores[INTENT_LABELS.index(top)] = 0.85
    best = float(scores[1:].max())
    face = Detections("face", np.array([[60, 20, 100, 70]], np.float32), np.array([0.98], np.float32),
                      np.array([[[70, 40], [90, 40], [80, 50], [72, 60], [88, 60]]], np.float32))
    person = Detections("person", np.array([[30, 10, 150, 290]], np.float32), np.array([0.9], np.float32))
    stage, score = {"model_face": ("faces", 0.98), "worn_no_face": ("persons", 0.9)}.get(kind, ("none", 0.1))
    refused = ({"xyxy": [10.0, 200.0, 30.0, 230.0], "score": 0.9, "reason": "eyes and mouth do not form a face"},)
    return Analysis(
        uri=uri, picture_id="a" * 64, size_wh=(200, 300),
        decided_by=Decision(kind, stage, None if stage == "none" else 0, score, 0.5, abs(score - 0.5), refused),
        faces=face if kind == "model_face" else Detections.empty("face", landmarks=True),
        persons=person if kind != "product_only" else Detections.empty("person"),
        intent=Intent(Classification(INTENT_LABELS, scores), 0.02, best > 0.5, best),
        models={"faces": "f", "persons": "p", "intent": "i"}, seconds={"decode": 0.01, "faces": 0.02},
    )


def made_up_boxes(*rows: tuple[list[float], float, str]) -> Boxes:
    """Boxes of (xyxy, score, fate) with a threshold of 0.49."""
    fates = np.array([FATES.index(fate) for _, _, fate in rows], np.int8)
    counts = {fate: int((fates == place).sum()) for place, fate in enumerate(FATES)}
    return Boxes(np.array([xyxy for xyxy, _, _ in rows], np.float32).reshape(-1, 4),
                 np.array([score for _, score, _ in rows], np.float32), fates, np.zeros(len(rows), np.float32), 0.49,
                 counts)


def made_up_trace() -> DetectorTrace:
    """What the detectors saw in the picture of `made_up_analysis`: a face, a refused candidate, a person."""
    analysis, low = made_up_analysis(), [10.0, 200.0, 30.0, 230.0]
    face = analysis.faces.xyxy[0].tolist()
    nets = {net: made_up_boxes((face, 0.9, "kept"), (low, 0.8, "kept"), (low, 0.3, "low")) for net in NETS}
    parts = dict.fromkeys(("score", "near", "worst", "mirrored", "close", "wide"), 0.5)
    candidates = tuple(
        FaceCandidate(np.float32(xyxy), analysis.faces.landmarks[0], 0.9, (0.9,) * 5, parts, body, score, not reason,
                      reason, ())
        for xyxy, body, score, reason in ((face, 0.99, 0.98, ""), (low, None, 0.2, "it does not look like a face")))
    person = analysis.persons.xyxy[0].tolist()
    bodies = made_up_boxes((person, 0.9, "kept"), (face, 0.7, "suppressed"), (low, 0.2, "kept"))
    return DetectorTrace(analysis.picture_id, analysis.size_wh, analysis.size_wh, b"",
                         (Level((60, 90), 20.0, 900, 3, 2),), nets, candidates, 0.5, analysis.faces, analysis.persons,
                         bodies, 0.6)


def made_up_measures(**changes: Any) -> Measures:
    """A sharp JPEG packshot on pure white that keeps all rules but Zalando's upright aspect; see the changes."""
    values: dict[str, Any] = {
        "width": 1700, "height": 1700, "format": "jpeg", "bytes": 200_000, "colors": "RGB", "background": "plain",
        "background_share": 0.3, "background_rgb": (255.0, 255.0, 255.0), "background_spread": 0.0, "white_share": 1.0,
        "near_white_share": 1.0, "product_box": (85, 85, 1615, 1615), "reach": 0.9, "box_share": 0.81,
        "mask_share": 0.7, "margins": (0.05, 0.05, 0.05, 0.05), "touches": (), "border_sides": (),
        "border_insets": (0, 0, 0, 0), "text": "none", "text_boxes": (), "watermark": "none", "watermark_boxes": (),
        "edge_width": 2.1, "edges_of": "product", "dark_share": 0.0, "bright_share": 0.0, "luma": 120.0,
        "hash": "0f" * 8,
    }
    return Measures(**(values | changes))
