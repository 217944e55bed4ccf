"""The epochs of a training on disk: curves as JSON lines and as TensorBoard events, and the model to go on from."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import keras

from core.errors import SetupError
from core.images.files import write_whole

CURVES, STATE, EVENTS = "curves.jsonl", "state.json", "events"
WHAT = "An epoch of the training"


class Journal:
    """The folder of one training. Each epoch is written whole or not at all: `state.json` names what counts.

    Parameters
    ----------
    folder : Path
        Made where it is missing.

    Attributes
    ----------
    lines : list of dict
        One for each finished epoch: "epoch", "phase", "loss", "accuracy", "val_loss", "val_accuracy".
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: dict[str, Any] = {"lines": [], "last": "", "best": ""}
        with suppress(OSError, ValueError):
            self._state = json.loads((folder / STATE).read_text("utf-8"))
        self._writer: Any = None

    @property
    def lines(self) -> list[dict[str, Any]]:
        """As of the class."""
        lines: list[dict[str, Any]] = self._state["lines"]
        return lines

    def last(self) -> keras.Model | None:
        """The model after the last finished epoch, with its optimizer; None before the first."""
        return keras.models.load_model(self._folder / self._state["last"]) if self._state["last"] else None

    def best(self) -> keras.Model:
        """The model after the epoch with the smallest loss on the validation photos."""
        return keras.models.load_model(self._folder / self._state["best"])

    def add(self, line: dict[str, Any], model: keras.Model) -> None:
        """Keep an epoch; raises SetupError where the disk is full."""
        file = f"epoch-{line['epoch']}.keras"
        is_best = all(line["val_loss"] < old["val_loss"] for old in self.lines)
        state = {"lines": [*self.lines, line], "last": file, "best": file if is_best else self._state["best"]}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            model.save(self._folder / file)
        except OSError as error:
            raise SetupError(f"{WHAT} could not be stored: {error.strerror or error}.",
                             "Make room on the disk of the data folder and start again: it goes on from the epoch "
                             "before.") from None
        write_whole(self._folder / CURVES, "".join(json.dumps(item) + "\n" for item in state["lines"]), WHAT)
        write_whole(self._folder / STATE, json.dumps(state), WHAT)
        self._state = state
        for path in self._folder.glob("epoch-*.keras"):
            if path.name not in (state["last"], state["best"]):
                path.unlink(missing_ok=True)
        self._write_events(line)

    def _write_events(self, line: dict[str, Any]) -> None:
        """The same curves for TensorBoard, which need not be installed to write them."""
        import tensorflow as tf

        if self._writer is None:
            self._writer = tf.summary.create_file_writer(str(self._folder / EVENTS))
        for tag, value in line.items():
            if isinstance(value, float):
                tf.raw_ops.WriteScalarSummary(writer=self._writer._resource, step=tf.constant(line["epoch"], tf.int64),
                                              tag=tag, value=tf.constant(value))
        self._writer.flush()
