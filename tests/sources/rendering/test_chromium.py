"""Which browser is taken, and when none may be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import PackageMissing, SetupError
from core.settings import Settings
from core.sources.rendering import chromium
from core.sources.rendering.chromium import executable, has_sandbox, is_available, switches

pytest.importorskip("playwright", reason="playwright is not installed: pip install -r requirements-render.txt")


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_setting_wins_over_the_path(browser: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert executable(Settings()) == browser
    other = browser.rename(tmp_path / "own-browser")
    assert executable(Settings(browser=str(other))) == other
    with pytest.raises(SetupError, match="none on this machine"):
        executable(Settings())


def test_a_browser_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = Settings(browser=str(tmp_path / "gone"))
    with pytest.raises(SetupError, match="gone") as caught:
        executable(settings)
    assert "MERCHLENS_BROWSER" in caught.value.hint
    assert not is_available(settings)


def test_without_playwright_the_hint_names_the_requirements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "find_spec", lambda name: None)
    with pytest.raises(PackageMissing) as caught:
        executable(Settings())
    assert "requirements-render.txt" in caught.value.hint


def test_a_public_server_that_runs_as_root_renders_nothing(browser: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert not has_sandbox()
    with pytest.raises(SetupError, match="sandbox"):
        executable(Settings(browser=str(browser), public=True))
    assert executable(Settings(browser=str(browser))) == browser
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert executable(Settings(browser=str(browser), public=True)) == browser


def test_the_browser_starts_without_a_network() -> None:
    text = " ".join(switches(4711))
    for switch in ("MAP * ~NOTFOUND", "--proxy-server=http://127.0.0.1:4711", "--proxy-bypass-list=<-loopback>"):
        assert switch in text
