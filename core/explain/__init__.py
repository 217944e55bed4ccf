"""Explain a score: where in a picture the evidence for a label lies, by the very file that gave the score.

`contract` says what a method is and lists them, one file each (`gradcam`, `occlusion`, ...); `differentiable`,
`replay`, `derivatives` and `windows` are the gradient of a .tflite, `tasks` runs in
worker processes, `verbs` is what doors call.
"""

from core.explain.contract import DEFAULT_METHOD, METHODS
from core.explain.contract import LABELS as EXPLAINABLE
from core.explain.verbs import explain_file, explain_picture, layers, overlays_zip

__all__ = ["DEFAULT_METHOD", "EXPLAINABLE", "METHODS", "explain_file", "explain_picture", "layers", "overlays_zip"]
