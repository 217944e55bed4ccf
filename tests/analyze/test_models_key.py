"""A kept analysis is served only while the code that would make it again is the same."""

from __future__ import annotations

from pathlib import Path

from core.analyze import work
from core.analyze.work import analyzing_files
from core.settings import ROOT, read_settings
from tests.audits.test_work import imported

# What analyzing imports, but what decides nothing about a picture: errors, settings and words; the store that finds a
# model's file, whose checksum is part of the key; previews; the table whose optional stages are named in the key.
NOT_DECIDING = ("core/errors.py", "core/settings.py", "core/words/", "core/models/", "core/catalog/",
                "core/analyze/stages.py")


def test_every_module_that_decides_an_analysis_is_part_of_the_key() -> None:
    pending, seen = [ROOT / "core" / "analyze" / "tasks.py", ROOT / "core" / "vision" / "colors" / "detector.py"], set()
    while pending:
        path = pending.pop()
        name = path.relative_to(ROOT).as_posix()
        if path not in seen and (not name.startswith(NOT_DECIDING) or name.startswith("core/models/tflite")):
            seen.add(path)
            pending += imported(path)
    names = {path.name for path in seen}
    assert {"decode.py", "icc.py", "mtcnn.py", "second_look.py", "classifier.py", "pipeline.py"} <= names
    missing = seen - set(analyzing_files())
    assert not missing, f"ANALYZING in core/analyze/work.py lacks {sorted(missing)}"


def test_the_key_changes_with_code_models_cascade_and_stages(monkeypatch, tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path)
    keys = [work.models_key(settings, work.options_of(options)) for options in (
        {}, {"cascade": "short"}, {"stages": ["colors"]}, {"cascade": "short", "stages": ["colors"]})]
    (tmp_path / "detector.py").write_text("THRESHOLD = 0.5")
    monkeypatch.setattr(work, "ROOT", tmp_path)
    monkeypatch.setattr(work, "ANALYZING", ("detector.py",))
    before = work._code_key.__wrapped__()
    (tmp_path / "detector.py").write_text("THRESHOLD = 0.6")
    assert work._code_key.__wrapped__() != before
    assert len(set(keys)) == 4 and all(len(key) <= 200 and key.endswith(work._code_key()) for key in keys)
