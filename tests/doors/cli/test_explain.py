"""The command `explain`, with the real model."""

from __future__ import annotations

import numpy as np
from PIL import Image

from core.words.trust import BADGES


def test_explain_writes_overlay_and_numbers(run, photos, tmp_path):
    out, numbers = tmp_path / "why.png", tmp_path / "why.npy"
    done = run("explain", photos["coffee"], "--label", "home_decor", "--out", out, "--map", numbers)
    assert done.returncode == 0, done.stderr
    width, height = Image.open(photos["coffee"]).size
    heat = np.load(numbers)
    assert Image.open(out).size == (width, height) and heat.shape == (height, width) and heat.dtype == np.float32
    assert heat.min() >= 0 and (heat.max() == 0 or 0.9 < heat.max() <= 1)


def test_every_method_answers_and_a_contrast_names_both_labels(run, photos, tmp_path):
    out = tmp_path / "why.jpg"
    done = run("explain", photos["coffee"], "--label", "apparel", "--against", "home_decor", "--method", "hires-cam",
               "--out", out)
    assert done.returncode == 0 and "against home_decor" in done.stdout and "hires-cam at" in done.stdout
    assert Image.open(out).size[0] > 100
    done = run("explain", photos["coffee"], "--label", "other", "--method", "occlusion", "--out", out)
    assert done.returncode == 0 and "; occlusion; wrote" in done.stdout


def test_an_unknown_layer_or_a_contrast_of_two_outputs_is_one_sentence(run, photos, tmp_path):
    for options, words in ((["--layer", "conv99"], "no layer 'conv99'"),
                           (["--against", "sensitive"], "two labels of one output")):
        done = run("explain", photos["coffee"], "--label", "apparel", "--out", tmp_path / "why.png", *options)
        assert done.returncode != 0 and words in done.stderr and "Traceback" not in done.stderr


def test_trust_says_a_badge_with_its_reasons_and_measures(run, photos, tmp_path):
    done = run("explain", photos["coffee"], "--label", "other", "--out", tmp_path / "why.png", "--trust")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[1].split(".")[0] in BADGES.values()
    assert [line.split(":")[0] for line in lines[2:5]] == ["map", "center", "random"]
    assert all("deletion 0." in line and "ROAD" in line for line in lines[2:5])
