"""Full int8: weights and activations as int8, their ranges measured on real pictures. Loads TensorFlow when called.

TensorFlow's converter does the same in its last step [1]_: a float .tflite runs on the pictures while the range of each
tensor is noted, and is then rewritten with int8 operations. That step takes the file alone; no Keras model is needed.
Input and output stay float32, as the contract wants, between a QUANTIZE and a DEQUANTIZE.

References
----------
.. [1] Jacob and others, "Quantization and training of neural networks for efficient integer-arithmetic-only inference",
   2018; tensorflow/lite/python/optimize/calibrator.py and tensorflow/lite/python/convert.py of TensorFlow 2.21.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from core.errors import PackageMissing, WrongContract


def to_int8(model: bytes, inputs: Iterable[np.ndarray]) -> bytes:
    """Quantize a float model.

    Parameters
    ----------
    model : bytes
        A .tflite of float32 with one input.
    inputs : iterable of ndarray of float32
        What the model gets for real pictures, each of the shape of its input; at least one.

    Returns
    -------
    bytes
        The .tflite, without metadata.

    Raises
    ------
    PackageMissing
        When TensorFlow is not installed.
    WrongContract
        When the model has an operation that cannot be quantized.
    """
    try:
        from tensorflow.lite.python.convert import mlir_quantize
        from tensorflow.lite.python.optimize.calibrator import Calibrator
    except ImportError:
        raise PackageMissing("Full int8 is calibrated by TensorFlow, which is not installed.",
                             "Run `pip install -r requirements.txt`, or leave int8 out.") from None

    def samples() -> Iterator[list[np.ndarray]]:
        for values in inputs:
            yield [values]

    try:
        return bytes(mlir_quantize(Calibrator(model).calibrate(samples)))
    except (ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise WrongContract(f"This model cannot be made int8: {reason[:200]}.", "Use f16 or dynamic.") from None
