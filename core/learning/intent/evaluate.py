"""Measures any .tflite with the contract of shopping intent on the pack, source by source.

``python -m core.learning.intent.evaluate models/shopping_intent_1.tflite --data ../shared/data``
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from core.learning.data.datasets import read_pack
from core.learning.intent.report import report
from core.settings import ROOT


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report as JSON.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; by default the process's own.
    """
    parser = argparse.ArgumentParser(prog="python -m core.learning.intent.evaluate", description=__doc__)
    parser.add_argument("model", type=Path, help="a .tflite file")
    parser.add_argument("--data", type=Path, default=ROOT / "../shared/data", help="folder with manifest.csv")
    parser.add_argument("--out", type=Path, help="write the JSON here instead")
    options = parser.parse_args(arguments)
    text = json.dumps(report(options.model, read_pack(options.data), options.data), indent=1)
    if options.out:
        options.out.write_text(text + "\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
