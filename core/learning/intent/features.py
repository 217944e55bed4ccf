"""The frozen networks, run once over every picture and view; their pooled features are cached on disk.

A view is a pair in the cache: which pictures it holds (`rows`) and the means of their last feature maps (float16,
2 x 1280). View 0 is each picture as it is; later views are random ones.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.data.pictures import read_rgb
from core.learning.intent import backbones
from core.learning.intent.augment import random_view
from core.learning.intent.classifier import FEATURES, build_maps
from core.vision.intent.contract import squash

log = logging.getLogger(__name__)
Run = Callable[[Iterable[np.ndarray]], Iterator[np.ndarray]]
# The older blocks have many pictures of one kind and one source: at most so many of each teach. The blocks gathered
# from small shops teach whole.
LARGE_BLOCK = 1000
LARGER_BLOCKS = {"fashion": 1500, "negative": 1800}
# Empty places to paste packshots onto. No rooms: a room is itself a product picture.
SCENE_SOURCES = ("luangtatipsy/intel-image-classification", "ndb796/weather_dataset")
PASTE_SHARE, CUT_OUT_SHARE, PRODUCT_CUT_OUT_SHARE = 0.5, 0.3, 0.08


@dataclass(frozen=True)
class View:
    """One pass over the pictures that teach.

    Attributes
    ----------
    rows : ndarray of int, shape (M,)
        Positions in the pack.
    pooled : ndarray of float16, shape (M, 2560)
        Memory-mapped.
    """

    rows: np.ndarray
    pooled: np.ndarray


def extract(
    pack: pd.DataFrame, data_dir: Path, networks: list, *, cache: Path, view: int, seed: int = 0, threads: int = 2
) -> View:
    """Open a view from the cache, or compute it; an interrupted one continues where it stopped.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `core.learning.data.pack.read_pack`.
    data_dir : Path
        The pack's folder.
    networks : list of (Form, convolutions)
        From `core.learning.intent.classifier.read_networks`.
    cache : Path
        Folder for the features.
    view : int
        0: each picture as it is; above: random views.
    seed, threads : int
        Random seed; processor threads for the networks.

    Returns
    -------
    View
        The features of this view.
    """
    cache.mkdir(parents=True, exist_ok=True)
    rows = teaching_rows(pack, seed)
    stem = cache / f"view{view}_{len(rows)}"
    shape = (len(rows), FEATURES)
    count_path, pooled_path = stem.with_suffix(".done"), stem.with_suffix(".f16")
    done = int(count_path.read_text()) if count_path.exists() and pooled_path.exists() else 0
    pooled = np.memmap(pooled_path, np.float16, "r+" if pooled_path.exists() else "w+", shape=shape)
    if done < len(rows):
        run, start = frozen_part(networks, cache, threads), time.time()
        pictures = _pictures(pack, data_dir, rows[done:], (view, seed))
        for count, features in enumerate(run(pictures), done + 1):
            pooled[count - 1] = features
            if count % 500 == 0 or count == len(rows):
                pooled.flush()
                count_path.write_text(str(count))
                each = 1000 * (time.time() - start) / (count - done)
                log.info("view %d: %d of %d, %.1f ms each", view, count, len(rows), each)
    return View(rows, np.memmap(pooled_path, np.float16, "r", shape=shape))


def frozen_part(networks: list, cache: Path, threads: int) -> Run:
    """Compile the networks for fast reading.

    Parameters
    ----------
    networks : list of (Form, convolutions)
        From `core.learning.intent.classifier.read_networks`.
    cache : Path
        The float TFLite file is written here.
    threads : int
        Processor threads.

    Returns
    -------
    callable
        Turns an iterable of uint8 (224, 224, 3) into an iterator of float32 (2560,), same order.
    """
    import openvino as ov

    path = cache / "frozen.tflite"
    if not path.exists():
        path.write_bytes(_frozen_tflite(networks))
    core = ov.Core()
    model = core.read_model(path)
    model.reshape([1, backbones.SIDE, backbones.SIDE, 3])
    options = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads, "INFERENCE_PRECISION_HINT": "f32",
               "ENABLE_CPU_PINNING": False}
    compiled = core.compile_model(model, "CPU", options)

    def run(pictures: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
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


def _frozen_tflite(networks: list) -> bytes:
    import tensorflow as tf

    maps = build_maps()
    for form, convolutions in networks:
        backbones.load_weights(maps, form, convolutions[:-1])
    pooled = tf.keras.layers.GlobalAveragePooling2D()(maps.output)
    return tf.lite.TFLiteConverter.from_keras_model(tf.keras.Model(maps.input, pooled)).convert()


def teaching_rows(pack: pd.DataFrame, seed: int = 0) -> np.ndarray:
    """Positions of the pictures that teach: never a validation picture, and few of a large uniform block.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `core.learning.data.pack.read_pack`.
    seed : int
        Which few.

    Returns
    -------
    ndarray of int
        Increasing.
    """
    chance = pd.Series(np.random.default_rng(seed).random(len(pack)))
    teaches = ((pack["split"] == "train") & ((pack["y"] >= 0) | (pack["s"] >= 0))).to_numpy()
    place = chance[teaches].groupby(pack["block"].to_numpy()[teaches]).rank()
    limit = pack["block"].map(LARGER_BLOCKS).fillna(LARGE_BLOCK).to_numpy()
    kept = pack["wide"].to_numpy() | (pack["s"] == 1).to_numpy() | pack["hard"].to_numpy()
    kept |= place.reindex(range(len(pack)), fill_value=np.inf).to_numpy() <= limit
    return np.flatnonzero(teaches & kept)


def _pictures(pack: pd.DataFrame, data_dir: Path, rows: np.ndarray, key: tuple[int, int]) -> Iterator[np.ndarray]:
    view, seed = key
    paths, white = pack["path"].to_numpy(), (pack["background"] == "white").to_numpy()
    product, labeled = (pack["y"] > 0).to_numpy(), (pack["y"] >= 0).to_numpy()
    natural = (pack["background"] == "natural").to_numpy()
    scenes = np.flatnonzero((pack["split"] == "train").to_numpy() & pack["source"].isin(SCENE_SOURCES).to_numpy())
    for row in rows:
        image = read_rgb(data_dir / paths[row])
        if view == 0:
            yield squash(image)
            continue
        rng, scene, cut_out = np.random.default_rng((seed, view, int(row))), None, False
        if white[row] and labeled[row] and rng.random() < PASTE_SHARE:
            scene = read_rgb(data_dir / paths[rng.choice(scenes)])
        elif natural[row]:
            cut_out = rng.random() < (PRODUCT_CUT_OUT_SHARE if product[row] else CUT_OUT_SHARE)
        yield random_view(image, rng, scene=scene, cut_out=bool(cut_out))
