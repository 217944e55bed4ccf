"""A network file, compiled by OpenVINO for one thread in float32, so that numbers agree on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.errors import WrongContract

# Without the last one OpenVINO binds the thread that asks to the first core [1]_, where all worker processes then meet.
# [1] docs.openvino.ai, CPU device, ov::hint::enable_cpu_pinning.
OPTIONS = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": False}


def open_openvino(path: Path, shape: Sequence[int] = ()) -> Any:
    """Compile a network.

    Parameters
    ----------
    path : Path
        A .onnx, .tflite or .xml.
    shape : sequence of int
        Of its input, where the file leaves it open.

    Returns
    -------
    openvino.CompiledModel

    Raises
    ------
    WrongContract
        When OpenVINO cannot read the file.
    """
    import openvino

    core = openvino.Core()
    try:
        model = core.read_model(path)
        if shape:
            model.reshape(list(shape))
        return core.compile_model(model, "CPU", OPTIONS)
    except RuntimeError as error:
        raise WrongContract(f"OpenVINO cannot read {path.name}: {str(error).splitlines()[0][:120]}.",
                            "Restore it: git checkout -- models.") from None
