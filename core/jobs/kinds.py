"""The kinds of jobs: where the board finds what each kind does, and what it asks of it.

A kind lives in the `work` module of its room, which has a function `job_kind(site)`. It is imported by name when the
first job of that kind is met, as tasks are: the board knows no subject.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.site import Site

# Of one long item each (`LongKind`); all other kinds are over pictures.
LONG_KINDS = {"study": "core.sales.work", "explain-benchmark": "core.explain.work", "flip": "core.flip.work",
              "map": "core.explore.work", "evaluate": "core.cards.work", "export": "core.export.work",
              "train": "core.retrain.work", "train-tags": "core.retrain.tags.work", "dataset": "core.datasets.work",
              "transfer": "core.learning.transfer.work", "train-persons": "core.learning.own_persons.work",
              "similar": "core.similar.work", "crop": "core.crops.work",
              "people": "core.people.work", "skus": "core.skus.work", "shelf": "core.shelf.work",
              "wrong-skus": "core.alarm.work", "newcomers": "core.shelf.newcomers.work",
              "train-shelves": "core.learning.own_shelves.work"}
ROOMS = {"analyze": "core.analyze.work", "recognize": "core.analyze.recognition", "audit": "core.audits.work",
         **LONG_KINDS}
Options = dict[str, Any]
Read = Callable[[Candidate], tuple[str, str, str]]
Analyzed = tuple[Analysis, dict[str, Any], dict[str, str]]
Progress = Callable[[str, float], bool]


@dataclass(frozen=True)
class PictureKind:
    """A job over pictures: each is read, looked up among what is known, and analyzed if it is not.

    Attributes
    ----------
    candidates : callable
        Job -> iterator of Candidate or Failure. It starts again when a listing was interrupted; what is listed already
        is passed over by its `uri`. InputError: the source cannot be read at all.
    read : callable
        Candidate -> (picture_id, path, etag): the bytes are on this machine under `path`, `picture_id` is their sha256,
        `etag` what their server gave ("" for none; `store.last_answer(url)` finds it again). Raises MerchlensError.
    analyze : callable
        (path, uri, options of the job) -> (Analysis, measures, verdicts). Called only for bytes that no earlier job had
        analyzed by the same models: work is done at least once, a result is kept exactly once. Raises MerchlensError.
    key : callable
        Options of a job -> (models, measures version): two texts that change when results would.
    check : callable or None
        (picture_id, measures, options) -> verdicts, for pictures that need no new analysis; None where the kept result
        is of no use any more. Without `check` the verdicts kept are taken.
    has_roles : bool
        Whether each picture gets a role (`core.nouns.role`): what its page says, settled by its file.
    models : callable or None
        () -> the models of this process that are not everybody's. A job whose option "models" says others is left to a
        process that has those.
    """

    candidates: Callable[[Job], Iterator[Candidate | Failure]]
    read: Read
    analyze: Callable[[str, str, Options], Analyzed]
    key: Callable[[Options], tuple[str, str]]
    check: Callable[[str, dict[str, Any], Options], dict[str, str] | None] | None = None
    has_roles: bool = False
    models: Callable[[], str] | None = None


@dataclass(frozen=True)
class LongKind:
    """A job of one long item that is no picture, such as the study of a sales table.

    Attributes
    ----------
    run : callable
        (job, progress) -> None. `progress(step, fraction)` says how far it is and answers False once nobody wants the
        job any more; the work then ends. Raises MerchlensError: the job has failed, and says so. A process runs one of
        each kind at a time; the others wait.
    """

    run: Callable[[Job, Progress], None]


Kind = PictureKind | LongKind


def kinds_of(site: Site) -> Callable[[str], Kind]:
    """The kinds by name, each opened once.

    Parameters
    ----------
    site : Site
        Given to each kind's `job_kind`.
    """
    kinds: dict[str, Kind] = {}

    def kind(name: str) -> Kind:
        if name not in kinds:
            kinds[name] = importlib.import_module(ROOMS[name]).job_kind(site)
        return kinds[name]

    return kind
