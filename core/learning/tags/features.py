"""What the intent network sees of the pack's pictures, kept on disk: the mean of its last map, and what a tail reads.

    python -m core.learning.tags.features --data PACK --cache FOLDER

An interrupted pass continues where it stopped.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.tags.pictures import tag_pictures
from core.learning.tags.tail import Seen
from core.models import store
from core.settings import Settings
from core.vision.intent.classifier import read_contract, to_input
from core.vision.openvino_network import OPTIONS

log = logging.getLogger(__name__)
Look = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
CHANNELS, CELLS = 2560, (112, 14, 14)
EVERY = 200  # pictures between two notes of how far a pass has come


def extract(data_dir: Path, paths: list[str], cache: Path, *, teach: np.ndarray, limit: int | None = None) -> Seen:
    """What the intent network in use sees of pictures, from the cache or computed.

    Parameters
    ----------
    data_dir : Path
        The pack's folder.
    paths : list of str
        Of N pictures in it.
    cache : Path
        Folder for what is seen: 90 kB a picture.
    teach : ndarray of bool, shape (N,)
        Which pictures teach: of them a changed view is kept as well.
    limit : int, optional
        Compute at most so many.

    Returns
    -------
    Seen
        Means are NaN where the limit came first.
    """
    network = store.entry(Settings().models_dir, "intent")
    cache.mkdir(parents=True, exist_ok=True)
    name = f"{network.name}_{len(paths)}"
    means = _array(cache / f"{name}_means.npy", (len(paths), CHANNELS), np.nan)
    views = [_array(cache / f"{name}_{view}.npy", (len(paths), *CELLS), 0) for view in ("plain", "changed")]
    missing = np.flatnonzero(np.isnan(means[:, 0]))[:limit]
    look = open_look(network.path) if len(missing) else None
    for count, row in enumerate(missing, 1):
        assert look is not None
        image = read_rgb(data_dir / paths[row])
        if teach[row]:
            views[1][row] = look(changed(image, np.random.default_rng(row)))[1]
        mean, views[0][row] = look(image)
        means[row] = mean
        if count % EVERY == 0 or count == len(missing):
            means.flush()
            log.info("%d of %d", count, len(missing))
    return Seen(means, views)


def _array(path: Path, shape: tuple[int, ...], value: float) -> np.ndarray:
    if not path.exists():
        array = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=shape)
        if value != 0:
            array[:] = value
    return np.load(path, mmap_mode="r+")


def changed(image: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The picture mirrored, cropped to at least 72 % of its area, and a little brighter or darker."""
    height, width = image.shape[:2]
    share = chance.uniform(0.72, 1) ** 0.5
    rows, columns = int(height * share), int(width * share)
    top, left = chance.integers(0, height - rows + 1), chance.integers(0, width - columns + 1)
    part = image[top:top + rows, left:left + columns][:, ::-1].astype(np.float32)
    return np.clip(part * chance.uniform(0.8, 1.2) + chance.uniform(-15, 15), 0, 255).astype(np.uint8)


def open_look(network: Path) -> Look:
    """The network in float32 up to its last feature map, on OpenVINO, which is a third faster than LiteRT here.

    Returns
    -------
    callable
        ndarray of uint8 (H, W, 3) -> (ndarray of float32 (channels,): the mean over the last map; ndarray of float32
        (112, 14, 14): what the last stages of EfficientNet-Lite0 read).
    """
    import openvino as ov

    contract, model = read_contract(network), ov.Core().read_model(network)
    maps = [op for op in model.get_ops() if op.get_output_size() and op.output(0).partial_shape.rank.is_static
            and op.output(0).partial_shape.rank.get_length() == 4]
    joined = [op for op in maps if op.get_type_name() == "Concat"][-1]
    ends = [op for op in maps if op.get_type_name() == "Add" and list(op.output(0).shape) == [1, *CELLS]]
    last = max(ends, key=lambda op: int(op.get_friendly_name().split("_")[-1]))  # numbers go up along the network
    request = ov.Core().compile_model(ov.Model([joined.output(0), last.output(0)], model.get_parameters()), "CPU",
                                      OPTIONS).create_infer_request()

    def look(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        request.infer([to_input(image, contract.mean, contract.std)])
        values = [request.get_output_tensor(place).data[0] for place in (0, 1)]  # channels first: OpenVINO's order
        return values[0].mean(axis=(1, 2)), values[1].copy()

    return look


def main() -> None:
    """Fill the cache."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps the features")
    parser.add_argument("--limit", type=int, help="compute at most so many")
    options = parser.parse_args()
    pictures = tag_pictures(options.data)
    extract(options.data, pictures["path"].tolist(), options.cache, teach=(pictures["split"] == "train").to_numpy(),
            limit=options.limit)


if __name__ == "__main__":
    main()
