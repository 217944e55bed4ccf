"""See the detectors think: what each step of the face and the person detector saw in a picture, and why boxes fell.

`tasks` runs in worker processes and reads one run of the detectors in `core.vision`, the same that decides; `boxes`
sorts its boxes by what became of them, `verbs` is what doors call.
"""

from core.detectors.verbs import look, model_key

__all__ = ["look", "model_key"]
