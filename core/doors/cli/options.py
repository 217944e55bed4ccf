"""Options that several commands share, and the settings that they change."""

from __future__ import annotations

import argparse

from core import analyze
from core.errors import Misuse
from core.settings import Settings, read_settings

SETTINGS = ("workers", "runner", "intent_model", "persons_model", "products_model")


def add_models(command: argparse.ArgumentParser) -> None:
    """Add the options that choose the models."""
    command.add_argument("--intent-model", metavar="MODEL", help="shopping-intent model: a name from `models`, a "
                         ".tflite file with the same contract, `browser` (from a browser profile on this machine) or "
                         "`download` (the original's public page)")
    command.add_argument("--persons-model", metavar="MODEL", help="person detector: a name from `models`, an "
                         "ultralytics .pt file, or a stock name such as yolo11n.pt")


def add_products_model(command: argparse.ArgumentParser) -> None:
    """Add the option that chooses the detector of products."""
    command.add_argument("--products-model", metavar="MODEL", help="detector of products: a name from `models`, an "
                         "ultralytics .pt file of any classes, or an .onnx or OpenVINO .xml of the same contract")


def add_words(command: argparse.ArgumentParser) -> None:
    """Add the choice whether lettering on shelves is read."""
    command.add_argument("--words", action=argparse.BooleanOptionalAction, default=None,
                         help="read the lettering on packs, too, which tells flavors apart and takes several times as "
                              "long (default: as MERCHLENS_SHELF_WORDS says, else not)")


def add_workers(command: argparse.ArgumentParser) -> None:
    """Add the number of worker processes."""
    command.add_argument("--workers", type=int, metavar="N", help="worker processes (default: one for each core)")


def add_stages(command: argparse.ArgumentParser) -> None:
    """Add the choice of optional stages."""
    command.add_argument("--stages", metavar="STAGE,STAGE", default="",
                         help=f"optional stages to run as well: {', '.join(analyze.OPTIONAL)}")


def settings_of(options: argparse.Namespace) -> Settings:
    """The site's settings with a command's options on top; raises SetupError or Misuse."""
    changes = {name: getattr(options, name, None) for name in SETTINGS}
    if changes["workers"] is not None and changes["workers"] < 1:
        raise Misuse(f"--workers takes a number from 1 up, not {changes['workers']}.",
                     "Leave it out to use one for each core.")
    return read_settings(**{name: value for name, value in changes.items() if value is not None})
