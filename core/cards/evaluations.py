"""What a user can ask of models on a dataset: run them, read how they did, compare them on the same pictures.

Models for shopping intent are measured by the labels of photos, detectors by boxes that people drew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.cards.detector_measures import ACCEPTS, box_errors, box_measures
from core.cards.labeled import box_rows, choose, rows_of
from core.cards.measures import Row, calibration_error, measures, reliability
from core.cards.scored import Scored
from core.cards.verbs import entry_of, handle, milliseconds
from core.errors import Misuse, NotFound
from core.jobs.board import open_board
from core.models import store
from core.models.manifest import Entry
from core.nouns.box_evaluation import BoxEvaluation
from core.nouns.correction import BOXES
from core.nouns.dataset import Dataset, Sample
from core.nouns.evaluation import ChangedPicture, Comparison, Evaluation, JudgedPicture, ModelPair, ModelPoint
from core.nouns.intent import INTENT_LABELS
from core.nouns.job import ENDED, Job
from core.nouns.paired import PairedDifference, paired_difference
from core.nouns.product import Candidate
from core.nouns.proportion import share_of
from core.site import Site

KIND, BOXED = "evaluate", "core.cards.tasks:boxed"
ROLES = ("intent", "persons", "faces", "tags")
LISTED = 48  # pictures of a list


@dataclass(frozen=True)
class _Choice:
    """Models and the samples to measure them on."""

    entries: list[Entry]
    dataset: Dataset
    split: str
    samples: list[Sample]

    @property
    def role(self) -> str:
        """Of all of them."""
        return self.entries[0].role

    def left_out(self) -> int:
        """Samples of the split that say nothing about these models."""
        return sum(self.split in ("all", sample.split) for sample in self.dataset.samples) - len(self.samples)

    def source(self) -> str:
        """What names its job: models, dataset and split."""
        return " ".join([KIND, self.dataset.dataset_id, self.split, *sorted(entry.sha256 for entry in self.entries)])


def start_evaluation(site: Site, models: Sequence[str | Path], dataset_id: str, split: str = "") -> str:
    """Begin to run models of one role on the pictures of a dataset, in the background.

    What a model has seen before is kept: the same evaluation, canceled or not, goes on from there.

    Parameters
    ----------
    site : Site
        Open, with its models.
    models : sequence of str or Path
        Names of `model_names` for shopping intent, persons or faces; or .tflite files of the contract by their paths.
    dataset_id, split : str
        As `core.cards.labeled.choose`.

    Returns
    -------
    str
        The id of the job; "" where every picture was seen, so that there is nothing to run.

    Raises
    ------
    NotFound, Misuse, SetupError
        As `choose`; an unknown model, roles that differ or cannot be measured, or a file that is missing or altered.
    """
    choice = _choice(site, models, dataset_id, split)
    if not waiting(site, choice.entries, choice.samples):
        return ""
    job = _newest(site, choice)
    if job is not None and job.state not in ENDED:
        return job.job_id
    options = {"models": [handle(entry, site.settings) for entry in choice.entries],
               "dataset": choice.dataset.dataset_id, "split": choice.split, "role": choice.role}
    return site.part(open_board).start(choice.source(), "dataset", options, kind=KIND,
                                       offers=[Candidate("evaluation", origin="dataset")])


def evaluation_job(site: Site, models: Sequence[str | Path], dataset_id: str, split: str = "") -> Job | None:
    """The newest job that runs these models on these pictures; None before the first. Raises as `start_evaluation`."""
    job = _newest(site, _choice(site, models, dataset_id, split))
    return site.part(open_board).job(job.job_id) if job else None


def unscored(site: Site, models: Sequence[str | Path], dataset_id: str, split: str = "") -> int:
    """Photos that `start_evaluation` would run: those that a model has not seen or could not read."""
    choice = _choice(site, models, dataset_id, split)
    return len(waiting(site, choice.entries, choice.samples))


def evaluation(site: Site, model: str | Path, dataset_id: str, split: str = "") -> Evaluation | BoxEvaluation:
    """How a model did on the pictures that it has seen so far, a detector by boxes; raises as `start_evaluation`."""
    choice = _choice(site, [model], dataset_id, split)
    (entry,), scored = choice.entries, Scored(site, choice.entries[0]).read()
    if choice.role == "tags":
        raise Misuse(f"{entry.name} is a model of tags, which is measured by the taxonomy.",
                     "Ask for its tags: python -m core evaluate tags.")
    if choice.role != "intent":
        return _of_boxes(choice, scored)
    rows = rows_of(site, choice.dataset, choice.samples, scored)
    failures = _failures(choice.samples, scored)
    wrong = sorted((row for row in rows if not row.correct), key=lambda row: -row.scores[row.top])
    return Evaluation(
        entry.name, choice.dataset.dataset_id, choice.split, len(choice.samples),
        len(choice.samples) - len(rows) - len(failures), choice.left_out(),
        measures(rows, entry.thresholds, entry.label_sets) if rows else None,
        _judged(sorted(rows, key=lambda row: row.margin)), _judged(wrong), failures)


@dataclass(frozen=True)
class Seen:
    """A model of tags on the photos of a dataset.

    Attributes
    ----------
    model : str
    dataset : Dataset
    split : str
    samples : list of Sample
        Labeled ones of the split.
    lines : dict of str to dict
        Picture id -> `facts`, name, value and score of what is shown, and `top`, the likeliest type.
    failures : tuple of (str, str)
        Names of photos that could not be read, and why.
    """

    model: str
    dataset: Dataset
    split: str
    samples: list[Sample]
    lines: dict[str, dict[str, Any]]
    failures: tuple[tuple[str, str], ...]


def seen(site: Site, model: str, dataset_id: str, split: str = "") -> Seen:
    """What a model of tags has said of the labeled photos of a dataset so far; raises as `start_evaluation`."""
    choice = _choice(site, [model], dataset_id, split)
    if choice.role != "tags":
        raise Misuse(f"{choice.entries[0].name} is no model of tags.", "Ask for its own evaluation.")
    lines = Scored(site, choice.entries[0]).read()
    return Seen(choice.entries[0].name, choice.dataset, choice.split, choice.samples, lines,
                _failures(choice.samples, lines))


def boxed_photo(site: Site, model: str | Path, dataset_id: str, picture_id: str) -> bytes:
    """A photo of a dataset as JPEG of at most 640 px, with the boxes that people drew and those of a detector.

    Raises
    ------
    NotFound, Misuse, SetupError
        As `start_evaluation`; no such photo, or the model has not seen it.
    """
    choice = _choice(site, [model], dataset_id, "all")
    entry, sample = choice.entries[0], next((each for each in choice.samples if each.picture_id == picture_id), None)
    seen = Scored(site, entry).read().get(picture_id, {})
    if sample is None or "boxes" not in seen:
        raise NotFound("This photo is not in the dataset, or the model has not seen it.", "Run the model on it first.")
    found = [box for box in seen["boxes"] if ACCEPTS[entry.role](box[4], _threshold(entry))]
    truth = sample.boxed(entry.role)
    drawn: bytes = site.run(BOXED, sample.path, picture_id,
                            (BOXES[entry.role], [list(box) for box in truth.xyxy] if truth else [], found))
    return drawn


def _of_boxes(choice: _Choice, seen: dict[str, dict[str, Any]]) -> BoxEvaluation:
    entry, role = choice.entries[0], choice.role
    rows = box_rows(choice.dataset, choice.samples, role, seen)
    failures, threshold = _failures(choice.samples, seen), _threshold(entry)
    misses, alarms = box_errors(rows, role, threshold)
    return BoxEvaluation(
        entry.name, role, choice.dataset.dataset_id, choice.split, threshold, len(choice.samples),
        len(choice.samples) - len(rows) - len(failures), choice.left_out(),
        box_measures(rows, role, threshold) if rows else None, tuple(misses[:LISTED]), tuple(alarms[:LISTED]), failures)


def _threshold(entry: Entry) -> float:
    """Of a detector."""
    return entry.threshold("score" if entry.role == "persons" else "face")


def _failures(samples: Sequence[Sample], seen: dict[str, dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((_name(sample), seen[sample.picture_id]["failure"]) for sample in samples
                 if "failure" in seen.get(sample.picture_id, {}))


def compare(site: Site, models: Sequence[str | Path], dataset_id: str, split: str = "", *,
            timed: bool = False) -> Comparison:
    """Several models on the pictures that all of them have seen.

    Parameters
    ----------
    site : Site
    models : sequence of str or Path
        At least two; the first is compared with each of the others.
    dataset_id, split : str
        As `core.cards.labeled.choose`.
    timed : bool
        Measure the milliseconds of each model now, in a worker process.

    Raises
    ------
    NotFound, Misuse, SetupError
        As `start_evaluation`; Misuse for fewer than two models.
    """
    choice = _choice(site, models, dataset_id, split)
    entries = choice.entries
    if choice.role != "intent":
        raise Misuse("Only models for shopping intent are compared photo by photo.",
                     "Evaluate each detector on the dataset, and compare their figures.")
    if len(entries) < 2:
        raise Misuse("A comparison needs two different models.", "Name another version, or a .tflite file.")
    stored = [Scored(site, entry).read() for entry in entries]
    common = [sample for sample in choice.samples
              if all("scores" in scored.get(sample.picture_id, {}) for scored in stored)]
    columns = [rows_of(site, choice.dataset, common, scored) for scored in stored]
    points = tuple(ModelPoint(
        entry.name, share_of(sum(row.correct for row in rows), len(rows)), calibration_error(reliability(rows)),
        entry.bytes, milliseconds(site, entry) if timed else None)
        for entry, rows in zip(entries, columns, strict=True))
    pairs = tuple(_pair(entries[0].name, entry.name, columns[0], rows)
                  for entry, rows in zip(entries[1:], columns[1:], strict=True))
    return Comparison(choice.dataset.dataset_id, choice.split, len(choice.samples), len(common), points, pairs)


def wait_for_evaluation(site: Site, job_id: str, timeout: float | None = None) -> Job:
    """Wait until a job has ended, or `timeout` seconds passed; raises NotFound."""
    return site.part(open_board).wait(job_id, timeout)


def waiting(site: Site, entries: list[Entry], samples: Sequence[Sample]) -> list[tuple[Sample, tuple[Entry, ...]]]:
    """The pictures that models have not seen or could not read, each once, and which models."""
    seen = [{name for name, line in Scored(site, entry).read().items() if "failure" not in line} for entry in entries]
    once = {sample.picture_id: sample for sample in samples}
    lacking = ((sample, tuple(entry for entry, known in zip(entries, seen, strict=True)
                              if sample.picture_id not in known)) for sample in once.values())
    return [(sample, models) for sample, models in lacking if models]


def _choice(site: Site, models: Sequence[str | Path], dataset_id: str, split: str) -> _Choice:
    entries = {entry.sha256: entry for entry in (_measurable(site, name) for name in models)}
    roles = sorted({entry.role for entry in entries.values()})
    if len(roles) != 1:
        raise Misuse(f"Models of one role are measured together, not of {' and '.join(roles) or 'none'}.",
                     "Choose models of one role.")
    return _Choice(list(entries.values()), *choose(site, dataset_id, split, roles[0]))


def _measurable(site: Site, model: str | Path) -> Entry:
    entry = store.bare(model, "intent") if isinstance(model, Path) else entry_of(site.settings, model)
    if entry.role not in ROLES:
        raise Misuse(f"{entry.name} is a model for {entry.role}, which datasets do not measure.",
                     f"Choose a model for {', '.join(ROLES)}.")
    store.check(entry)
    return entry


def _newest(site: Site, choice: _Choice) -> Job | None:
    source = choice.source()
    return next((job for job in site.store.jobs(KIND) if job.source == source), None)


def _name(sample: Sample) -> str:
    return Path(sample.path).name


def _judged(rows: list[Row]) -> tuple[JudgedPicture, ...]:
    return tuple(JudgedPicture(row.picture_id, row.name, row.label, INTENT_LABELS[row.top], row.scores[row.top],
                               row.true_score) for row in rows[:LISTED])


def _pair(before: str, after: str, first: list[Row], second: list[Row]) -> ModelPair:
    both = list(zip(first, second, strict=True))

    def difference(label: str = "") -> PairedDifference:
        kept = [(one, other) for one, other in both if label in ("", one.label)]
        return paired_difference([one.correct for one, _ in kept], [other.correct for _, other in kept],
                                 [one.source for one, _ in kept])

    labels = [label for label in INTENT_LABELS if any(row.label == label for row in first)]
    better = sorted(((one, other) for one, other in both if other.correct > one.correct),
                    key=lambda pair: pair[0].true_score - pair[1].true_score)
    worse = sorted(((one, other) for one, other in both if other.correct < one.correct),
                   key=lambda pair: pair[1].true_score - pair[0].true_score)
    return ModelPair(before, after, difference(),
                     tuple((label, difference(label)) for label in labels), _changed(better), _changed(worse))


def _changed(pairs: list[tuple[Row, Row]]) -> tuple[ChangedPicture, ...]:
    return tuple(ChangedPicture(one.picture_id, one.name, one.label, INTENT_LABELS[one.top], INTENT_LABELS[other.top],
                                one.true_score, other.true_score) for one, other in pairs[:LISTED])
