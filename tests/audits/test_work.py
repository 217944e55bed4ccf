"""Kept measures are served only while the code that measured is the same; outcomes follow the rule packs of today."""

from __future__ import annotations

import ast
import os
import shutil
from pathlib import Path

import pytest

from core.audits import work
from core.audits.work import AuditWork, measuring_files
from core.settings import ROOT, Settings
from core.site import Site
from tests.made_up import made_up_measures
from tests.rules.own_pack import own_pack

# What measuring imports, but what decides no measure: errors and settings; the words of drawings; the store that finds
# the file of a model, whose checksum is part of the key.
NOT_MEASURING = ("core/errors.py", "core/settings.py", "core/words/", "core/models/")


def imported(path: Path) -> set[Path]:
    """The modules of core that a module imports, at its head or inside its functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    files = {ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names if name.startswith("core.")}
    return {file for file in files if file.is_file()}


def measuring_modules() -> set[Path]:
    """All modules of core that the task which measures can reach."""
    pending, seen = [ROOT / "core" / "rules" / "tasks.py"], set()
    while pending:
        path = pending.pop()
        if path not in seen and not path.relative_to(ROOT).as_posix().startswith(NOT_MEASURING):
            seen.add(path)
            pending += imported(path)
    return seen


def test_every_module_that_decides_a_measure_is_part_of_the_key() -> None:
    modules = measuring_modules()
    assert {"decode.py", "formats.py", "icc.py", "reader.py", "product_mask.py", "text.py"} <= {m.name for m in modules}
    missing = modules - set(measuring_files())
    assert not missing, f"MEASURING in core/audits/work.py lacks {sorted(missing)}"
    names = {path.relative_to(ROOT).as_posix() for path in measuring_files()}
    assert {"core/audits/tasks.py", "core/rules/measures/wording.json", "core/nouns/measures.py"} <= names


def test_one_byte_of_any_such_module_changes_the_key_and_a_rule_pack_does_not(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    modules = [path.relative_to(ROOT) for path in measuring_files()]
    packs = list((ROOT / work.PACKS).glob("*.json"))
    for path in [*map(ROOT.joinpath, modules), *packs]:
        (copy := tmp_path / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    monkeypatch.setattr(work, "ROOT", tmp_path)
    measures_key, models_dir = work._measures_key.__wrapped__, ROOT / "models"
    before = measures_key(models_dir)
    for module in modules:
        content = (tmp_path / module).read_bytes()
        (tmp_path / module).write_bytes(content + b"#")
        assert measures_key(models_dir) != before, module
        (tmp_path / module).write_bytes(content)
    (tmp_path / packs[0].relative_to(ROOT)).write_text("{}")
    assert measures_key(models_dir) == before
    (tmp_path / "core" / "rules" / "measures" / "added.py").write_text("")
    assert measures_key(models_dir) != before


def test_the_key_of_measures_is_empty_where_nobody_asks_for_rules(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        audit_work = AuditWork(site)
        models, measures = audit_work.key({"rules": ["amazon"]})
        assert audit_work.key({}) == (models, "") and len(measures) == 16


def test_outcomes_of_kept_measures_follow_a_pack_that_changes_or_goes(tmp_path: Path) -> None:
    (folder := tmp_path / "rules").mkdir()
    own_pack(folder)
    measures = made_up_measures(width=1800).to_dict()
    with Site(Settings(data_dir=tmp_path / "data", rules_dir=folder)) as site:
        audit_work = AuditWork(site)
        options = {"rules": ["amazon", "ours"]}
        assert audit_work.check("p", measures, options) == {"amazon": "pass", "ours": "fail", "ours.tall": "fail"}
        own_pack(folder, rule={"limit": 1.5})
        os.utime(folder / "ours.json", ns=(1, 1))  # even where the clock of the disk is coarse
        assert audit_work.check("p", measures, options) == {"amazon": "pass", "ours": "pass"}
        (folder / "ours.json").unlink()
        assert audit_work.check("p", measures, options) == {"amazon": "pass"}
        assert audit_work.check("p", measures, {}) == {}
