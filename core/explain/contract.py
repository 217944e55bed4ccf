"""The contract of every explanation method: an image and a label go in, a `Saliency` comes out.

A new method is one new file in this folder and one line in `METHODS`; tests/explain/test_contract.py then runs over it.
A method explains the very file that gives the score, and its map is all zero when no part of the picture raises the
label's score.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from core.nouns.intent import INTENT_LABELS, SENSITIVE
from core.nouns.saliency import Saliency

if TYPE_CHECKING:
    from core.explain.differentiable import DifferentiableModel

LABELS = (*INTENT_LABELS, SENSITIVE)  # what can be explained
# Name -> "module:class". The class is an `Explainer` and opens the model's file: `GradCam(model_path, threads=1)`.
METHODS = {
    "grad-cam": "core.explain.gradcam:GradCam",
    "grad-cam++": "core.explain.gradcam_plus:GradCamPlus",
    "hires-cam": "core.explain.hirescam:HiResCam",
    "layer-cam": "core.explain.layercam:LayerCam",
    "integrated-gradients": "core.explain.integrated_gradients:IntegratedGradients",
    "score-cam": "core.explain.scorecam:ScoreCam",
    "occlusion": "core.explain.occlusion:Occlusion",
    "rise": "core.explain.rise:Rise",
}
DEFAULT_METHOD = "grad-cam"


class Explainer(Protocol):
    """An open model with one method of explaining it; safe to share between threads."""

    def explain(self, image: np.ndarray, label: str, *, against: str = "", layer: str = "") -> Saliency:
        """Show where the evidence for a label lies.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB; left unchanged.
        label : str
            One of `LABELS`.
        against : str
            A second label of the same output: explains why the first one scores more.
        layer : str
            The feature map to explain by, for methods that use one; "" for the last one.

        Returns
        -------
        Saliency
            `map` has the shape (H, W); `score` is the model's own; the same call gives the same numbers.

        Raises
        ------
        Misuse
            For another label or layer.
        WrongContract
            When the method cannot explain this model.
        """


def open_explainer(method: str, model_path: str | Path | DifferentiableModel, *, threads: int = 1) -> Explainer:
    """Open a model with one of the `METHODS`; only the module of that method is imported.

    Parameters
    ----------
    method : str
        A key of `METHODS`.
    model_path : str, Path or DifferentiableModel
        The .tflite that gives the scores, or the same opened already.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        When the file is not there or is no such model.
    """
    module, _, name = METHODS[method].partition(":")
    explainer: Explainer = getattr(importlib.import_module(module), name)(model_path, threads=threads)
    return explainer
