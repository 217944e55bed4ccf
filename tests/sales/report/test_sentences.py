"""Sentences: causal words from grade B up, intervals everywhere, and no cause without evidence."""

from dataclasses import replace

import pytest

from core.sales.effects.effect import Effect
from core.sales.report.sentences import effect_sentence, headline, improvement, regressor_word, spans_zero, summary

UP = Effect("model_face", None, "units", 0.1, 0.05, 0.15, 0.02, 0.1, 20, "B")


@pytest.mark.parametrize(("effect", "words"), [
    (UP, "raise unit sales by 10.5 % (+5.1 to +16.2 %) compared with “Product only”"),
    (replace(UP, beta=-0.1, beta_low=-0.15, beta_high=-0.05), "lower unit sales by 9.5 %"),
    (replace(UP, grade="C"), "associated with higher unit sales than “Product only”"),
    (replace(UP, grade="C", dependent="price"), "associated with a higher price"),
    (replace(UP, beta_low=-0.01), "No clear difference in unit sales"),
    (replace(UP, product="Boot"), "unit sales of Boot")])
def test_an_effect_in_words(effect, words):
    assert words in effect_sentence(effect, "product_only")


def test_zero_inside_the_interval():
    assert not spans_zero(UP) and spans_zero(replace(UP, beta_low=0.0))


def test_a_report_in_words(changing, fixed):
    history, _, report = changing
    assert any(words in headline(report) for words in ("compared with Product only", "associated", "No clear"))
    sentences = summary(report)
    assert sentences[0].startswith("This shop is simulated") and "60 products over 60 weeks" in sentences[1]
    assert "95 % confidence intervals" in " ".join(sentences)
    assert regressor_word(report, "kind_0") == "Model with face" and regressor_word(report, "log_price") == "Log price"


def test_a_report_without_effects_says_why(changing):
    empty = replace(changing[2], effects=(), method=None)
    assert headline(empty) == "This table does not allow an estimate" and len(summary(empty)) == 1


def test_advice_follows_its_lead():
    assert improvement("Run a test.") == "To improve this grade: run a test."
