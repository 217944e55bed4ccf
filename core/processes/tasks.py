"""Tasks by name: what runs in a process of ours is named "core.<room>.tasks:<function>" and imported there only.

So the process that asks never imports what the task needs (models, decoders), and no room has to list its tasks
anywhere.
"""

from __future__ import annotations

import importlib
import re
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from core.errors import MerchlensError, WorkFailed
from core.processes.launch import LOG

BUG_HINT = f"This is a bug in Merchlens. Please report it; {LOG} in the data folder has the details."
_NAME = re.compile(r"[a-z_][\w.]*:[a-z_]\w*", re.IGNORECASE)


def task_named(name: str) -> Callable[..., Any]:
    """The function that a task's name means.

    Parameters
    ----------
    name : str
        "module:function", such as "core.analyze.tasks:analyze".

    Raises
    ------
    ValueError, ImportError, AttributeError
        A name that means nothing: a bug of the caller.

    Examples
    --------
    >>> task_named("core.processes.tasks:task_named").__name__
    'task_named'
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a task; expected core.<room>.tasks:<function>")
    module, _, function = name.partition(":")
    task: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return task


def run_task(name: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    """Run a picture's task: (True, value) or (False, an error that people can read)."""
    return answer(partial(_call, name, arguments))


def answer(work: Callable[[], Any]) -> tuple[bool, Any]:
    """Call a function that works on a picture; its errors become values.

    Parameters
    ----------
    work : callable
        Called without arguments.

    Returns
    -------
    bool, object
        (True, what it returned) or (False, the MerchlensError that it ended with). A bug is a WorkFailed; its
        traceback goes to the log.
    """
    try:
        return True, work()
    except MerchlensError as error:
        return False, error
    except MemoryError:
        return False, WorkFailed("The picture needs more memory than one picture may take.",
                                 "Make it smaller, or raise MERCHLENS_PICTURE_MEMORY_MB.")
    except Exception as error:  # noqa: BLE001 - a bug costs one picture; the traceback goes to the log
        traceback.print_exc()
        return False, WorkFailed(f"The picture could not be analyzed: {type(error).__name__}: {error}.", BUG_HINT)


def _call(name: str, arguments: tuple[Any, ...]) -> Any:
    return task_named(name)(*arguments)
