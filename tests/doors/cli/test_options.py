"""Options that several commands share become settings."""

from __future__ import annotations

import argparse

import pytest

from core.doors.cli import options
from core.errors import Misuse


def parsed(*arguments: str) -> argparse.Namespace:
    command = argparse.ArgumentParser()
    options.add_workers(command)
    options.add_models(command)
    return command.parse_args(arguments)


def test_an_option_wins_over_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("MERCHLENS_WORKERS", "3")
    monkeypatch.setenv("MERCHLENS_INTENT_MODEL", "from_environment")
    assert options.settings_of(parsed("--workers", "5")).workers == 5
    assert options.settings_of(parsed("--intent-model", "mine")).intent_model == "mine"


def test_what_is_left_out_stays_with_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("MERCHLENS_WORKERS", "3")
    monkeypatch.setenv("MERCHLENS_PERSONS_MODEL", "from_environment")
    settings = options.settings_of(parsed())
    assert settings.workers == 3 and settings.persons_model == "from_environment"
    assert options.settings_of(argparse.Namespace()).workers == 3, "a command without these options"


@pytest.mark.parametrize("number", ["0", "-1"])
def test_no_workers_is_misuse(number) -> None:
    with pytest.raises(Misuse, match="--workers"):
        options.settings_of(parsed("--workers", number))
