"""Explain a score: where in a picture the evidence for a label lies, by the very file that scored.

`gradcam` is the method, `replay` and `derivatives` differentiate the .tflite, `tasks` runs in worker processes, `verbs`
is what doors call.
"""

from core.explain.verbs import EXPLAINABLE, Explanation, explain_file, explain_picture, overlays_zip

__all__ = ["EXPLAINABLE", "Explanation", "explain_file", "explain_picture", "overlays_zip"]
