"""Words become vectors of meaning by the real model: like words are near, and a wrong file is said."""

from __future__ import annotations

import importlib.util

import pytest

from core.errors import ModelMissing, PackageMissing
from core.search import meaning
from core.search.meaning import UNKNOWN, Sentences, pieces


def test_words_of_like_meaning_are_near() -> None:
    sentences = Sentences()
    vectors = sentences.vectors(["hound", "dog", "beach", "seashore", "hound"])
    near = vectors @ vectors.T
    assert vectors.shape == (5, 384) and near[0, 0] == pytest.approx(1, abs=1e-5) and near[0, 4] == near[0, 0]
    assert near[0, 1] > near[0, 2] and near[3, 2] > near[3, 1]


def test_words_fall_into_the_longest_known_pieces() -> None:
    assert pieces("dog") == [3899] and len(pieces("handbags")) == 2 and pieces("red dog") == [2417, 3899]
    assert pieces("") == [] and pieces("\u2603\u2603") == [UNKNOWN]


def test_a_missing_package_and_a_wrong_file_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "SHA256", "0" * 64)
    with pytest.raises(ModelMissing, match="differs from version"):
        Sentences()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PackageMissing) as caught:
        Sentences()
    assert "pip install" in caught.value.hint
