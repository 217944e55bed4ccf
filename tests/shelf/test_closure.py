"""The imports of a module, followed: made-up rooms, and the runner of an exported folder."""

from __future__ import annotations

from pathlib import Path

from core.settings import ROOT
from core.shelf.closure import closure


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_rooms_that_nobody_asks_for_a_name_bring_one_module(tmp_path: Path) -> None:
    write(tmp_path, core__start="from typing import TYPE_CHECKING\nfrom core.room.one import thing\nimport numpy.linalg"
          "\nif TYPE_CHECKING:\n    from core.heavy import Site\ndef later():\n    import cv2, os\n",
          core__room__one="from core.other import name\nthing = name\n", core__room__two="import torch\n",
          core__heavy="import sqlalchemy\n", core__other__inner="name = 1\n")
    (tmp_path / "core" / "__init__.py").write_text('"""All."""\nimport streamlit\n')
    (tmp_path / "core" / "room" / "__init__.py").write_text('"""A room.\n\nOf two."""\nfrom core.room import two\n')
    (tmp_path / "core" / "other" / "__init__.py").write_text('"""Another."""\nfrom core.other.inner import name\n')
    found = closure(tmp_path, "core.start")
    assert sorted(map(str, found.sources)) == ["core/__init__.py", "core/other/__init__.py", "core/other/inner.py",
                                               "core/room/__init__.py", "core/room/one.py", "core/start.py"]
    assert found.sources[Path("core/room/__init__.py")] == '"""A room.\n\nOf two."""\n'
    assert found.sources[Path("core/other/__init__.py")].endswith("import name\n"), "a name of it is asked for"
    assert found.packages == ("cv2", "numpy")


def test_the_runner_needs_no_database_and_no_framework() -> None:
    found = closure(ROOT, "core.shelf.alone", without=["core.vision.text.reader"])
    names = {str(path) for path in found.sources}
    assert {"core/shelf/layout.py", "core/vision/skus/matching.py", "core/vision/products/tiles.py"} <= names
    assert not names & {"core/settings.py", "core/site.py", "core/skus/verbs.py", "core/shelf/verbs.py"}
    assert not {"sqlalchemy", "pydantic", "streamlit", "fastapi", "torch", "tensorflow", "scipy"} & set(found.packages)
    assert {"cv2", "numpy", "openvino", "zxingcpp", "rapidfuzz", "PIL"} <= set(found.packages)
    assert set(closure(ROOT, "core.shelf.alone").packages) - set(found.packages) == {"rapidocr_onnxruntime"}
    for path, text in found.sources.items():
        compile(text, str(path), "exec")
