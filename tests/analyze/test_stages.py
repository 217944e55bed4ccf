"""The table of stages: roles of the manifest, functions that open, names of facts that have words."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.analyze.stages import OPTIONAL, STAGES, check_stages, offered, open_stage, unnamed
from core.errors import Misuse
from core.models import store
from core.settings import read_settings
from core.words.facts import FACT_WORDS


def test_the_three_of_the_chain_always_run_and_the_others_are_optional() -> None:
    assert [name for name in STAGES if name not in OPTIONAL] == ["faces", "persons", "intent"]


@pytest.mark.parametrize("name", [name for name in OPTIONAL if not STAGES[name].own])
def test_an_optional_stage_opens_and_its_facts_have_words(name: str) -> None:
    entry = store.entry(read_settings().models_dir, STAGES[name].role)
    assert callable(open_stage(name, entry)) and set(STAGES[name].writes) <= set(FACT_WORDS)


@pytest.mark.parametrize("names", [(), ("colors",), ["colors"]])
def test_known_names_pass(names: tuple[str, ...]) -> None:
    check_stages(names)


def test_the_stage_that_takes_long_runs_only_where_it_is_named(tmp_path: Path) -> None:
    assert set(offered(tmp_path)) - set(unnamed(tmp_path)) == {"items"} and "tags" in unnamed(tmp_path)


@pytest.mark.parametrize("names", [("scent",), ("faces",), ("colors", ""), "colors", None, (1,)])
def test_others_are_refused_with_the_choice(names: tuple[str, ...]) -> None:
    with pytest.raises(Misuse) as caught:
        check_stages(names)
    assert "colors" in caught.value.hint
