"""The command `models`."""

from __future__ import annotations

from tests.doors.cli.output import lines_of


def test_models_are_listed_with_checksums(run):
    models = lines_of(run("models", "--json"))
    assert {model["role"] for model in models} == {"faces", "persons", "intent", "text"}
    assert all(len(model["sha256"]) == 64 and model["origin"] and model["license"] for model in models)
