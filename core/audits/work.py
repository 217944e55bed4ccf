"""How an audit's source is listed, read and analyzed: what the job board asks of this room."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache, partial
from pathlib import Path
from typing import Any

from core import analyze, rules
from core.audits.browser_view import folder_of
from core.images.files import read_file
from core.jobs.kinds import Analyzed, PictureKind
from core.models import store as model_store
from core.nouns.analysis import AnalysisOptions
from core.nouns.failure import Failure
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.settings import ROOT
from core.site import Site
from core.sources.fetching.fetch import fetch
from core.sources.fetching.robots import host_turn

AUDIT = "core.audits.tasks:audit"
# Code that decides what is measured: these modules, and all modules and data of these folders, are part of the key of
# kept measures. Rule packs are not: outcomes are computed anew from kept measures.
MEASURING = ("core/audits/tasks.py", "core/images", "core/nouns", "core/rules", "core/vision/text")
PACKS = "core/rules/packs"


class AuditWork:
    """What the engine calls for each audit and each of its pictures.

    Parameters
    ----------
    site : Site
        Gives settings, store and worker processes.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def candidates(self, job: Job) -> Iterator[Candidate | Failure]:
        """The pictures that a job's source offers."""
        from core.sources.listing import SourceOptions, candidates

        workdir = folder_of(self._site, job.job_id)
        options = SourceOptions(columns=job.options.get("columns", {}), limit=job.options.get("limit", 0),
                                workdir=workdir, local=job.options.get("local", True),
                                render=job.options.get("render", False),
                                on_progress=lambda words: self._site.store.note(job.job_id, words))
        return candidates(job.source, job.source_kind, options, self._site.settings)

    def read(self, candidate: Candidate) -> tuple[str, str, str]:
        """Picture id, path and etag; a file of this machine is read where it lies, an address only if it changed."""
        if candidate.path:
            data = read_file(Path(candidate.path), max_bytes=self._site.settings.max_bytes)
            return hashlib.sha256(data).hexdigest(), candidate.path, ""
        path = self._site.find(candidate.picture_id)
        if path is not None:
            return path.name, str(path), ""
        picture_id, etag = self._site.store.last_answer(candidate.url) or ("", "")
        path = self._site.find(picture_id)
        with host_turn(candidate.url, candidate.pause) if candidate.pause else nullcontext():
            answer = fetch(candidate.url, self._site.settings, etag=etag if path else "")
        if path is None or not answer.unchanged:
            path, etag = self._site.keep(answer.data), answer.etag
        return path.name, str(path), etag

    def analyze(self, path: str, uri: str, options: dict[str, Any]) -> Analyzed:
        """Analyze, measure and check one file in a worker process."""
        request = options.get("rules", []), analysis_options(options)
        result: Analyzed = self._site.pool.submit(AUDIT, path, uri, request).result()
        return result

    def check(self, picture_id: str, measures: dict[str, Any], options: dict[str, Any]) -> dict[str, str] | None:
        """Outcomes of rule packs, as they are now, for a picture that an earlier audit has measured."""
        return rules.outcomes(self._site, measures, options["rules"]) if options.get("rules") else {}

    def key(self, options: dict[str, Any]) -> tuple[str, str]:
        """What a kept result depends on: the models, and how pictures are measured."""
        models = analyze.models_key(self._site.settings, analysis_options(options))
        return models, _measures_key(self._site.settings.models_dir) if options.get("rules") else ""


def analysis_options(options: dict[str, Any]) -> AnalysisOptions:
    """What an audit's options ask of the analysis: always the full cascade, and the stages that were asked for."""
    return AnalysisOptions("full", tuple(options.get("stages", ())))


def job_kind(site: Site) -> PictureKind:
    """What the job board asks of audits."""
    work = AuditWork(site)
    return PictureKind(work.candidates, work.read, work.analyze, work.key, work.check, has_roles=True,
                       models=partial(analyze.named_models, site))


def measuring_files() -> list[Path]:
    """The files whose content decides what is measured of a picture."""
    files = {path for place in MEASURING for path in (ROOT / place, *(ROOT / place).rglob("*"))
             if path.suffix in (".py", ".json") and not path.is_relative_to(ROOT / PACKS)}
    return sorted(files)


@cache
def _measures_key(models_dir: Path) -> str:
    """Changes with all code that decides what is measured, and with the model that reads text.

    Whole folders, not a list of names: a module that is added is part of the key without anybody thinking of it.
    """
    digest = hashlib.sha256(model_store.key_of([model_store.entry(models_dir, "text")]).encode())
    for path in measuring_files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
