"""The folders of browsers on each system, and the model files in them; nothing is opened."""

from __future__ import annotations

from pathlib import Path

from core.models.browsers import model_files, user_data_folders

STORE = "optimization_guide_model_store/43/ABCDEF/1"


def test_the_folders_of_known_browsers_on_each_system(tmp_path: Path) -> None:
    places = {
        "linux": ".config/google-chrome",
        "darwin": "Library/Application Support/Microsoft Edge",
        "win32": "AppData/Local/BraveSoftware/Brave-Browser/User Data",
    }
    for system, place in places.items():
        home = tmp_path / system
        (home / place).mkdir(parents=True)
        assert user_data_folders(system=system, home=home, environment={}) == [home / place]
    boxed = tmp_path / "linux" / "snap/chromium/common/chromium"
    boxed.mkdir(parents=True)
    assert boxed in user_data_folders(system="linux", home=tmp_path / "linux", environment={})


def test_profile_folders_may_be_moved_by_the_environment(tmp_path: Path) -> None:
    (tmp_path / "xdg/chromium").mkdir(parents=True)
    (tmp_path / "local/Google/Chrome/User Data").mkdir(parents=True)
    moved = {"XDG_CONFIG_HOME": str(tmp_path / "xdg"), "LOCALAPPDATA": str(tmp_path / "local")}
    for system, place in (("linux", "xdg/chromium"), ("win32", "local/Google/Chrome/User Data")):
        assert user_data_folders(system=system, home=tmp_path, environment=moved) == [tmp_path / place]


def test_model_files_are_found_in_old_and_new_stores_only(tmp_path: Path) -> None:
    names = [f"{STORE}/model.tflite", "Profile 1/optimization_guide_model_store/2/model.tflite",
             "Default/optimization_guide_prediction_model_downloads/guid/model.tflite", "Cache/model.tflite",
             f"{STORE}/model-info.pb"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"any content: it is not read")
    (tmp_path / STORE / "link.tflite").symlink_to(tmp_path / "Cache" / "model.tflite")
    assert model_files([tmp_path]) == sorted(tmp_path / name for name in names[:3])


def test_no_browser_is_an_empty_list(tmp_path: Path) -> None:
    assert user_data_folders(system="linux", home=tmp_path, environment={}) == []
    assert model_files([tmp_path, tmp_path / "nowhere"]) == []
