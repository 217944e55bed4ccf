"""A neural network as its file holds it: layers, tensors, parameters and arithmetic."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Layer:
    """One operation of a network.

    Attributes
    ----------
    kind : str
        As the file's format calls it: "CONV_2D", "Convolution", ...
    name : str
        Of its first output; what `explain --layer` takes where the layer is a feature map.
    shape : tuple of int
        Of its first output, with the batch; -1 for a side that the file leaves open.
    dtype : str
        Of its first output.
    parameters : int
        Weights and biases that this operation is the first to read.
    macs : int or None
        Multiply-accumulate operations for one input; None where the kind is not such arithmetic, or a side is open.
    inputs : tuple of int
        Positions of the layers whose outputs it reads.
    """

    kind: str
    name: str
    shape: tuple[int, ...]
    dtype: str
    parameters: int
    macs: int | None
    inputs: tuple[int, ...]


@dataclass(frozen=True)
class TensorInfo:
    """One tensor of a network.

    Attributes
    ----------
    name : str
    shape : tuple of int
    dtype : str
    constant : bool
        True for weights and other values stored in the file.
    quantization : str
        "" for a tensor that is not quantized.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    constant: bool
    quantization: str = ""


@dataclass(frozen=True)
class Network:
    """One network of a model.

    Attributes
    ----------
    title : str
        Its file, or its part in the model.
    file_format : str
    layers : tuple of Layer
        In the order in which they run.
    tensors : tuple of TensorInfo
    contract : str
        Why the file cannot be used for its role; "" where it can, or there is no role.
    """

    title: str
    file_format: str
    layers: tuple[Layer, ...]
    tensors: tuple[TensorInfo, ...]
    contract: str = ""

    @property
    def parameters(self) -> int:
        """Of all layers together."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def macs(self) -> int:
        """Of all layers whose arithmetic is counted."""
        return sum(layer.macs or 0 for layer in self.layers)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"title": self.title, "file_format": self.file_format, "parameters": self.parameters, "macs": self.macs,
                "contract": self.contract, "layers": [asdict(layer) for layer in self.layers],
                "tensors": [asdict(tensor) for tensor in self.tensors]}
