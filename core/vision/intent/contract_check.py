"""Checks .tflite files of strangers in a process of its own: `python -m core.vision.intent.contract_check PATH ...`."""

from __future__ import annotations

import json
import sys

from core.errors import MerchlensError
from core.vision.intent.classifier import IntentModel


def main(paths: list[str]) -> int:
    """Check .tflite files against the contract; for each a line of JSON: path, and error, message, hint if refused."""
    for path in paths:
        answer = {"path": path}
        try:
            IntentModel(path)
        except MerchlensError as error:
            answer |= {"error": type(error).__name__, "message": error.message, "hint": error.hint}
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
