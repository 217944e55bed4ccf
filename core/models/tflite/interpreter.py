"""LiteRT, the runtime that scores and explains, opened in one place."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ai_edge_litert import schema_py_generated as schema

from core.errors import WrongContract

OUTPUTS = 8  # place of a graph's outputs in its table: schema.fbs, SubGraph


def open_interpreter(path: Path, *, threads: int, keep_tensors: bool = False, also: Sequence[int] = ()) -> Any:
    """Open a .tflite in LiteRT.

    Parameters
    ----------
    path : Path
        The .tflite file.
    threads : int
        Threads that one inference may use.
    keep_tensors : bool
        Keep every tensor readable after a run, for explanations; a run takes a tenth longer.
    also : sequence of int
        Tensors that are readable after a run beside the outputs, at no cost.

    Returns
    -------
    ai_edge_litert.interpreter.Interpreter
        With its tensors allocated.

    Raises
    ------
    WrongContract
        When LiteRT cannot run the file.
    """
    from ai_edge_litert.interpreter import Interpreter

    try:
        with warnings.catch_warnings():  # about the memory that kept tensors take
            warnings.simplefilter("ignore", UserWarning)
            source = {"model_content": with_outputs(path.read_bytes(), also)} if also else {"model_path": str(path)}
            interpreter = Interpreter(**source, num_threads=threads, experimental_preserve_all_tensors=keep_tensors)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise WrongContract(f"LiteRT cannot run {path.name}: {reason}.",
                            "The file is damaged, or uses operations that LiteRT lacks.") from None
    return interpreter


def with_outputs(data: bytes, more: Sequence[int]) -> bytes:
    """A .tflite whose graph has more outputs; nothing else in it changes.

    The longer list is appended to the file, and the graph's table is pointed to it: offsets of a flatbuffer [1]_ are
    relative and lead forward.

    Parameters
    ----------
    data : bytes
    more : sequence of int
        Tensors.

    References
    ----------
    .. [1] FlatBuffers internals, https://flatbuffers.dev/internals/
    """
    graph = schema.Model.GetRootAs(data, 0).Subgraphs(0)
    known, table = graph.OutputsAsNumpy().tolist(), graph._tab
    outputs = [*known, *(index for index in more if index not in known)]
    at, end = table.Pos + table.Offset(OUTPUTS), -(-len(data) // 4) * 4
    return b"".join((data[:at], struct.pack("<I", end - at), data[at + 4:], bytes(end - len(data)),
                     struct.pack(f"<{1 + len(outputs)}i", len(outputs), *outputs)))
