"""The commands `train` and `retrain` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.models import store
from core.settings import ROOT
from tests.retrain.small_site import drawn_samples, small_settings


@pytest.mark.slow
def test_a_dataset_becomes_a_version_that_is_promoted_and_rolled_back(run, tmp_path: Path) -> None:
    shelf = {"MERCHLENS_MODELS_DIR": str(small_settings(tmp_path).models_dir)}
    table = tmp_path / "labels.csv"
    lines = [f"{sample.path},{sample.label},{'yes' if sample.label == 'other' else 'no'}"
             for sample in drawn_samples(tmp_path / "photos", 40)]
    table.write_text("\n".join(["path,label,sensitive", *lines]))
    made = run("dataset", "make", table, **shelf)
    trained = run("train", "intent", "--dataset", made.stdout[:12], "--name", "mine_1", **shelf)
    assert trained.returncode == 0, trained.stderr
    assert trained.stdout.startswith(f"mine_1, from tiny_1 and dataset {made.stdout[:12]}\nYour 40 labeled photos: +")
    assert "got better" in trained.stdout and "models promote mine_1" in trained.stderr
    shown = json.loads(run("retrain", "--show", "mine_1", "--json", **shelf).stdout)
    assert shown["trained"]["candidate"]["count"] == 40
    assert "mine_1 is now the current model" in run("models", "promote", "mine_1", **shelf).stdout
    rows = {row["name"]: row for row in map(json.loads, run("models", "--json", **shelf).stdout.splitlines())}
    assert rows["mine_1"]["current"] and rows["tiny_1"]["previous"]
    assert rows["mine_1"]["training"]["dataset"] == made.stdout.strip()
    goods = run("train", "sensitive", "--dataset", made.stdout[:12], **shelf)
    assert goods.returncode == 0 and goods.stdout.startswith("own_intent_1, from mine_1"), goods.stderr
    assert "Sensitive: " in goods.stdout and "would become sensitive" not in goods.stdout, "there are no other photos"
    assert "tiny_1 is now" in run("models", "roll-back", "intent", **shelf).stdout


def test_nothing_to_learn_from_ends_in_one_sentence(run) -> None:
    bundled = store.entry(ROOT / "models", "intent").name
    for command, sentence in ((("retrain",), "needs at least 10 labeled photos"),
                              (("train", "intent", "--dataset", "abc"), "There is no dataset 'abc'"),
                              (("train", "sensitive", "--dataset", "abc", "--backbone", "resnet50"),
                               "learns the labels of shopping intent only"),
                              (("retrain", "--show", bundled), "was not trained here")):
        ended = run(*command)
        assert ended.returncode == 1 or ended.returncode == 2
        assert ended.stderr.startswith("merchlens: ") and sentence in ended.stderr and "Traceback" not in ended.stderr
