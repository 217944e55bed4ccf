"""Explain a score: where in a picture the evidence for a label lies, by the very file that gave the score.

`contract` says what a method is and lists them, `gradcam` is one, `differentiable`, `replay` and `derivatives` are the
gradient of a .tflite, `tasks` runs in worker processes, `verbs` is what doors call.
"""

from core.explain.contract import LABELS as EXPLAINABLE
from core.explain.verbs import explain_file, explain_picture, overlays_zip

__all__ = ["EXPLAINABLE", "explain_file", "explain_picture", "overlays_zip"]
