"""A comparison of two detectors reads as it was written."""

import json

from core.nouns.box_comparison import BoxComparison
from core.nouns.box_evaluation import AveragePrecision, BoxMeasures, BoxSlice
from core.nouns.proportion import share_of


def measures(value: float) -> BoxMeasures:
    part = BoxSlice("all", "All", 20, 30, AveragePrecision(value, value - 0.1, value + 0.1), share_of(21, 30),
                    share_of(21, 25))
    return BoxMeasures((part,), 1, share_of(0, 5))


COMPARISON = BoxComparison("persons_2", "own_persons_1", 80, 40, 300, measures(0.6), measures(0.7),
                           AveragePrecision(0.1, 0.02, 0.18), share_of(9, 40), share_of(7, 40), 1, 3,
                           (("x.jpg", "It is gone."),))


def test_it_reads_as_it_was_written() -> None:
    assert BoxComparison.from_dict(json.loads(json.dumps(COMPARISON.to_dict()))) == COMPARISON
