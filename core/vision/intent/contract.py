"""What a .tflite of shopping intent must be: the browser's contract, read from the file without running it.

The contract [1]_: one input `normalized_input_image_tensor` float32 (1, 224, 224, 3), RGB, squashed to a square and
normalized as in the file's own metadata; outputs `shopping_intent` (1, 4) and `sensitive` (1, 2), probabilities.
Converters reorder outputs, so an output is identified by its name, else by its width, never by its position.

References
----------
.. [1] Model card of dejanseo/shopping-intent; Chromium, visual_search_classification_and_eligibility.cc.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from core.errors import WrongContract
from core.models.tflite.graph import Graph, Tensor, read_graph
from core.models.tflite.metadata import TfliteMetadata, read_metadata
from core.nouns.intent import INTENT_LABELS, SENSITIVE

SIDE = 224  # pixels; of the contract [1]
INPUT_SHAPE = (1, SIDE, SIDE, 3)
SHOPPING = "shopping_intent"
SENSITIVE_LABELS = ("negative", "positive")
HEADS = {SHOPPING: INTENT_LABELS, SENSITIVE: SENSITIVE_LABELS}
_HINT = "Use a model with the contract of the shopping classifier."


@dataclass(frozen=True, eq=False)
class Contract:
    """The tensors and rows of a file that the role needs.

    Attributes
    ----------
    input, shopping, sensitive : int
        Indices of tensors, as the interpreter counts them.
    order : tuple of int
        Row of the shopping output for each of `INTENT_LABELS`.
    positive : int
        Row of the sensitive output for "positive".
    mean, std : ndarray of float32, shape (1,) or (3,)
        Normalization for values 0..255.
    """

    input: int
    shopping: int
    sensitive: int
    order: tuple[int, ...]
    positive: int
    mean: np.ndarray
    std: np.ndarray

    def rows_of(self, head: str) -> tuple[int, tuple[int, ...]]:
        """The tensor of an output, and its row for each of the labels in `HEADS`."""
        return (self.shopping, self.order) if head == SHOPPING else (self.sensitive, (1 - self.positive, self.positive))


def squash(image: np.ndarray) -> np.ndarray:
    """Resize a picture to the model's square, ignoring its proportions as the browser does.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.

    Returns
    -------
    ndarray of uint8, shape (224, 224, 3)
        Area averaging when a side shrinks, else bilinear.

    Examples
    --------
    A wide picture with a black and a white half keeps its halves.

    >>> image = np.repeat(np.uint8([[0] * 448 + [255] * 448]), 100, axis=0)[..., None].repeat(3, axis=2)
    >>> square = squash(image)
    >>> square.shape, square[:, :112].max().item(), square[:, 112:].min().item()
    ((224, 224, 3), 0, 255)
    """
    shrinking = image.shape[0] > SIDE or image.shape[1] > SIDE
    return cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)


def to_input(image: np.ndarray, mean: np.ndarray, std: np.ndarray) -> np.ndarray:
    """Squash and normalize a picture: the model's input.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    mean, std : ndarray of float32, shape (1,) or (3,)
        From the file's metadata.

    Returns
    -------
    ndarray of float32, shape (1, 224, 224, 3)
        (pixel - mean) / std.

    Examples
    --------
    >>> white = np.full((10, 10, 3), 255, np.uint8)
    >>> values = to_input(white, np.float32([127.5]), np.float32([127.5]))
    >>> values.shape, values.min().item(), values.max().item()
    ((1, 224, 224, 3), 1.0, 1.0)
    """
    return (squash(image)[None].astype(np.float32) - mean) / std


def read_contract(path: str | Path) -> Contract:
    """Check a .tflite against the contract without running it.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Contract

    Raises
    ------
    ModelMissing
        When there is no such file.
    WrongContract
        When the file does not keep the contract.
    """
    graph, name = read_graph(path), Path(path).name
    metadata = read_metadata(path) or TfliteMetadata()
    try:
        entry = _input(graph, name)
        heads = {head: _head(graph, head, name) for head in HEADS}
    except IndexError:
        raise WrongContract(f"{name} is a damaged .tflite file: it refers to missing tensors.",
                            "Download or export the model again, and compare its checksum.") from None
    mean, std = _normalization(metadata, name)
    shopping, sensitive = (_labels(metadata, head, name) for head in HEADS)
    order = tuple(shopping.index(label) for label in INTENT_LABELS)
    return Contract(entry, heads[SHOPPING], heads[SENSITIVE], order, sensitive.index("positive"), mean, std)


def _input(graph: Graph, name: str) -> int:
    inputs = [graph.tensors[index] for index in graph.inputs]
    if len(inputs) != 1 or inputs[0].shape != INPUT_SHAPE or inputs[0].dtype != "FLOAT32":
        raise WrongContract(f"{name} must have one input float32 {list(INPUT_SHAPE)}, but it has {_words(inputs)}.",
                            _HINT)
    return graph.inputs[0]


def _head(graph: Graph, head: str, name: str) -> int:
    """The tensor of one output: by name, else the only one of its width."""
    width = len(HEADS[head])
    fitting = [index for index in graph.outputs.values() if _width(graph.tensors[index]) == width]
    index = graph.outputs.get(head, fitting[0] if len(fitting) == 1 else -1)
    if index not in fitting:
        outputs = {key: graph.tensors[at] for key, at in graph.outputs.items()}
        words = ", ".join(f"{key} {_words([tensor])}" for key, tensor in outputs.items())
        raise WrongContract(f"{name} must have an output {head} float32 [1, {width}], but its outputs are {words}.",
                            _HINT)
    return index


def _width(tensor: Tensor) -> int:
    """Number of scores; 0 for a tensor that is not a list of float scores."""
    is_list = tensor.dtype == "FLOAT32" and len(tensor.shape) > 0 and int(np.prod(tensor.shape)) == tensor.shape[-1]
    return tensor.shape[-1] if is_list else 0


def _normalization(metadata: TfliteMetadata, name: str) -> tuple[np.ndarray, np.ndarray]:
    mean, std = (np.asarray(values, np.float32) for values in (metadata.mean, metadata.std))
    is_sound = mean.shape == std.shape and mean.size in (1, 3) and np.isfinite(mean).all() and (std > 0).all()
    if not is_sound:
        raise WrongContract(f"The metadata of {name} must say how its input is normalized (mean and std, one or three "
                            f"values each), but it has mean {metadata.mean} and std {metadata.std}.",
                            "Use the original file; some tools strip its metadata.")
    return mean, std


def _labels(metadata: TfliteMetadata, head: str, name: str) -> tuple[str, ...]:
    """A head's labels in the file's order; the contract's order where the file has none."""
    expected = HEADS[head]
    lines = _by_name_or_width(metadata.labels, head)
    labels = tuple(line.strip().removeprefix(f"{head}:") for line in lines) or expected
    if sorted(labels) != sorted(expected):
        raise WrongContract(f"The labels of {head} in {name} must be {', '.join(expected)}, but they are "
                            f"{', '.join(labels)}.", _HINT)
    return labels


def _by_name_or_width(labels: Mapping[str, tuple[str, ...]], head: str) -> tuple[str, ...]:
    fitting = [names for names in labels.values() if len(names) == len(HEADS[head])]
    return labels.get(head, fitting[0] if len(fitting) == 1 else ())


def _words(tensors: list[Tensor]) -> str:
    return ", ".join(f"{tensor.dtype.lower()} {list(tensor.shape)}" for tensor in tensors) or "none"
