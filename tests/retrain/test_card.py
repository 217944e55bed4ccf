"""A card names the data, the parent, the figures and the limits."""

from __future__ import annotations

from datetime import UTC, datetime

from core.models import store
from core.nouns.dataset import Dataset, Sample
from core.retrain.card import card
from core.settings import ROOT
from tests.nouns.test_shadow import SHADOW


def test_the_card_says_what_it_learned_from_and_where_it_stops() -> None:
    parent = store.entry(ROOT / "models", "intent")
    samples = tuple(Sample(f"{number:064}", "apparel" if number else "other") for number in range(3))
    text = card(parent, Dataset("d" * 64, "corrections", "corrections", datetime.now(UTC), samples), SHADOW, "python")
    for words in (f"# {SHADOW.candidate}", "d" * 64, "Apparel 2, Other product 1", parent.name, parent.license,
                  "+8.0 points (-1.5 to 20.0)", "## Limits", "*Sensitive* is as in", "`python`"):
        assert words in text
