"""LiteRT, the runtime that scores and explains, opened in one place."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from core.errors import WrongContract


def open_interpreter(path: Path, *, threads: int, keep_tensors: bool = False) -> Any:
    """Open a .tflite in LiteRT.

    Parameters
    ----------
    path : Path
        The .tflite file.
    threads : int
        Threads that one inference may use.
    keep_tensors : bool
        Keep every tensor readable after a run, for explanations.

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
            interpreter = Interpreter(
                model_path=str(path), num_threads=threads, experimental_preserve_all_tensors=keep_tensors
            )
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise WrongContract(f"LiteRT cannot run {path.name}: {reason}.",
                            "The file is damaged, or uses operations that LiteRT lacks.") from None
    return interpreter
