"""Settings come from the environment; a value that does not fit is named with its variable."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from core.errors import SetupError
from core.settings import ROOT, Settings, read_settings


def test_the_environment_is_read_and_arguments_win(monkeypatch) -> None:
    monkeypatch.setenv("MERCHLENS_WORKERS", "3")
    monkeypatch.setenv("MERCHLENS_FETCH_SECONDS", "7.5")
    monkeypatch.setenv("MERCHLENS_SOMETHING_ELSE", "ignored")
    assert read_settings().workers == 3 and read_settings().fetch_seconds == 7.5
    assert read_settings(workers=5).workers == 5


@pytest.mark.parametrize(("name", "value"), [
    ("WORKERS", "many"), ("WORKERS", "0"), ("WORKERS", "257"), ("PICTURE_SECONDS", "0"), ("PICTURE_MEMORY_MB", "10"),
    ("MAX_BYTES", "-1"), ("RUNNER", "cloud"), ("ALLOW_NETWORKS", "10.0.0.0/99"), ("ALLOW_NETWORKS", "my network"),
    ("ALLOW_PORTS", "http"), ("ALLOW_PORTS", "80,65536"), ("PUBLIC", "perhaps"), ("TABLE_SECONDS", "-3"),
])
def test_a_value_that_does_not_fit_is_named(monkeypatch, name, value) -> None:
    monkeypatch.setenv(f"MERCHLENS_{name}", value)
    with pytest.raises(SetupError) as caught:
        read_settings()
    assert f"MERCHLENS_{name}" in caught.value.message and caught.value.hint


def test_the_database_is_a_file_of_the_data_folder_unless_named(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).database == f"sqlite:///{tmp_path}/catalogue.db"
    assert Settings(database_url="postgresql://u:p@host/name").database == "postgresql://u:p@host/name"


def test_lists_are_parsed_and_blanks_do_not_count() -> None:
    settings = Settings(allow_networks="10.1.0.0/16, ,::1/128,", allowed_hosts=" Lens.Shop.example , *.shop.example,")
    assert Settings(allow_ports=" 8080, ,8443,").ports == (8080, 8443) and Settings().ports == ()
    assert settings.networks == (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("::1/128"))
    assert settings.hosts == ("lens.shop.example", "*.shop.example")
    assert Settings().networks == () and Settings().hosts == ()


def test_keys_are_not_printed() -> None:
    assert "secret" not in repr(Settings(api_keys="secret"))


def test_the_root_is_the_repository() -> None:
    assert (ROOT / "app.py").is_file() and (ROOT / "core").is_dir()


def test_every_setting_says_what_it_is() -> None:
    for name in Settings.model_fields:
        assert name in (Settings.__doc__ or ""), name
