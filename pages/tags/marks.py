"""Tags as small marks with their scores."""

from __future__ import annotations

from core.tags import Tagging
from core.words.facts import fact_word
from pages.ui.marks import chip


def chips(one: Tagging) -> str:
    """The most exact tags and the attributes, each with its score (HTML)."""
    marks = [chip(f"{tag} {score:.2f}", tip=" > ".join(one.paths[tag]))
             for tag in one.exact for score in [_score(one, "tag", tag)]]
    marks += [chip(f"{fact.value} {fact.score:.2f}", tip=fact_word(fact.name)) for fact in one.facts
              if fact.name != "tag"]
    return f'<div class="ml-chips">{"".join(marks)}</div>'


def _score(one: Tagging, name: str, value: str) -> float:
    return next(fact.score for fact in one.facts if (fact.name, fact.value) == (name, value))
