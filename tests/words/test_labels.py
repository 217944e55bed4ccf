"""Every outcome, intent and marketplace that the product knows has its word, and its color where it has one."""

import json
from dataclasses import replace
from typing import get_args

from core.nouns.analysis import KINDS
from core.nouns.intent import INTENT_LABELS
from core.nouns.verdict import Outcome
from core.settings import ROOT
from core.words.colors import INTENT_COLORS, KIND_COLORS, OUTCOME_COLORS
from core.words.labels import (
    INTENT_WORDS,
    KIND_TIPS,
    KIND_WORDS,
    MARKETPLACE_WORDS,
    OUTCOME_WORDS,
    label_set_words,
    label_word,
    marketplace_word,
    verdict_word,
)
from tests.made_up import made_up_analysis


def test_words_and_colors_cover_what_there_is() -> None:
    assert set(OUTCOME_WORDS) == set(OUTCOME_COLORS) == set(get_args(Outcome))
    assert set(INTENT_WORDS) == set(INTENT_COLORS) == set(INTENT_LABELS)
    assert set(KIND_WORDS) == set(KIND_COLORS) == set(KIND_TIPS) == set(KINDS)


def test_every_pack_of_the_product_names_its_marketplace() -> None:
    packs = [json.loads(path.read_text("utf-8")) for path in (ROOT / "core" / "rules" / "packs").glob("*.json")]
    assert {pack["name"] for pack in packs} == set(MARKETPLACE_WORDS)
    assert all(pack["title"].startswith(marketplace_word(pack["name"])) for pack in packs)


def test_a_pack_of_the_site_goes_by_its_own_name() -> None:
    assert marketplace_word("our_shop") == "our_shop" and marketplace_word("ebay") == "eBay"


def test_labels_and_verdicts_have_words_and_sensitive_goods_name_the_reason() -> None:
    assert [label_word(label) for label in (*INTENT_LABELS, "sensitive")] == [*INTENT_WORDS.values(), "Sensitive"]
    intent = made_up_analysis().intent
    assert verdict_word(intent) == "Shoppable"
    assert verdict_word(replace(intent, shoppable=False)) == "No shopping intent"
    assert verdict_word(replace(intent, shoppable=False, sensitive_score=0.9)) == "Not shoppable: sensitive"


def test_a_label_set_is_read_with_its_coverage() -> None:
    intent = replace(made_up_analysis().intent, label_set=("apparel", "other"), label_set_coverage=0.9)
    assert label_set_words(intent) == "Apparel or Other product, 90 %"
    assert label_set_words(replace(intent, label_set=("apparel", "other", "negative"))).count(" or ") == 1
    assert label_set_words(replace(intent, label_set=("apparel",))) == "Apparel, 90 %"
    assert label_set_words(made_up_analysis().intent) == ""
