"""Versions are added, promoted and rolled back; weights are never overwritten and no kill leaves half a manifest."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.errors import ModelMissing, SetupError
from core.models import store, versions
from core.models.manifest import Manifest
from core.settings import ROOT, Settings

FACTS = {"role": "persons", "origin": "trained here", "license": "AGPL-3.0"}


def weights_in(folder: Path, name: str, content: bytes = b"") -> Path:
    """A folder with the finished files of a version, as a trainer leaves them."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.xml").write_bytes(content or name.encode())
    (folder / f"{name}.bin").write_bytes(b"the numbers of " + name.encode())
    (folder / f"{name}.md").write_text(f"The card of {name}")
    return folder


def add(models: Path, source: Path, name: str, **changes: Any) -> store.Entry:
    facts = {**FACTS, "card": f"{name}.md", **changes}
    return versions.register(models, name, facts, [f"{name}.xml", f"{name}.bin"], source=weights_in(source, name),
                             documents=[f"{name}.md"])


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Two registered versions; the first one is current."""
    folder = tmp_path / "models"
    for name in ("persons_1", "persons_2"):
        add(folder, tmp_path / "work", name)
    versions.promote(folder, "persons_1")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def current(folder: Path) -> dict[str, str]:
    return dict(Manifest.read(folder).current)


def test_a_registered_version_is_complete_and_not_current(tmp_path: Path) -> None:
    models = tmp_path / "models"
    entry = add(models, tmp_path / "work", "persons_1", metrics={"ap50": 0.7})
    assert [item.path for item in entry.files] == [models / "persons_1.xml", models / "persons_1.bin"]
    assert entry.sha256 == hashlib.sha256(b"persons_1").hexdigest() and entry.metrics == {"ap50": 0.7}
    assert (models / "persons_1.md").read_text() == "The card of persons_1" and entry.card == models / "persons_1.md"
    store.check(entry)
    assert current(models) == {}
    with pytest.raises(ModelMissing, match="no current model for the role persons"):
        store.entry(models, "persons")
    assert sorted(content(models)) == ["manifest.json", "persons_1.bin", "persons_1.md", "persons_1.xml"]


def test_a_new_version_leaves_the_current_one_alone(models: Path) -> None:
    assert current(models) == {"persons": "persons_1"}
    assert store.entry(models, "persons").name == "persons_1"
    assert store.entry(models, "persons", "persons_2").name == "persons_2"


def test_roles_do_not_disturb_each_other(models: Path, tmp_path: Path) -> None:
    (tmp_path / "a_1.tflite").write_bytes(b"weights of a")
    entry = versions.register(models, "a_1", {**FACTS, "role": "intent"}, ["a_1.tflite"], source=tmp_path)
    versions.promote(models, "a_1")
    assert current(models) == {"persons": "persons_1", "intent": "a_1"}
    assert (entry.role, entry.bytes, entry.sha256) == ("intent", 12, hashlib.sha256(b"weights of a").hexdigest())


def test_promoting_remembers_the_former_version_and_rolling_back_returns_to_it(models: Path, tmp_path: Path) -> None:
    add(models, tmp_path / "work", "persons_3")
    assert versions.promote(models, "persons_2").name == "persons_2"
    versions.promote(models, "persons_3")
    assert Manifest.read(models).former["persons"] == ("persons_1", "persons_2")
    assert versions.roll_back(models, "persons").name == "persons_2"
    assert versions.roll_back(models, "persons").name == "persons_1"
    assert current(models) == {"persons": "persons_1"}
    with pytest.raises(ModelMissing, match="persons has no former model") as caught:
        versions.roll_back(models, "persons")
    assert "promote" in caught.value.hint


def test_promoting_the_current_version_changes_nothing(models: Path) -> None:
    before = content(models)
    versions.promote(models, "persons_1")
    assert content(models) == before


def test_an_unknown_version_or_role_is_named(models: Path) -> None:
    with pytest.raises(ModelMissing, match="no model persons_9") as caught:
        versions.promote(models, "persons_9")
    assert "persons_1, persons_2" in caught.value.hint
    with pytest.raises(ModelMissing, match="role hats has no former model"):
        versions.roll_back(models, "hats")


@pytest.mark.parametrize("spoil", ["changed", "missing"])
def test_a_damaged_version_is_neither_promoted_nor_rolled_back_to(models: Path, spoil: str) -> None:
    for name, change in (("persons_2", lambda: versions.promote(models, "persons_2")),
                         ("persons_1", lambda: versions.roll_back(models, "persons"))):
        path = models / f"{name}.bin"
        kept = path.read_bytes()
        path.write_bytes(b"X" + kept[1:]) if spoil == "changed" else path.unlink()
        before = (models / "manifest.json").read_bytes()
        with pytest.raises(ModelMissing, match=f"{name}.bin"):
            change()
        assert (models / "manifest.json").read_bytes() == before
        path.write_bytes(kept)
        versions.promote(models, "persons_2")


def test_weights_are_never_overwritten(models: Path, tmp_path: Path) -> None:
    before = content(models)
    other = weights_in(tmp_path / "other", "persons_2", b"other weights")
    with pytest.raises(SetupError, match="persons_2 is registered with other weights") as caught:
        versions.register(models, "persons_2", FACTS, ["persons_2.xml", "persons_2.bin"], source=other)
    assert "new name" in caught.value.hint
    (other / "persons_1.xml").write_bytes(b"the name of a file that another version has")
    with pytest.raises(SetupError, match=r"persons_1\.xml exists with other content"):
        versions.register(models, "persons_3", FACTS, ["persons_1.xml"], source=other)
    assert content(models) == before


def test_the_same_weights_may_get_new_metrics_and_a_new_card(models: Path, tmp_path: Path) -> None:
    work = weights_in(tmp_path / "work", "persons_1")
    (work / "persons_1.md").write_text("Measured again")
    pair = ["persons_1.xml", "persons_1.bin"]
    versions.register(models, "persons_1", {**FACTS, "metrics": {"ap50": 0.8}}, pair, source=work,
                      documents=["persons_1.md"])
    entry = store.entry(models, "persons")
    assert entry.metrics == {"ap50": 0.8} and (models / "persons_1.md").read_text() == "Measured again"
    assert versions.register(models, "persons_1", FACTS, pair).metrics == {}, "files that are in place already"


@pytest.mark.parametrize("changes, words", [
    ({"role": ""}, "persons_3.role must be a text"),
    ({"thresholds": {"score": 2}}, "thresholds.score must be a number from 0 to 1"),
])
def test_a_wrong_entry_is_refused_before_anything_is_written(models: Path, tmp_path: Path, changes: dict,
                                                             words: str) -> None:
    before = content(models)
    with pytest.raises(SetupError) as caught:
        add(models, tmp_path / "work", "persons_3", **changes)
    assert words in caught.value.message
    assert content(models) == before


@pytest.mark.parametrize("name", ["", "../persons", "a/b", ".hidden", "two words"])
def test_a_name_must_be_a_plain_word(models: Path, name: str) -> None:
    with pytest.raises(SetupError, match="cannot be the name of a model"):
        versions.register(models, name, FACTS, ["persons_1.xml"])


def test_a_missing_weight_file_is_named(models: Path, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"weight file .*nothing\.xml is missing"):
        versions.register(models, "persons_3", FACTS, ["nothing.xml"], source=tmp_path)


def test_a_broken_manifest_is_left_as_it_is(models: Path, tmp_path: Path) -> None:
    (models / "manifest.json").write_text("{")
    for change in (lambda: add(models, tmp_path / "work", "persons_3"), lambda: versions.promote(models, "persons_1"),
                   lambda: versions.roll_back(models, "persons"), lambda: versions.listing(models)):
        with pytest.raises(SetupError, match=r"manifest\.json is not readable JSON"):
            change()
    assert (models / "manifest.json").read_text() == "{"


def test_no_manifest_is_not_created_by_a_promotion(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="There are no models"):
        versions.promote(tmp_path, "persons_1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("former", [[], {"persons": "persons_1"}, {"persons": [1]}])
def test_a_wrong_history_is_named(models: Path, former: Any) -> None:
    table = json.loads((models / "manifest.json").read_text())
    (models / "manifest.json").write_text(json.dumps({**table, "former": former}))
    with pytest.raises(SetupError, match="former"):
        versions.roll_back(models, "persons")


def test_the_listing_goes_on_past_a_broken_file(models: Path) -> None:
    versions.promote(models, "persons_2")
    (models / "persons_1.bin").unlink()
    rows = {row["name"]: row for row in versions.listing(models)}
    assert rows["persons_2"]["state"] == "ready" and rows["persons_2"]["current"] and not rows["persons_2"]["previous"]
    assert "is not in" in rows["persons_1"]["state"] and rows["persons_1"]["previous"]
    assert rows["persons_2"]["version"] == "2" and rows["persons_2"]["files"] == ["persons_2.xml", "persons_2.bin"]
    json.dumps(list(rows.values()))


def test_the_next_name_skips_what_is_registered_or_on_disk(models: Path, tmp_path: Path) -> None:
    assert versions.next_name(models, "persons") == "persons_3"
    (models / "persons_7.xml").write_bytes(b"of a killed registration")
    assert versions.next_name(models, "persons") == "persons_8"
    assert versions.next_name(tmp_path / "nowhere", "persons") == "persons_1"


@pytest.mark.parametrize("name", ["persons_1", "persons_9"])
def test_a_taken_name_is_refused_before_training(models: Path, name: str) -> None:
    (models / "persons_9.bin").write_bytes(b"left by a killed registration")
    with pytest.raises(SetupError, match=f"name {name} is taken") as caught:
        versions.require_free(models, name)
    assert "persons_10" in caught.value.hint
    versions.require_free(models, "persons_3")


class TestTrouble:
    KILL = """
