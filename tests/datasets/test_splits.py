"""Samples are split by label; what looks the same stays together; the draw depends on content and seed alone."""

from __future__ import annotations

from collections import Counter

import pytest

from core.datasets.splits import check_shares, split
from core.errors import Misuse
from core.nouns.dataset import Sample, Shares

SAMPLES = [Sample(f"{number:064x}", "rare" if number % 10 == 0 else "common", path=f"{number}.jpg",
                  hash=f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}") for number in range(200)]


def test_each_label_has_the_shares() -> None:
    counts = Counter((sample.label, sample.split) for sample in split(SAMPLES, Shares(15, 20)))
    assert counts == {("common", "train"): 117, ("common", "validation"): 27, ("common", "test"): 36,
                      ("rare", "train"): 13, ("rare", "validation"): 3, ("rare", "test"): 4}
    assert {sample.split for sample in split(SAMPLES, Shares(0, 20))} == {"train", "test"}


def test_the_draw_depends_on_content_and_seed_alone() -> None:
    first = {sample.picture_id: sample.split for sample in split(SAMPLES, Shares(20, 20, 1))}
    assert first == {sample.picture_id: sample.split for sample in split(SAMPLES[::-1], Shares(20, 20, 1))}
    assert first != {sample.picture_id: sample.split for sample in split(SAMPLES, Shares(20, 20, 2))}


def test_look_alikes_stay_together() -> None:
    same = [Sample(f"{number:064x}", "common" if number % 2 else "rare", hash="00000000000000f" + "0137"[number % 4])
            for number in range(300, 340)]
    assert len({sample.split for sample in split(SAMPLES + same, Shares(30, 30)) if int(sample.picture_id, 16) >= 300}
               ) == 1
    twice = [Sample("a" * 64, "common"), Sample("a" * 64, "rare")]  # of one color: no perceptual hash
    assert all(len({sample.split for sample in split(SAMPLES + twice, Shares(30, 30, seed))
                    if sample.picture_id == "a" * 64}) == 1 for seed in range(8))


def test_shares_leave_something_for_training() -> None:
    check_shares(Shares(50, 49))
    for shares in (Shares(50, 50), Shares(-1, 0)):
        with pytest.raises(Misuse, match="for training"):
            check_shares(shares)
