"""The run time that scores and explains: LiteRT, opened in one place."""

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
    threads : int
    keep_tensors : bool
        Keep every tensor readable after a run, for explanations.

    Returns
    -------
    ai_edge_litert.interpreter.Interpreter
        Ready to run.

    Raises
    ------
    WrongContract
        When LiteRT does not run the file.
    """
    from ai_edge_litert.interpreter import Interpreter

    try:
        with warnings.catch_warnings():  # it warns that keeping tensors costs memory; that is known
            warnings.simplefilter("ignore", UserWarning)
            interpreter = Interpreter(
                model_path=str(path), num_threads=threads, experimental_preserve_all_tensors=keep_tensors
            )
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise WrongContract(f"{path.name} cannot be run: {reason}.",
                            "The file is damaged, or uses operations that LiteRT does not have.") from None
    return interpreter
