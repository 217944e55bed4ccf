"""The command `serve` hands its options to the server, once the models are in order."""

from __future__ import annotations

from typing import Any

import pytest

from core.doors.cli import main, serve
from core.errors import SetupError


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    made: list[Any] = []
    monkeypatch.setattr(serve, "prepare_models", lambda settings, say: made.append("models"))
    monkeypatch.setattr(serve, "serve", lambda port, address: made.append((port, address)))
    return made


def test_this_machine_only_by_default(calls) -> None:
    assert main.main(["serve"]) == 0
    assert calls == ["models", (8501, "127.0.0.1")]


def test_port_and_address_are_options(calls) -> None:
    main.main(["serve", "--port", "9000", "--address", "0.0.0.0"])
    assert calls[-1] == (9000, "0.0.0.0")


def test_a_model_that_is_refused_starts_no_server(calls, monkeypatch, capsys) -> None:
    def refuse(settings: object, say: object) -> None:
        raise SetupError("The model is broken.", "Get it again.")

    monkeypatch.setattr(serve, "prepare_models", refuse)
    assert main.main(["serve"]) == 2
    assert calls == [] and "merchlens: The model is broken. Get it again." in capsys.readouterr().err
