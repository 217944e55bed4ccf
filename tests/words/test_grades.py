"""Every grade and every level of a check has its words."""

from typing import get_args

from core.sales.effects.checks import Level
from core.sales.effects.effect import Grade
from core.words.grades import GRADE_RULE, GRADE_WORDS, LEVEL_WORDS


def test_each_grade_and_level_has_words():
    assert set(GRADE_WORDS) == set(get_args(Grade))
    assert set(LEVEL_WORDS) == set(get_args(Level))
    assert len(set(GRADE_WORDS.values())) == len(GRADE_WORDS)


def test_the_rule_names_the_grades_that_allow_a_causal_word():
    assert "A and B" in GRADE_RULE and "C" not in GRADE_RULE
