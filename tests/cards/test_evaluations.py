"""Models on a dataset: figures as counted by hand, kept for the next look, and one sentence for what cannot be done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import cards, datasets
from core.errors import MerchlensError, Misuse
from core.nouns.dataset import Dataset
from core.site import Site
from tests.cards.two_models import FIRST, SECOND, open_site, photo, tops, two_shops
from tests.models import tiny_tflite

WAIT = 240


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("evaluations")) as opened:
        yield opened


@pytest.fixture(scope="module")
def dataset(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    made = two_shops(site, tmp_path_factory.mktemp("shops"))
    assert cards.wait_for_evaluation(site, cards.start_evaluation(site, [FIRST, SECOND], made.dataset_id), WAIT).state \
        == "done"
    return made


def test_figures_are_those_counted_by_hand(site: Site, dataset: Dataset) -> None:
    found, said = cards.evaluation(site, FIRST, dataset.dataset_id[:12]), tops(site, FIRST, dataset)
    right = [said[sample.picture_id] == sample.label for sample in dataset.samples]
    measures = found.measures
    assert measures is not None and (found.asked, found.waiting, found.split) == (16, 0, "all")
    assert (measures.accuracy[0].share.hits, measures.accuracy[0].share.count) == (sum(right), 16)
    apparel = next(item for item in measures.labels if item.label == "apparel")
    named = [sample for sample in dataset.samples if said[sample.picture_id] == "apparel"]
    assert apparel.precision.count == len(named)
    assert apparel.precision.hits == apparel.recall.hits == sum(sample.label == "apparel" for sample in named)
    assert apparel.recall.count == 8 and sum(map(sum, measures.confusion)) == 16
    slices = {(item.kind, item.name): item.share.count for item in measures.accuracy}
    assert slices[("source", "shop_0")] == slices[("source", "shop_1")] == 8 and slices[("size", "small")] == 16
    assert slices[("background", "white")] == 16 and not any(kind == "kind" for kind, _ in slices)
    assert measures.new_source is not None and len(found.surprising) == 16 - sum(right)
    assert all(item.top != item.label for item in found.surprising)


def test_a_second_look_and_corrected_labels_need_no_new_run(site: Site, dataset: Dataset, tmp_path: Path) -> None:
    assert cards.start_evaluation(site, [FIRST, SECOND], dataset.dataset_id) == ""
    assert cards.unscored(site, [FIRST, SECOND], dataset.dataset_id) == 0
    job = cards.evaluation_job(site, [FIRST, SECOND], dataset.dataset_id)
    assert job is not None and job.state == "done" and cards.evaluation_job(site, [FIRST], dataset.dataset_id) is None
    said, table = tops(site, FIRST, dataset), tmp_path / "corrected.csv"
    labels = {sample.path: said[sample.picture_id] for sample in dataset.samples}
    other = dict(zip(labels, ("apparel", "negative", "home_decor", "other"), strict=False))
    table.write_text("path,label\n" + "".join(f"{path},{label}\n" for path, label in {**labels, **other}.items()))
    corrected = datasets.make(site, str(table))
    assert cards.start_evaluation(site, [FIRST], corrected.dataset_id) == ""
    found = cards.evaluation(site, FIRST, corrected.dataset_id)
    assert found.measures is not None and found.measures.accuracy[0].share.hits >= 12


def test_two_models_are_compared_photo_by_photo(site: Site, dataset: Dataset) -> None:
    found = cards.compare(site, [FIRST, SECOND], dataset.dataset_id, timed=True)
    first, second = (tops(site, name, dataset) for name in (FIRST, SECOND))
    changed = [(first[sample.picture_id] == sample.label, second[sample.picture_id] == sample.label)
               for sample in dataset.samples]
    (pair,) = found.pairs
    assert pair.difference.better == changed.count((False, True)) == len(pair.better)
    assert pair.difference.worse == changed.count((True, False)) == len(pair.worse)
    assert pair.difference.better + pair.difference.worse > 0 and pair.difference.groups == 2
    assert pair.difference.low <= pair.difference.difference <= pair.difference.high
    assert [label for label, _ in pair.by_label] == ["apparel", "other"] and found.pictures == 16
    assert all((point.milliseconds or 0) > 0 and point.bytes > 0 for point in found.points)
    (back,) = cards.compare(site, [SECOND, FIRST], dataset.dataset_id).pairs
    assert back.difference.difference == -pair.difference.difference
    assert {item.picture_id for item in back.better} == {item.picture_id for item in pair.worse}


def test_a_file_that_is_gone_is_named_and_the_others_count(site: Site, tmp_path: Path) -> None:
    for label in ("apparel", "negative"):
        for number in range(2):
            photo(tmp_path / "set" / label / f"{number}.jpg", ("olive", "teal", "brown", "purple")[
                2 * (label == "apparel") + number])
    made = datasets.make(site, str(tmp_path / "set"))
    (tmp_path / "set" / "apparel" / "1.jpg").unlink()
    job = cards.wait_for_evaluation(site, cards.start_evaluation(site, [FIRST], made.dataset_id), WAIT)
    found = cards.evaluation(site, FIRST, made.dataset_id)
    assert job.state == "done" and found.measures is not None and found.measures.count == 3
    ((name, message),) = found.failures
    assert name == "1.jpg" and message and cards.start_evaluation(site, [FIRST], made.dataset_id), "it is tried again"


def test_a_model_of_another_contract_ends_the_job_with_its_sentence(site: Site, dataset: Dataset,
                                                                    tmp_path: Path) -> None:
    foreign = tiny_tflite.write(tmp_path / "raw.tflite", tiny_tflite.Recipe(softmax=False))
    job = cards.wait_for_evaluation(site, cards.start_evaluation(site, [foreign], dataset.dataset_id), WAIT)
    assert job.state == "failed" and "probabilities that sum to 1" in job.message
    assert cards.evaluation(site, foreign, dataset.dataset_id).measures is None


@pytest.mark.parametrize(("models", "split", "words"), [
    (["persons_1"], "", "boxes of persons; here nobody has drawn any"),
    (["persons_1", FIRST], "", "Models of one role"), (["nobody"], "", "There is no model 'nobody'"),
    ([FIRST], "test", "has no split 'test'"), ([FIRST], "later", "has no split 'later'")])
def test_what_cannot_be_measured_is_one_sentence(site: Site, dataset: Dataset, models, split, words) -> None:
    with pytest.raises(MerchlensError, match=words):
        cards.start_evaluation(site, models, dataset.dataset_id, split)


def test_one_class_an_altered_model_and_one_model_are_refused(site: Site, dataset: Dataset, tmp_path: Path) -> None:
    for label, color in (("apparel", "cyan"), ("my own label", "lime")):
        photo(tmp_path / "set" / label / "1.jpg", color)
    made = datasets.make(site, str(tmp_path / "set"))
    with pytest.raises(Misuse, match="here is only 'apparel'"):
        cards.start_evaluation(site, [FIRST], made.dataset_id)
    with pytest.raises(Misuse, match="two different models"):
        cards.compare(site, [FIRST, FIRST], dataset.dataset_id)
    shutil.copytree(site.settings.models_dir, tmp_path / "models")
    (tmp_path / "models" / f"{SECOND}.tflite").write_bytes(b"altered")
    altered = Site(site.settings.model_copy(update={"models_dir": tmp_path / "models"}))
    with altered, pytest.raises(MerchlensError, match="incomplete or was changed"):
        cards.start_evaluation(altered, [SECOND], dataset.dataset_id)
