"""Which pictures of the pack show which scene, and their embeddings, kept on disk."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.data.pictures import read_rgb
from core.vision.intent.embedding import EmbeddingModel

log = logging.getLogger(__name__)
SCENES = ("bathroom", "bedroom", "buildings", "dining_room", "document", "food", "forest", "glacier", "kitchen",
          "living_room", "mountain", "screen", "sea", "sky", "street", "studio")
OTHER = "other"  # taught as well, never written
# Labels of the pack that mean a scene as they stand.
LABELS = {"photo_house": "buildings",
          **{f"scene_{name}": name for name in ("buildings", "forest", "glacier", "mountain", "sea", "street")},
          **{f"room_{name}": name for name in ("bathroom", "bedroom", "dining_room", "kitchen", "living_room")},
          "food": "food", "food_dish": "food", "receipt": "document", "screen": "screen", "screenshot": "screen"}
OTHERS = re.compile("face|meme|pet|portrait|people|art_card|cartoon|painting|sketch|texture|logo|icon|insect|monkey|"
                    "animal|bird|chart|illustration|wedding|rocket|photo_(?!house)")
# Rooms of the second source have no label, but some have a name that says which room it is.
ROOM_NAMES = {"living-room": "living_room", "bedroom": "bedroom", "bathroom": "bathroom", "kitchen": "kitchen",
              "dining": "dining_room"}
STUDIO, NATURAL, OTHERS_MOST = 700, 1200, 1200  # drawn: goods on white and elsewhere, and what is neither


def scene_pictures(pack: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """The pictures that teach or test scenes.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `core.learning.data.pack.read_pack`.
    seed : int
        Which pictures of goods are drawn.

    Returns
    -------
    pandas.DataFrame
        The rows with a column `scene`: one of `SCENES`, or `OTHER`.
    """
    scene = pack["label"].map(LABELS).fillna("")
    path = pack["path"].str.lower()
    is_sky = (pack["label"] == "weather") & path.str.contains("cloudy|sunrise|shine")
    scene = scene.mask(is_sky, "sky")
    scene = scene.mask((scene == "") & pack["label"].str.match(OTHERS), OTHER)
    ikea = path.str.startswith("home/room_")
    for words, name in ROOM_NAMES.items():
        others = [other for other in ROOM_NAMES if other != words]
        scene = scene.mask(ikea & path.str.contains(words) & ~path.str.contains("|".join(others)), name)
    rng = np.random.default_rng(seed)
    others = np.flatnonzero((scene == OTHER).to_numpy())
    scene.iloc[rng.permutation(others)[OTHERS_MOST:]] = ""
    goods = (scene == "") & (pack["y"] > 0) & ~ikea & pack["wide"]
    for background, name, most in (("white", "studio", STUDIO), ("natural", OTHER, NATURAL)):
        rows = np.flatnonzero((goods & (pack["background"] == background)).to_numpy())
        scene.iloc[rng.permutation(rows)[:most]] = name
    return pack.assign(scene=scene)[scene != ""]


def embeddings(data_dir: Path, paths: list[str], model: Path, cache: Path) -> np.ndarray:
    """The embeddings of pictures, from the cache or computed.

    Parameters
    ----------
    data_dir : Path
        The pack's folder.
    paths : list of str
        Of pictures in it.
    model : Path
        The .tflite of shopping intent.
    cache : Path
        File (.npz) that keeps what was computed.

    Returns
    -------
    ndarray of float32, shape (len(paths), channels)
        Each of length 1.
    """
    known: dict[str, np.ndarray] = {}
    if cache.is_file():
        with np.load(cache) as stored:
            known = dict(zip(stored["paths"].tolist(), stored["vectors"], strict=True))
    missing = [path for path in dict.fromkeys(paths) if path not in known]
    if missing:
        network = EmbeddingModel(model)
        for number, path in enumerate(missing, 1):
            known[path] = network.embed(read_rgb(data_dir / path)).astype(np.float16)
            if number % 500 == 0:
                log.info("%d of %d pictures", number, len(missing))
        np.savez(cache, paths=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[path] for path in paths]).astype(np.float32)
