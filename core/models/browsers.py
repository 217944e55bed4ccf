"""Model files that browsers on this machine have downloaded. Lists paths only; opens no file."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# User-data folders of Chrome, Chromium, Edge and Brave. Source: Chromium, docs/user_data_dir.md; for Edge and Brave
# the vendors' own documentation.
_LINUX = ("google-chrome", "google-chrome-beta", "google-chrome-unstable", "chromium", "microsoft-edge",
          "BraveSoftware/Brave-Browser")
_LINUX_PACKAGED = ("snap/chromium/common/chromium", ".var/app/com.google.Chrome/config/google-chrome",
                ".var/app/org.chromium.Chromium/config/chromium", ".var/app/com.microsoft.Edge/config/microsoft-edge",
                ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser")
_MAC = ("Google/Chrome", "Google/Chrome Beta", "Google/Chrome Canary", "Chromium", "Microsoft Edge",
        "BraveSoftware/Brave-Browser")
_WINDOWS = ("Google/Chrome", "Google/Chrome Beta", "Google/Chrome SxS", "Chromium", "Microsoft/Edge",
            "BraveSoftware/Brave-Browser")
# Newer browsers keep models beside the profiles, older ones inside each profile.
_STORES = ("optimization_guide_model_store", "*/optimization_guide_model_store",
           "*/optimization_guide_prediction_model_downloads")


def user_data_folders(*, system: str = sys.platform, home: Path | None = None,
                      environment: Mapping[str, str] = os.environ) -> list[Path]:
    """The data folders of Chrome, Chromium, Edge and Brave that exist.

    Parameters
    ----------
    system : str
        As in `sys.platform`.
    home : Path, optional
        The user's home folder; that of this process by default.
    environment : mapping
        May hold LOCALAPPDATA (Windows) and XDG_CONFIG_HOME (Linux).
    """
    home = home or Path.home()
    if system == "win32":
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        places = [local / name / "User Data" for name in _WINDOWS]
    elif system == "darwin":
        places = [home / "Library" / "Application Support" / name for name in _MAC]
    else:
        config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        places = [config / name for name in _LINUX] + [home / name for name in _LINUX_PACKAGED]
    return [place for place in places if place.is_dir()]


def model_files(roots: list[Path] | None = None) -> list[Path]:
    """The .tflite files in the model stores of browsers, sorted; without links and unreadable folders.

    Parameters
    ----------
    roots : list of Path, optional
        User-data folders; `user_data_folders()` by default.
    """
    files: set[Path] = set()
    for root in user_data_folders() if roots is None else roots:
        for store in (place for pattern in _STORES for place in root.glob(pattern)):
            for folder, _, names in os.walk(store):
                paths = (Path(folder, name) for name in names if name.endswith(".tflite"))
                files.update(path for path in paths if path.is_file() and not path.is_symlink())
    return sorted(files)
