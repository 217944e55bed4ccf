"""The shipped model on the demo's own photos: right where it is sure, silent where there is no product."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.analyze import pipeline
from core.analyze.stages import STAGES, open_stage
from core.errors import Misuse
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, Settings
from core.vision.intent.network import shared_network
from core.vision.tags.detector import TagModel, open_tags
from core.vision.tags.head import softmax
from tests.made_up import made_up_analysis

ENTRY = store.entry(ROOT / "models", "tags")


def photo(name: str) -> np.ndarray:
    return read_picture(ROOT / "demo" / "photos" / name, "", Settings()).image


def test_goods_get_their_type_with_its_parents(photos: dict[str, Path]) -> None:
    tags_of = open_tags(ENTRY)
    facts = {(fact.name, fact.value): fact.score for fact in tags_of(photo("tsm-01_1.jpg"), made_up_analysis())}
    assert facts["tag", "fashion"] >= facts["tag", "topwear"] >= facts["tag", "t-shirt"] > 0.5
    assert ("tag", "sunglasses") in {(fact.name, fact.value) for fact in
                                     tags_of(photo("sun-01_1.jpg"), made_up_analysis())}
    cat = read_picture(photos["chelsea"], "", Settings()).image
    assert tags_of(cat, made_up_analysis()) == (), "a cat is no product"


def test_the_map_is_the_gradient_of_the_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    model, image = TagModel(ENTRY), photo("tsm-01_1.jpg")
    values, node = model.features(image), model.head.nodes.index("t-shirt")
    monkeypatch.setattr(model, "features", lambda image: values)

    def log_p(mean: np.ndarray) -> float:
        logits = (mean @ model.head.weights + model.head.bias)[:len(model.head.below)]
        return float(np.log((softmax(logits[None]) @ model.head.below)[0, node]))

    mean = values.mean(axis=(0, 1))
    mean = mean / np.linalg.norm(mean) * np.sqrt(len(mean))
    shares = softmax((mean @ model.head.weights + model.head.bias)[None, :len(model.head.below)]
                     / model.head.temperatures["tag"])[0]
    direction = model.head.weights[:, :len(shares)] @ (shares * model.head.below[:, node]
                                                       / (shares @ model.head.below[:, node]) - shares)
    assert float(model.evidence(image, "tag", "t-shirt").sum()) == pytest.approx(float(mean @ direction), rel=1e-3)
    if model.head.temperatures["tag"] == 1.0:
        step = 1e-2 * direction / np.linalg.norm(direction)
        assert log_p(mean + step) > log_p(mean)
    with pytest.raises(Misuse):
        model.evidence(image, "gender", "elf")


def test_stages_read_what_the_chain_has_seen_and_say_the_same_as_alone(photos: dict[str, Path],
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    models = pipeline.open_models(Settings())
    stages = {name: (name, open_stage(name, store.entry(ROOT / "models", STAGES[name].role)))
              for name in ("scenes", "tags")}
    network, runs = shared_network(models.intent.path), list[int]()
    monkeypatch.setattr(network, "_run", lambda *asked, run=network._run: runs.append(1) or run(*asked))
    for path, least in ((photos["coffee"], 0), (ROOT / "demo" / "photos" / "tsm-01_1.jpg", 3)):
        picture = read_picture(path, "", Settings())
        analysis = pipeline.analyze(picture, models)
        found = pipeline.add_facts(analysis, picture.image, stages)
        assert len(runs) == 1
        alone = [fact for _, run in stages.values() for fact in run(picture.image.copy(), analysis)]
        assert [*analysis.facts, *alone] == list(found.facts) and len(alone) >= least
        runs.clear()