import os, sys
from core.models import versions
replaced = os.replace
def killed(source, target):
    if str(target).endswith(sys.argv[2]):
        os._exit(9)
    replaced(source, target)
os.replace = killed
{change}
"""

    def kill(self, models: Path, at: str, change: str) -> None:
        script = self.KILL.format(change=change)
        done = subprocess.run([sys.executable, "-c", script, str(models), at], cwd=ROOT, check=False)
        assert done.returncode == 9

    def test_a_kill_in_a_promotion_leaves_the_old_manifest(self, models: Path) -> None:
        before = (models / "manifest.json").read_bytes()
        self.kill(models, "manifest.json", "versions.promote(sys.argv[1], 'persons_2')")
        assert (models / "manifest.json").read_bytes() == before
        assert [name for name in content(models) if name.startswith(".part-")], "the temporary file is left"
        versions.promote(models, "persons_2")
        assert current(models) == {"persons": "persons_2"}
        assert not [name for name in content(models) if name.startswith(".")], "and goes with the next change"

    @pytest.mark.parametrize("at", ["persons_3.xml", "persons_3.bin", "persons_3.md", "manifest.json"])
    def test_a_kill_in_a_registration_can_be_repeated(self, models: Path, tmp_path: Path, at: str) -> None:
        weights_in(tmp_path / "work", "persons_3")
        change = (f"versions.register(sys.argv[1], 'persons_3', {FACTS!r}, ['persons_3.xml', 'persons_3.bin'], "
                  f"source=__import__('pathlib').Path({str(tmp_path / 'work')!r}), documents=['persons_3.md'])")
        self.kill(models, at, change)
        assert "persons_3" not in Manifest.read(models).entries and store.entry(models, "persons").name == "persons_1"
        add(models, tmp_path / "work", "persons_3")
        versions.promote(models, "persons_3")
        assert store.entry(models, "persons").name == "persons_3"

    def test_two_registrations_at_once_keep_each_others_entry(self, models: Path, tmp_path: Path) -> None:
        names = [f"persons_{number}" for number in range(10, 18)]
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=add, args=(models, tmp_path / name, name)) for name in names]
        for process in processes:
            process.start()
        for process in processes:
            process.join(60)
        assert set(names) <= set(Manifest.read(models).entries)

    def test_a_folder_that_cannot_be_written_is_one_sentence(self, models: Path, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
        before = content(models)

        def read_only(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(versions.tempfile, "mkstemp", read_only)
        for change in (lambda: add(models, tmp_path / "work", "persons_3"),
                       lambda: versions.promote(models, "persons_2")):
            with pytest.raises(SetupError, match=r"models folder .* cannot be changed: Permission denied") as caught:
                change()
            assert "permissions" in caught.value.hint
        assert content(models) == before

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_read_only_folder(self, models: Path) -> None:
        models.chmod(0o555)
        try:
            with pytest.raises(SetupError, match="cannot be changed"):
                versions.promote(models, "persons_2")
        finally:
            models.chmod(0o755)

    def test_a_path_that_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(SetupError, match="cannot be changed"):
            add(tmp_path / "file", tmp_path / "work", "persons_1")


def site_settings(tmp_path: Path, models: Path) -> Settings:
    return versions.with_own_folder(Settings(data_dir=tmp_path / "data", models_dir=models))


def test_a_site_promotes_and_rolls_back_in_its_own_folder(models: Path, tmp_path: Path) -> None:
    before = content(models)
    own = site_settings(tmp_path, models).models_dir
    assert own == tmp_path / "data" / "models" and current(own) == {"persons": "persons_1"}
    add(own, tmp_path / "work", "own_1")
    versions.promote(own, "own_1")
    versions.promote(own, "persons_2")
    assert current(own) == {"persons": "persons_2"} and store.entry(own, "persons").path.parent == models
    assert versions.roll_back(own, "persons").name == "own_1"
    assert versions.roll_back(own, "persons").name == "persons_1" and content(models) == before
    versions.promote(models, "persons_2")
    assert current(own) == {"persons": "persons_2"}, "rolled back to the bundled one, it follows a new release"
    for name in ("persons_1", "own_1"):
        with pytest.raises(SetupError, match="belongs to a bundled model|other weights"):
            versions.register(own, name, FACTS, ["own_1.bin"])


def test_the_own_folder_is_made_once_and_follows_a_moved_base(models: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", models_dir=models)
    assert versions.with_own_folder(settings, create=False) == settings, "only looking leaves nothing"
    own = versions.with_own_folder(settings)
    assert versions.with_own_folder(own) == own
    moved = tmp_path / "moved"
    models.rename(moved)
    with pytest.raises(ModelMissing):
        Manifest.read(own.models_dir)
    again = versions.with_own_folder(settings.model_copy(update={"models_dir": moved}))
    assert store.entry(again.models_dir, "persons").path.parent == moved


def test_a_base_must_be_another_folder(models: Path) -> None:
    table = json.loads((models / "manifest.json").read_text())
    for base in (str(models), "relative", 3):
        (models / "manifest.json").write_text(json.dumps({**table, "base": base}))
        with pytest.raises(SetupError, match="base must be the path of another folder"):
            Manifest.read(models)


def test_models_in_use_follow_a_promotion_and_outlive_a_broken_manifest(models: Path, tmp_path: Path) -> None:
    settings = site_settings(tmp_path, models)
    assert dict(store.in_use(settings))["persons"] == "persons_1"
    versions.promote(settings.models_dir, "persons_2")
    assert dict(store.in_use(settings))["persons"] == "persons_2"
    named = settings.model_copy(update={"persons_model": "persons_1"})
    assert dict(store.in_use(named))["persons"] == "persons_1", "what the operator named stays"
    (settings.models_dir / "manifest.json").write_text("{")
    assert dict(store.in_use(settings))["persons"] == "persons_2"
