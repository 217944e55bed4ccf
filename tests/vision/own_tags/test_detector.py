"""The stage shows a tag of the site's own for what looks like its examples, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, Settings
from core.vision.own_tags.detector import open_own_tags
from core.vision.own_tags.directions import write_own_tags
from core.vision.tags.detector import TagModel
from core.vision.tags.head import length_one
from tests.made_up import made_up_analysis


def test_the_stage_shows_what_looks_like_its_examples(tmp_path: Path) -> None:
    image, other = (read_picture(ROOT / "demo" / "photos" / name, "", Settings()).image
                    for name in ("sun-01_1.jpg", "mug-01_1.jpg"))
    model = TagModel(store.entry(ROOT / "models", "tags"))
    values = model.features(image)
    direction = length_one(values.reshape(1, -1, values.shape[-1]).mean(axis=1))[0]
    path = tmp_path / "own_tags_1.npz"
    write_own_tags(path, model.head.network, [("shades", 50 * direction, -45.0)])
    (tmp_path / "manifest.json").write_text(json.dumps({"schema": 1, "base": str(ROOT / "models"), "models": {}}))
    tags_of = open_own_tags(SimpleNamespace(path=path, name="own_tags_1"))
    (fact,) = tags_of(image, made_up_analysis())
    assert (fact.name, fact.value, fact.model) == ("tag", "shades", "own_tags_1") and fact.score > 0.9
    assert tags_of(other, made_up_analysis()) == ()
    write_own_tags(path, model.head.network, [])
    assert open_own_tags(SimpleNamespace(path=path, name="own_tags_2"))(image, made_up_analysis()) == ()
