"""Opens models of strangers once, in a process of its own, before anything relies on them.

`python -m core.vision.contract_check ROLE MODELS_DIR MODEL ...` prints one line of JSON for each model: its name, and
error, message and hint when it was refused. A model that crashes the process ends the list.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from core.errors import MerchlensError
from core.models import store
from core.models.store import Entry


def _open_intent(entry: Entry) -> None:
    from core.vision.intent.classifier import IntentModel

    IntentModel(entry)


def _open_persons(entry: Entry) -> None:
    from core.vision.persons.detector import Persons

    Persons(entry)


def _open_products(entry: Entry) -> None:
    import numpy as np

    from core.vision.products.detector import open_products

    open_products(entry)(np.full((64, 64, 3), 127, np.uint8))


OPENERS: dict[str, Callable[[Entry], Any]] = {"intent": _open_intent, "persons": _open_persons,
                                              "products": _open_products}


def answer(role: str, models_dir: str, model: str) -> dict[str, str]:
    """Open one model and run it on a blank picture.

    Parameters
    ----------
    role : {"intent", "persons", "products"}
    models_dir : str
        Folder of the manifest that a name is looked up in.
    model : str
        A name in the manifest, or the path of a bare model or of a folder with its own manifest.

    Returns
    -------
    dict
        "model"; and "error" (a class of `core.errors`), "message" and "hint" when it was refused.
    """
    try:
        OPENERS[role](store.entry(models_dir, role, model))
    except MerchlensError as error:
        return {"model": model, "error": type(error).__name__, "message": error.message, "hint": error.hint}
    return {"model": model}


if __name__ == "__main__":
    for name in sys.argv[3:]:
        print(json.dumps(answer(sys.argv[1], sys.argv[2], name)), flush=True)
