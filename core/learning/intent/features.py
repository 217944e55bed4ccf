"""The frozen part of the network, run once over every picture and view; the result is cached on disk.

A view is a file pair in the cache: which pictures it holds (`rows`) and their maps after block `CUT`
(float16, 7x7x160). View 0 is every picture as it is; later views are random ones of part of the pack.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.data.pictures import read_rgb
from core.learning.intent import mobilenet
from core.learning.intent.augment import random_view
from core.vision.intent.classifier import squash

log = logging.getLogger(__name__)
# Later views take every picture of the wide blocks, and this share of the older, more uniform ones.
OLD_SHARE = 0.35
# Empty places to paste packshots onto: landscapes, streets, skies and rooms.
SCENE_SOURCES = (
    "luangtatipsy/intel-image-classification",
    "ndb796/weather_dataset",
    "SilviuBR24/room-classification",
)
PASTE_SHARE, CUT_OUT_SHARE, PRODUCT_CUT_OUT_SHARE = 0.4, 0.3, 0.08


@dataclass(frozen=True)
class View:
    """One pass over (part of) the pack.

    Attributes
    ----------
    rows : ndarray of int, shape (M,)
        Positions in the pack.
    maps : ndarray of float16, shape (M, 7, 7, 160)
        Memory-mapped output of block `mobilenet.CUT`.
    """

    rows: np.ndarray
    maps: np.ndarray


def extract(
    pack: pd.DataFrame,
    data_dir: Path,
    weights: Path,
    *,
    cache: Path,
    view: int,
    seed: int = 0,
    threads: int = 2,
) -> View:
    """Open a view from the cache, or compute it; an interrupted one continues where it stopped.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `core.learning.data.pack.read_pack`.
    data_dir, weights : Path
        The pack's folder; the int8 MobileNetV2 file.
    cache : Path
        Folder for the maps.
    view : int
        0: each picture as it is; above: random views.
    seed, threads : int
        Random seed; processor threads for the network.

    Returns
    -------
    View
        The maps of this view.
    """
    cache.mkdir(parents=True, exist_ok=True)
    rows = _rows(pack, view, seed)
    stem = cache / f"view{view}_seed{seed}_{len(rows)}"
    shape = (len(rows), *mobilenet.CUT_SHAPE)
    count_path, map_path = stem.with_suffix(".done"), stem.with_suffix(".f16")
    done = int(count_path.read_text()) if count_path.exists() and map_path.exists() else 0
    maps = np.memmap(map_path, np.float16, "r+" if map_path.exists() else "w+", shape=shape)
    if done < len(rows):
        run, start = frozen_part(weights, cache, threads), time.time()
        pictures = _pictures(pack, data_dir, rows[done:], (view, seed))
        for count, map_ in enumerate(run(pictures), done + 1):
            maps[count - 1] = map_
            if count % 1000 == 0 or count == len(rows):
                maps.flush()
                count_path.write_text(str(count))
                each = 1000 * (time.time() - start) / (count - done)
                log.info("view %d: %d of %d, %.1f ms each", view, count, len(rows), each)
    return View(rows, np.memmap(map_path, np.float16, "r", shape=shape))


def frozen_part(weights: Path, cache: Path, threads: int):  # noqa: ANN201 - a generator function
    """Compile the network up to block `CUT` for fast reading.

    Parameters
    ----------
    weights : Path
        The int8 MobileNetV2 file.
    cache : Path
        The float TFLite file is written here.
    threads : int
        Processor threads.

    Returns
    -------
    callable
        Turns an iterable of uint8 (224, 224, 3) into an iterator of float32 (7, 7, 160), same order.
    """
    import openvino as ov

    path = cache / "frozen.tflite"
    if not path.exists():
        path.write_bytes(_frozen_tflite(weights))
    core = ov.Core()
    model = core.read_model(path)
    model.reshape([1, mobilenet.SIDE, mobilenet.SIDE, 3])
    options = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    compiled = core.compile_model(model, "CPU", options)

    def run(pictures: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
        slots = [compiled.create_infer_request() for _ in range(threads)]
        pending = []
        for picture in pictures:
            if len(pending) == threads:
                slot = pending.pop(0)
                slot.wait()
                yield slot.get_output_tensor(0).data[0].copy()
            else:
                slot = slots[len(pending)]
            slot.start_async([picture[None].astype(np.float32) / 127.5 - 1])
            pending.append(slot)
        for slot in pending:
            slot.wait()
            yield slot.get_output_tensor(0).data[0].copy()

    return run


def _frozen_tflite(weights: Path) -> bytes:
    import tensorflow as tf

    net = mobilenet.build(cut=mobilenet.CUT)
    mobilenet.load_weights(net, mobilenet.read_convolutions(weights)[:-1])
    part = tf.keras.Model(net.inputs, net.outputs[0])
    return tf.lite.TFLiteConverter.from_keras_model(part).convert()


def _rows(pack: pd.DataFrame, view: int, seed: int) -> np.ndarray:
    if view == 0:
        return np.arange(len(pack))
    chance = np.random.default_rng((seed, view)).random(len(pack))
    is_drawn = (pack["wide"] | (chance < OLD_SHARE)) & ~pack["unseen"] & (pack["split"] == "train")
    return np.flatnonzero(is_drawn)


def _pictures(pack: pd.DataFrame, data_dir: Path, rows: np.ndarray, key: tuple[int, int]) -> Iterator[np.ndarray]:
    view, seed = key
    paths, white = pack["path"].to_numpy(), (pack["background"] == "white").to_numpy()
    product = (pack["y"] > 0).to_numpy()
    natural = (pack["background"] == "natural").to_numpy()
    learnable = ((pack["split"] == "train") & ~pack["unseen"]).to_numpy()
    scenes = np.flatnonzero(learnable & natural & pack["source"].isin(SCENE_SOURCES).to_numpy())
    for row in rows:
        image = read_rgb(data_dir / paths[row])
        if view == 0:
            yield squash(image)
            continue
        rng, scene, cut_out = np.random.default_rng((seed, view, int(row))), None, False
        if white[row] and product[row] and rng.random() < PASTE_SHARE:
            scene = read_rgb(data_dir / paths[rng.choice(scenes)])
        elif natural[row]:
            cut_out = rng.random() < (PRODUCT_CUT_OUT_SHARE if product[row] else CUT_OUT_SHARE)
        yield random_view(image, rng, scene=scene, cut_out=bool(cut_out))
