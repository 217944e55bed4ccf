"""The documentation names every setting, command, option and route."""

from __future__ import annotations

import re

import pytest

from core.doors.api import app
from core.settings import ROOT, Settings
from docs import commands

README_WORDS = 1000


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    row = re.search(rf"^\| `MERCHLENS_{name.upper()}` \| .+ \| .+ \|$", text("docs/settings.md"), re.MULTILINE)
    assert row, f"docs/settings.md has no row for MERCHLENS_{name.upper()}"


def test_every_variable_in_the_documentation_is_a_setting() -> None:
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for name in re.findall(r"MERCHLENS_([A-Z_]+)", path.read_text("utf-8")):
            assert name.lower() in Settings.model_fields, f"{path.name} names MERCHLENS_{name}"


def test_every_command_and_option_is_documented() -> None:
    assert text("docs/commands.md") == commands.page(), "run: python -m docs.commands"


def test_every_route_is_documented() -> None:
    documented = set(re.findall(r"`(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /api(/[^`?]*)[^`]*`", text("docs/api.md")))
    schema = app.create(lambda: None, "127.0.0.1").openapi()
    routes = {(method.upper(), path) for path, methods in schema["paths"].items() for method in methods}
    assert documented == routes


def test_every_form_field_is_documented() -> None:
    schema = app.create(lambda: None, "127.0.0.1").openapi()
    page = text("docs/api.md")
    for body in (part for name, part in schema["components"]["schemas"].items() if name.startswith("Body_")):
        for field in body["properties"]:
            assert f"`{field}`" in page, field


def test_the_readme_is_short() -> None:
    assert len(text("README.md").split()) <= README_WORDS


def test_the_index_of_decisions_is_complete() -> None:
    index = text("docs/decisions/README.md")
    for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        title = path.read_text("utf-8").splitlines()[0].lstrip("# ").partition(". ")[2]
        assert f"[{title}]({path.name})" in index, f"docs/decisions/README.md lacks {path.name}: {title}"
