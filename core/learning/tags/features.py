"""What the intent network's last feature map holds for pictures of the pack, kept on disk: its mean over the map.

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
from core.models import store
from core.settings import Settings
from core.vision.intent.contract import read_contract, to_input
from core.vision.openvino_network import OPTIONS

log = logging.getLogger(__name__)
Pool = Callable[[np.ndarray], np.ndarray]
CHANNELS = 2560
EVERY = 200  # pictures between two notes of how far a pass has come


def extract(data_dir: Path, paths: list[str], cache: Path, *, limit: int | None = None) -> np.ndarray:
    """The features of pictures, from the cache or computed by the intent network in use.

    Parameters
    ----------
    data_dir : Path
        The pack's folder.
    paths : list of str
        Of pictures in it.
    cache : Path
        Folder for the features.
    limit : int, optional
        Compute at most so many.

    Returns
    -------
    ndarray of float16, shape (len(paths), 2560)
        NaN where the limit came first.
    """
    network = store.entry(Settings().models_dir, "intent")
    cache.mkdir(parents=True, exist_ok=True)
    place = cache / f"{network.name}_{len(paths)}.npy"
    if not place.exists():
        np.save(place, np.full((len(paths), CHANNELS), np.nan, np.float16))
    values = np.load(place, mmap_mode="r+")
    missing = np.flatnonzero(np.isnan(values[:, 0]))[:limit]
    pool = open_pool(network.path) if len(missing) else None
    for count, row in enumerate(missing, 1):
        assert pool is not None
        values[row] = pool(read_rgb(data_dir / paths[row]))
        if count % EVERY == 0 or count == len(missing):
            values.flush()
            log.info("%d of %d", count, len(missing))
    return np.asarray(values)


def open_pool(network: Path) -> Pool:
    """The network in float32 up to its last feature map, on OpenVINO, which is a third faster than LiteRT here.

    Returns
    -------
    callable
        ndarray of uint8 (H, W, 3) -> ndarray of float32 (channels,): the mean over the map.
    """
    import openvino as ov

    contract, model = read_contract(network), ov.Core().read_model(network)
    joined = [op for op in model.get_ops() if op.get_type_name() == "Concat"
              and op.output(0).partial_shape.rank.get_length() == 4][-1]
    request = ov.Core().compile_model(ov.Model([joined.output(0)], model.get_parameters()), "CPU",
                                      OPTIONS).create_infer_request()

    def pool(image: np.ndarray) -> np.ndarray:
        request.infer([to_input(image, contract.mean, contract.std)])
        mean: np.ndarray = request.get_output_tensor(0).data[0].mean(axis=(1, 2))  # channels first: OpenVINO's order
        return mean

    return pool


def main() -> None:
    """Fill the cache."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps the features")
    parser.add_argument("--limit", type=int, help="compute at most so many")
    options = parser.parse_args()
    paths = tag_pictures(options.data)["path"].tolist()
    extract(options.data, paths, options.cache, limit=options.limit)


if __name__ == "__main__":
    main()
