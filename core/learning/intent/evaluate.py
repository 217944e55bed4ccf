"""Measures any .tflite with the contract of shopping intent on the pack, source by source.

`python -m core.learning.intent.evaluate FILE.tflite --data PACK`

Unseen sources, left-out folds and pictures of the training's own sources are reported one by one, never mixed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.data.pack import INTENTS, read_pack
from core.learning.data.pictures import read_rgb
from core.learning.intent.augment import SIDE, paste_packshot
from core.learning.intent.metrics import intent_metrics, proportion, run_tflite, sensitive_metrics
from core.vision.intent.contract import squash

# Pictures of sources that training saw only measure the fit: every fourth is enough (and all restricted goods).
SAME_SOURCES_EVERY = 4
# A product in a photo of a street or a landscape; one of 13 % is about as wide as a third of the picture.
SCENE_SOURCE = "luangtatipsy/intel-image-classification"
PASTED_AREAS = (0.13, 0.37)


def measure_model(path: Path, pack: pd.DataFrame, data_dir: Path, *, held_out: dict | None = None) -> dict[str, Any]:
    """Measure a .tflite with the contract of shopping intent.

    Parameters
    ----------
    path : Path
        Any file of this contract.
    pack : pandas.DataFrame
        From `core.learning.data.pack.read_pack`.
    data_dir : Path
        The pack's folder.
    held_out : dict of ndarray, optional
        Scores (N, K) by output from models that never saw the picture's source; `scored`, bool (N,), says where.

    Returns
    -------
    dict
        `unseen_sources`: whole sources that training never saw; `unseen_blocks`: the same by block of the pack (2, 3,
        4); `pasted`: their product photos on white, pasted onto validation scenes, by share of the scene's area;
        `same_sources`: every fourth validation picture of sources that it did see; `folds`: each picture by a model of
        the same recipe that never saw its source, for the many small sources (`wide`) and the few large ones (`large`)
        apart.
    """
    unseen, positive = pack["unseen"].to_numpy(), (pack["s"] == 1).to_numpy()
    same = ~unseen & (pack["split"] == "val").to_numpy()
    sampled = same & (np.cumsum(same) % SAME_SOURCES_EVERY == 0)
    measured = unseen | sampled | (same & positive)
    scores = run_tflite(path, (squash(read_rgb(data_dir / name)) for name in pack["path"][measured]))
    whole = {key: np.zeros((len(pack), value.shape[1])) for key, value in scores.items()}
    for key, value in scores.items():
        whole[key][measured] = value
    restricted = measured & ~unseen
    metrics = {
        "model": path.stem,
        "unseen_sources": _both(pack, whole, unseen),
        "same_sources": _both(pack, whole, sampled),
    }
    metrics["unseen_blocks"] = {name: _both(pack, whole, unseen & (pack["block"].str[-1] == name).to_numpy())
                                for name in sorted(set(pack["block"].str[-1][unseen]))}
    metrics["pasted"] = {f"{area:.2f}": _pasted(path, pack, data_dir, area) for area in PASTED_AREAS}
    metrics["same_sources"]["sensitive"] = sensitive_metrics(pack[restricted], whole["sensitive"][restricted, 1])
    if held_out is not None:
        metrics["folds"] = _by_fold(pack, dict(held_out))
    return metrics


def _pasted(path: Path, pack: pd.DataFrame, data_dir: Path, area: float) -> dict[str, Any]:
    """The share of packshots of unseen sources that keep their label on a scene."""
    is_scene = (pack["source"] == SCENE_SOURCE) & (pack["split"] == "val")
    scenes = pack["path"][is_scene].to_numpy()
    packshots = pack[pack["unseen"] & (pack["background"] == "white") & (pack["y"] > 0)]
    pictures, truth, rng = [], [], np.random.default_rng(0)
    for name, label in zip(packshots["path"], packshots["y"], strict=True):
        image = read_rgb(data_dir / name)
        pasted = paste_packshot(image, read_rgb(data_dir / rng.choice(scenes)), rng, area=area)
        if pasted.shape[:2] == (SIDE, SIDE):  # an object as white as its ground cannot be cut out
            pictures.append(pasted)
            truth.append(label)
    if not pictures:
        return proportion(np.zeros(0, bool))
    return proportion(run_tflite(path, pictures)["shopping_intent"].argmax(axis=1) == np.array(truth))


def _by_fold(pack: pd.DataFrame, held_out: dict[str, np.ndarray]) -> dict[str, Any]:
    scored, wide = held_out.pop("scored"), pack["wide"].to_numpy()
    mixed = (pack.groupby("source")["y"].transform("nunique") > 1).to_numpy()
    slices = {"all": scored, "wide": scored & wide, "wide_mixed_shops": scored & wide & mixed, "large": scored & ~wide}
    return {name: _both(pack, held_out, mask) for name, mask in slices.items()}


def _both(pack: pd.DataFrame, scores: dict[str, np.ndarray], mask: np.ndarray) -> dict[str, Any]:
    rows = pack[mask]
    return intent_metrics(rows, scores["shopping_intent"][mask]) | {
        "sensitive": sensitive_metrics(rows, scores["sensitive"][mask, 1]),
        "labels": list(INTENTS),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the metrics as JSON.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; by default the process's own.
    """
    parser = argparse.ArgumentParser(prog="python -m core.learning.intent.evaluate", description=__doc__)
    parser.add_argument("model", type=Path, help="a .tflite file")
    parser.add_argument("--data", type=Path, required=True, help="folder with manifest.csv")
    parser.add_argument("--out", type=Path, help="write the JSON here instead")
    options = parser.parse_args(arguments)
    text = json.dumps(measure_model(options.model, read_pack(options.data), options.data), indent=1)
    if options.out:
        options.out.write_text(text + "\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
