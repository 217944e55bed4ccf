"""Thirty corrections become a version: promoted it judges the next photo, rolled back all is as before; refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import analyze, corrections, jobs, retrain
from core.doors.opening import open_site
from core.errors import Misuse, ModelMissing, NotFound, SetupError
from core.models import store, versions
from core.nouns.analysis import Analysis
from core.settings import ROOT, read_settings
from core.site import Site
from tests.retrain.small_site import drawn_samples, kept_dataset, small_settings

JEANS = "jew-02_1.jpg"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(small_settings(tmp_path)) as opened:
        yield opened


def judged(site: Site, job_id: str) -> dict[str, tuple[str, str]]:
    """File name -> label and model of an analysis that has ended."""
    assert analyze.wait(site, job_id).state == "done"
    return {Path(row.uri).name: (row.intent.shopping.top, row.models["intent"])
            for row in analyze.results(site, job_id) if isinstance(row, Analysis)}


@pytest.mark.slow
def test_thirty_corrections_change_the_verdict_of_the_running_site_and_a_roll_back_undoes_it(tmp_path: Path) -> None:
    """The bundled model and photos of the demo shop: a person says that jeans are no apparel here."""
    photos = sorted((ROOT / "demo" / "photos").glob("*.jpg"))
    chosen = [path for path in photos if path.name[:3] in ("jem", "jew", "cap", "dre", "soc", "tsm", "mug", "por")]
    chosen = [*chosen, *(path for path in photos if path not in chosen)][:34]
    with open_site(read_settings(data_dir=tmp_path / "data", workers=2)) as site:
        first = analyze.start(site, analyze.sources_from_paths(site, map(str, chosen)))
        before = judged(site, first)
        bundled = before[JEANS][1]
        assert before[JEANS] == ("apparel", store.entry(site.settings.models_dir, "intent").name)
        for row in analyze.results(site, first)[:30]:
            is_jeans = Path(row.uri).name.startswith("je")
            corrections.correct(site, row.picture_id, "label", "other" if is_jeans else row.intent.shopping.top)
        assert retrain.new_corrections(site) == 30
        job = retrain.wait(site, retrain.retrain(site))
        assert (job.state, job.message) == ("done", "")
        candidate = retrain.model_versions(site)[0]
        shadow = retrain.shadow(site, candidate.name)
        assert shadow.trained.count == 30 and shadow.now == bundled and not candidate.current
        assert shadow.ordinary.pictures + shadow.replayed == len(chosen) - 30
        assert retrain.new_corrections(site) == 0 and judged(site, retrain.judge_again(site, first)) == before
        assert retrain.promote(site, candidate.name).current
        after = judged(site, retrain.judge_again(site, first))
        assert after[JEANS] == ("other", candidate.name), "the site that runs uses it, and the verdict names it"
        assert judged(site, first) == before, "stored verdicts stay under the version that gave them"
        assert retrain.roll_back(site).name == bundled
        assert judged(site, retrain.judge_again(site, first)) == before
        jeans = next(row for row in analyze.results(site, first) if Path(row.uri).name == JEANS)
        assert analyze.analysis_of(site, jeans.picture_id).models["intent"] == bundled, "what Explain shows, too"


def test_training_needs_corrections_of_two_labels(site: Site) -> None:
    with pytest.raises(Misuse, match="needs at least 10 labeled photos"):
        retrain.retrain(site)
    with pytest.raises(NotFound, match="no dataset"):
        retrain.train(site, "nothing")
    assert site.store.jobs("train") == []


def test_what_is_sensitive_must_be_said_of_photos_of_both_kinds(site: Site, tmp_path: Path) -> None:
    samples = drawn_samples(tmp_path / "photos", 12)
    with pytest.raises(Misuse, match="says whether it is sensitive"):
        retrain.train(site, kept_dataset(site, samples).dataset_id, head="sensitive")
    one_class = kept_dataset(site, [replace(sample, sensitive="no") for sample in samples])
    with pytest.raises(Misuse, match="photos of two labels, and all 12 are not sensitive"):
        retrain.train(site, one_class.dataset_id, head="sensitive")
    with pytest.raises(Misuse, match="What can be trained is intent or sensitive, not 'tags'"):
        retrain.train(site, one_class.dataset_id, head="tags")
    assert site.store.jobs("train") == []


def test_a_canceled_training_changes_nothing(site: Site, tmp_path: Path) -> None:
    dataset = kept_dataset(site, drawn_samples(tmp_path / "photos", 40))
    with pytest.raises(SetupError, match="The name tiny_1 is taken"):
        retrain.train(site, dataset.dataset_id, name="tiny_1")
    with pytest.raises(NotFound):
        retrain.train(site, dataset.dataset_id, job_id="unknown")
    job_id = retrain.train(site, dataset.dataset_id)
    assert retrain.train(site, dataset.dataset_id) == job_id, "the one under way"
    jobs.cancel(site, job_id)
    assert retrain.wait(site, job_id).state == "cancelled"
    latest = retrain.latest(site)
    assert latest is not None and latest.job_id == job_id
    assert [version.name for version in retrain.model_versions(site) if version.current] == ["tiny_1"]


def test_a_candidate_whose_file_has_changed_is_refused_and_the_model_in_use_stays(site: Site, tmp_path: Path) -> None:
    folder = versions.with_own_folder(site.settings).models_dir
    (tmp_path / "own_1.tflite").write_bytes((site.settings.models_dir / "tiny_1.tflite").read_bytes())
    versions.register(folder, "own_1", {"role": "intent", "origin": "a test", "license": "AGPL-3.0"},
                      ["own_1.tflite"], source=tmp_path)
    with (folder / "own_1.tflite").open("r+b") as file:
        file.write(b"\0\0\0\0")
    with pytest.raises(ModelMissing, match="own_1.tflite was changed"):
        retrain.promote(site, "own_1")
    states = {version.name: (version.current, version.state[:22]) for version in retrain.model_versions(site)}
    assert states["tiny_1"] == (True, "ready") and states["own_1"] == (False, "own_1.tflite was chang")
    with pytest.raises(NotFound, match="not trained here"):
        retrain.shadow(site, "own_1")
    (folder / "own_1.shadow.json").write_text("{")
    with pytest.raises(SetupError, match="is damaged"):
        retrain.shadow(site, "own_1")
    with pytest.raises(NotFound, match="There is no version"):
        retrain.promote(site, "persons_2")


def test_a_site_whose_operator_named_a_model_says_so(site: Site) -> None:
    site.settings = site.settings.model_copy(update={"intent_model": "tiny_1"})
    for change in (lambda: retrain.promote(site, "tiny_1"), lambda: retrain.roll_back(site)):
        with pytest.raises(Misuse, match="started with the model tiny_1"):
            change()


def test_only_sets_of_photos_are_judged_again(site: Site) -> None:
    study = site.store.create_job("table", "table", {}, "study")
    with pytest.raises(Misuse, match="no analyzed photos"):
        retrain.judge_again(site, study)
