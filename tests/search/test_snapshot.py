"""The facts in memory count as counting one by one does, whatever was added and changed."""

from __future__ import annotations

import random

import numpy as np

from core.search.snapshot import empty, with_changes

NAMES = {"color": ("red", "blue", "teal"), "faces": ("0", "1", "12"), "state": ("live",)}


def picture(draw: random.Random) -> list[tuple[str, str, float]]:
    return [(name, value, draw.random()) for name, values in NAMES.items() for value in values if draw.random() < 0.4]


def test_counts_masks_numbers_and_orders_are_those_of_the_pictures() -> None:
    draw, known, row_of, snapshot = random.Random(3), {}, {}, empty()
    for turn in range(6):  # each turn changes some pictures and adds others
        changed = draw.sample(sorted(known), min(len(known), 7)) + [f"p{turn}-{number}" for number in range(9)]
        known |= {name: (picture(draw), draw.randrange(1000)) for name in changed}
        rows = [(name, list(known).index(name) + 1, 0.0, float(known[name][1]), 20, 30) for name in changed]
        facts = [(name, *fact) for name in changed for fact in known[name][0]]
        older = snapshot
        snapshot = with_changes(snapshot, [rows], [facts[:5], facts[5:]], row_of)
        names = [name.decode() for name in snapshot.ids]
        assert names == list(known) and len(older) == len(names) - 9
        mask = np.array([draw.random() < 0.6 for _ in names])
        kept = [known[name][0] for name, inside in zip(names, mask, strict=True) if inside]
        for name, values in NAMES.items():
            expected = {value: sum(any(fact[:2] == (name, value) for fact in facts) for facts in kept)
                        for value in values}
            expected = {value: number for value, number in expected.items() if number}
            counts, many = snapshot.counts(name, mask, 9)
            assert counts == expected and many == len(expected) and len(snapshot.counts(name, mask, 1)[0]) <= 1
            assert list(counts.values()) == sorted(counts.values(), reverse=True)
        assert snapshot.having("color", ["red", "none"]).tolist() == [
            any(fact[:2] == ("color", "red") for fact in known[name][0]) for name in names]
        assert snapshot.columns["date"].tolist() == [known[name][1] for name in names]
        assert np.diff(snapshot.columns["date"][snapshot.order("date")]).min() >= 0
        numeric = snapshot.numeric("faces")
        for place, name in enumerate(names):
            found = [float(value) for field, value, _ in known[name][0] if field == "faces"]
            assert np.isnan(numeric[place]) if not found else numeric[place] == max(found)


def test_numbers_of_words_lead_to_pictures() -> None:
    snapshot = with_changes(empty(), [[("a", 5, 0.0, 1.0, 1, 1), ("b", 2, 0.0, 1.0, 1, 1), ("c", 0, 0.0, 1.0, 1, 1)]],
                            [], {})
    assert snapshot.rows_of_numbers(np.array([5, 99, 3])).tolist() == [True, False, False]
    for nobody in (np.zeros(0, np.int64), np.array([0])):
        assert snapshot.rows_of_numbers(nobody).tolist() == [False] * 3
