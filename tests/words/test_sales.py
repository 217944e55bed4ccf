"""Words of sales studies: each dependent variable and role has one, and a shop's own labels stay."""

from typing import get_args

import pytest

from core.sales.history import KINDS, Dependent
from core.sales.table.columns import NAMES
from core.words.sales import DEPENDENT_WORDS, ROLE_WORDS, kind_word, term_word


def test_each_variable_and_role_has_a_word():
    assert set(DEPENDENT_WORDS) == set(get_args(Dependent))
    assert set(ROLE_WORDS) == set(NAMES)


@pytest.mark.parametrize(("kind", "word"), [("product_only", "Product only"), ("home_decor", "Home and decor"),
                                            ("Drone shot", "Drone shot"), ("", "")])
def test_photo_types_and_intents_have_words_and_own_labels_stay(kind, word):
    assert kind_word(kind) == word


def test_every_photo_type_reads_differently_from_its_name():
    assert all(kind_word(kind) != kind and "_" not in kind_word(kind) for kind in KINDS)


@pytest.mark.parametrize(("name", "word"), [("log_impressions", "log impressions"), ("wetter_grad", "wetter grad")])
def test_columns_of_a_regression(name, word):
    assert term_word(name) == word
