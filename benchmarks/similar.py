"""How well "more like this" finds the same product, where its cut-off lies, and how many copies it calls duplicates.

    python -m benchmarks.similar --data PACK --cache vectors.npz

Every figure is of pictures of the pack whose embeddings taught nothing but the whitening, which knows no labels.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from core.images.perceptual_hash import perceptual_hash
from core.learning.data.pack import read_pack
from core.learning.data.pictures import read_rgb
from core.learning.scenes.pictures import embeddings, scene_pictures
from core.models import store
from core.nouns.proportion import Share, share_of
from core.settings import Settings
from core.similar.tasks import BITS, LEVELS, NEAR, TINY
from core.similar.verbs import CUT_OFF, CUT_OFF_SMALL
from core.vision.embedding.whitening import Whitening, fit, unit
from core.vision.intent.embedding import EmbeddingModel

COPIES = 200
PAIRS = 20_000


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, required=True, help="file that keeps the embeddings")
    options = parser.parse_args()
    model = store.entry(Settings().models_dir, "intent").path
    paths, gallery, queries = _pictures(options.data)
    vectors = embeddings(options.data, paths, model, options.cache)
    whitening = fit([vectors])
    print(json.dumps({
        "pictures": len(paths),
        "one_shot": {name: _one_shot(changed, paths, gallery, queries) for name, changed in (
            ("as they are", unit(vectors)), ("half-whitened", whitening.of(vectors)))},
        "random_pairs_above_cut_off": {
            "half-whitened": _random(whitening.of(vectors), CUT_OFF),
            "as they are": _random(unit(vectors), CUT_OFF_SMALL)},
        "duplicates": _copies(options.data, paths, whitening, EmbeddingModel(model)),
    }, indent=1))


def _pictures(data: Path) -> tuple[list[str], pd.DataFrame, pd.DataFrame]:
    """A mixed catalog; one packshot each of 81 groceries, and 1,500 photos of them in shops."""
    gallery = pd.read_csv(data / "sku" / "classes.csv").rename(columns={"iconic_path": "path"})
    queries = pd.read_csv(data / "sku" / "natural_train.csv")
    packshots = pd.read_csv(data / "packshots" / "skus.csv")["path"]
    mixed = scene_pictures(read_pack(data))["path"]
    return list(dict.fromkeys([*mixed, *gallery["path"], *queries["path"], *packshots])), gallery, queries


def _one_shot(vectors: np.ndarray, paths: list[str], gallery: pd.DataFrame, queries: pd.DataFrame
              ) -> dict[str, dict[str, object]]:
    """Whether the product of a photo is the first, or among the first five, of 81 packshots."""
    place = {path: row for row, path in enumerate(paths)}
    scores = vectors[queries["path"].map(place)] @ vectors[gallery["path"].map(place)].T
    ranked = gallery["class"].to_numpy()[np.argsort(-scores, axis=1)]
    right = ranked == queries["class"].to_numpy()[:, None]
    return {f"top_{most}": _plain(share_of(int(right[:, :most].any(axis=1).sum()), len(right))) for most in (1, 5)}


def _random(vectors: np.ndarray, cut_off: float) -> dict[str, object]:
    first, second = np.random.default_rng(0).integers(0, len(vectors), (2, PAIRS))
    apart = first != second
    scores = (vectors[first] * vectors[second]).sum(axis=1)[apart]
    return {"cut_off": cut_off, **_plain(share_of(int((scores >= cut_off).sum()), int(apart.sum())))}


def _copies(data: Path, paths: list[str], whitening: Whitening, network: EmbeddingModel) -> dict[str, object]:
    """Copies, smaller, more compressed and cut by 3 %, that pass; and different pictures near enough that pass."""
    chosen = np.random.default_rng(1).choice(len(paths), COPIES, replace=False)
    looks, vectors, found = [], [], 0
    for path in (paths[row] for row in chosen):
        image = read_rgb(data / path)
        height, width = image.shape[:2]
        cut = image[int(0.03 * height):, : width - int(0.03 * width)]
        small = cv2.resize(cut, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
        copy = cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 50])[1], cv2.IMREAD_COLOR)
        pair = whitening.of(np.stack([network.embed(image), network.embed(np.ascontiguousarray(copy))]))
        one, other = _look(image), _look(copy)
        found += float(pair[0] @ pair[1]) >= NEAR and _same(one, other)
        looks.append(one)
        vectors.append(pair[0])
    near = np.stack(vectors) @ np.stack(vectors).T >= NEAR
    pairs = [(first, second) for first in range(COPIES) for second in range(first) if near[first, second]]
    false = sum(_same(looks[first], looks[second]) for first, second in pairs)
    return {"copies_found": _plain(share_of(found, COPIES)), "other_pairs": COPIES * (COPIES - 1) // 2,
            "other_pairs_near": len(pairs), "other_pairs_called_duplicates": false}


def _look(image: np.ndarray) -> tuple[int, np.ndarray]:
    hashed = perceptual_hash(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
    return int(hashed or "0", 16), cv2.resize(image, (TINY, TINY), interpolation=cv2.INTER_AREA).astype(np.float32)


def _same(one: tuple[int, np.ndarray], other: tuple[int, np.ndarray]) -> bool:
    return int.bit_count(one[0] ^ other[0]) <= BITS and float(np.abs(one[1] - other[1]).mean()) <= LEVELS


def _plain(share: Share) -> dict[str, object]:
    return {"count": share.hits, "of": share.count, "interval": [round(share.low, 4), round(share.high, 4)]}


if __name__ == "__main__":
    main()
