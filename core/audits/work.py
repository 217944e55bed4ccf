"""How an audit's source is listed, read and judged: what the job board asks of this room."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from core import analyze
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

AUDIT, OUTCOMES = "core.audits.tasks:audit", "core.rules.tasks:outcomes"
# Code that decides what is measured: every module of these folders is part of the key of kept measures.
MEASURING = ("core/rules", "core/images", "core/vision/text", "core/nouns")


class AuditWork:
    """What the engine calls for each audit and each of its pictures.

    Parameters
    ----------
    site : Site
        Gives settings, store and worker processes.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def listed(self, job: Job) -> Iterator[Candidate | Failure]:
        """The pictures that a job's source offers."""
        from core.sources.listing import SourceOptions, candidates

        workdir = self._site.settings.data_dir / "sources" / job.job_id
        options = SourceOptions(columns=job.options.get("columns", {}), limit=job.options.get("limit", 0),
                                workdir=workdir, local=job.options.get("local", True))
        return candidates(job.source, job.source_kind, options, self._site.settings)

    def read(self, candidate: Candidate) -> tuple[str, str, str]:
        """Picture id, path and etag; a file of this machine is read where it lies, an address only if it changed."""
        if candidate.path:
            data = read_file(Path(candidate.path), max_bytes=self._site.settings.max_bytes)
            return hashlib.sha256(data).hexdigest(), candidate.path, ""
        picture_id, etag = self._site.store.known(candidate.url) or ("", "")
        path = self._site.settings.data_dir / "inbox" / picture_id
        with host_turn(candidate.url, candidate.pause) if candidate.pause else nullcontext():
            found = fetch(candidate.url, self._site.settings, etag=etag if picture_id and path.is_file() else "")
        if not found.unchanged:
            path, etag = self._site.keep(found.data), found.etag
        return path.name, str(path), etag

    def judged(self, path: str, uri: str, options: dict[str, Any]) -> Analyzed:
        """Analyze, measure and check one file in a worker process."""
        wanted = options.get("rules", []), analysis_options(options)
        analyzed: Analyzed = self._site.pool.submit(AUDIT, path, uri, wanted).result()
        return analyzed

    def outcomes(self, picture_id: str, measures: dict[str, Any], options: dict[str, Any]) -> dict[str, str] | None:
        """Verdicts on a picture that an earlier audit has measured."""
        if not options.get("rules"):
            return {}
        verdicts: dict[str, str] = self._site.pool.submit(OUTCOMES, measures, options["rules"]).result()
        return verdicts

    def results_key(self, options: dict[str, Any]) -> tuple[str, str]:
        """What a kept result depends on: the models, and how pictures are measured."""
        models = analyze.models_key(self._site.settings, analysis_options(options))
        return models, _measures_key(self._site.settings.models_dir) if options.get("rules") else ""


def analysis_options(options: dict[str, Any]) -> AnalysisOptions:
    """What an audit's options ask of the analysis: always the full cascade, and the stages that were asked for."""
    return AnalysisOptions("full", tuple(options.get("stages", ())))


def job_kind(site: Site) -> PictureKind:
    """What the job board asks of audits."""
    work = AuditWork(site)
    return PictureKind(work.listed, work.read, work.judged, work.results_key, work.outcomes)


@cache
def _measures_key(models_dir: Path) -> str:
    """Changes with all code that decides what is measured, and with the model that reads text.

    Whole folders, not a list of names: a module that is added is part of the key without anybody thinking of it.
    """
    files = sorted(path for folder in MEASURING for path in (ROOT / folder).rglob("*")
                   if path.suffix in (".py", ".json"))
    files += [Path(__file__).with_name("tasks.py")]
    reader = model_store.key_of([model_store.entry(models_dir, "text")])
    text = b"".join(path.read_bytes() for path in files) + reader.encode()
    return hashlib.sha256(text).hexdigest()[:16]
