"""A dataset is named by its content; its checks find what was planted, with real files in worker processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import corrections, datasets
from core.errors import Damaged, Misuse, NotFound, Refused
from core.nouns.dataset import Shares
from core.settings import Settings
from core.site import Site
from core.words.dataset import findings
from tests.corrections.site_with_photos import audit_in_doubt
from tests.datasets.class_folders import class_folders, draw

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path_factory.mktemp("site"), workers=1)) as opened:
        yield opened


def test_the_same_content_has_the_same_hash_whatever_it_was_made_from(site: Site, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "shop")
    made = datasets.make(site, str(folder))
    table = tmp_path / "labels.csv"
    table.write_text("label;path\nother;shop/other/3.jpg\napparel;shop/apparel/2.jpg\napparel;shop/apparel/1.jpg\n")
    again = datasets.make(site, str(table), "renamed")
    assert (again.dataset_id, again.created, again.name) == (made.dataset_id, made.created, "renamed")
    assert made.labels == {"apparel": 2, "other": 1} and len(made.dataset_id) == 64
    shutil.move(folder / "apparel" / "2.jpg", folder / "other" / "2.jpg")
    assert datasets.make(site, str(folder)).dataset_id != made.dataset_id, "a label changed"
    assert datasets.named(site, made.dataset_id[:12]) == made.dataset_id
    assert made.dataset_id in [item.dataset_id for item in datasets.every(site)]


def test_shares_split_the_same_content_in_the_same_way(site: Site, tmp_path: Path) -> None:
    folder, told = class_folders(tmp_path / "shop"), []
    made = datasets.make(site, str(folder), "", Shares(validation=40, seed=3),
                         progress=lambda done, total: told.append((done, total)))
    assert sum(map(sum, (labels.values() for labels in made.splits.values()))) == 3 and told[-1] == (3, 3)
    assert datasets.make(site, str(folder), "", Shares(validation=40, seed=3)).dataset_id == made.dataset_id
    table = tmp_path / "again.csv"
    table.write_bytes(datasets.samples_csv(made))
    assert datasets.make(site, str(table)).dataset_id == made.dataset_id, "the table makes the same dataset"
    with pytest.raises(Misuse, match="split already"):
        datasets.make(site, str(table), "", Shares(test=10))
    with pytest.raises(Refused, match="same machine"):
        datasets.make(site, str(folder), local=False)
    assert datasets.thumbnail(site, made.samples[0]).startswith(b"\xff\xd8")


def test_checks_find_what_was_planted(site: Site, tmp_path: Path) -> None:
    for split, seed in (("train", 10), ("val", 20)):
        for label in ("apparel", "other"):
            draw(tmp_path / split / label / "a.jpg", seed := seed + 1)
    draw(tmp_path / "val" / "other" / "leak.jpg", 11, quality=60)  # train/apparel/a.jpg in another quality
    shutil.copy(tmp_path / "train" / "other" / "a.jpg", tmp_path / "train" / "apparel" / "twice.jpg")
    (tmp_path / "val" / "other" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 broken")
    made = datasets.make(site, str(tmp_path))
    assert [Path(path).name for path, _ in made.left_out] == ["broken.jpg"] and len(made.samples) == 6
    (tmp_path / "val" / "apparel" / "a.jpg").unlink()
    draw(tmp_path / "val" / "other" / "a.jpg", 99)
    check = datasets.check(site, made.dataset_id)
    assert check.splits == {"train": {"apparel": 2, "other": 1}, "validation": {"apparel": 1, "other": 2}}
    assert {Path(path).parent.name: reason for path, reason in check.unreadable}["other"] == "Its bytes have changed."
    assert len(check.unreadable) == 2
    names = lambda groups: [[Path(path).name for path in group] for group in groups]  # noqa: E731
    assert names(check.two_labels) == [["twice.jpg", "a.jpg"]]
    assert names(check.leaks) == names(check.near_labels) == [["a.jpg", "leak.jpg"]]
    assert (check.label_errors, check.scored) == ((), 0), "none was analyzed"
    assert any("look the same in several splits" in line for line in findings(check))


def test_an_audits_labels_are_what_people_said_and_else_the_shops(site: Site, tmp_path: Path) -> None:
    job_id = audit_in_doubt(site)
    with pytest.raises(Misuse, match="this one has none. 4 were left out"):
        datasets.make(site, job_id)  # no file is known
    from core.datasets.listing import of_job

    corrections.correct(site, "2" * 64, "label", "negative")
    assert [item.label for item in of_job(site, job_id)] == ["apparel", "negative", "apparel", "apparel"]


def test_strange_sources_are_refused_in_a_sentence(site: Site, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    draw(tmp_path / "one" / "apparel" / "1.jpg", 1)
    for source, kind, message in (
            ("no such", NotFound, "no folder, no table and no id"), (tmp_path / "empty", Misuse, "no class folders"),
            (tmp_path / "one", Misuse, "this one has only 'apparel'"),
            (tmp_path / "one" / "apparel" / "1.jpg", Misuse, "not UTF-8 text")):
        with pytest.raises(kind, match=message):
            datasets.make(site, str(source))
    with pytest.raises(NotFound):
        datasets.check(site, "0" * 64)
    with pytest.raises(NotFound):
        datasets.named(site, "zz")


def test_an_altered_manifest_is_said(site: Site, tmp_path: Path) -> None:
    made = datasets.make(site, str(class_folders(tmp_path)))
    path = site.settings.data_dir / "datasets" / f"{made.dataset_id}.json"
    original = path.read_text()
    for text in (original.replace('"label": "other"', '"label": "home_decor"'), original[:50], "[]"):
        path.write_text(text)
        with pytest.raises(Damaged, match="is damaged"):
            datasets.check(site, made.dataset_id)
    path.unlink()
