"""What the job board asks of this room: how a job's pictures are read and analyzed."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from core.analyze.stages import STAGES
from core.catalog import pictures
from core.errors import NotFound
from core.images.files import read_file
from core.jobs.kinds import Analyzed, PictureKind
from core.models import store as model_store
from core.nouns.analysis import AnalysisOptions
from core.nouns.product import Candidate
from core.processes.pool import SOON
from core.settings import ROOT, Settings
from core.site import Site
from core.sources.fetching.fetch import fetch

ANALYZE = "core.analyze.tasks:analyze"
# Code that decides what an analysis says; whole folders, so that a new module is part of the key by itself.
ANALYZING = ("core/images", "core/models/tflite", "core/vision", "core/analyze/pipeline.py", "core/analyze/tasks.py",
             "core/nouns")


def models_key(settings: Settings, options: AnalysisOptions) -> str:
    """What a kept analysis depends on: the models' files and thresholds, the cascade, and the code that runs them.

    Asked for every picture, so it is made once for each choice of models, as worker processes open their models.
    """
    roles = (STAGES[name].role for name in sorted(options.stages))
    models = (*model_store.in_use(settings),
              *((role, model_store.current_name(settings.models_dir, role)) for role in roles))
    return _models_key(settings.models_dir, models, options.cascade)


@cache
def _models_key(models_dir: Path, models: tuple[tuple[str, str], ...], cascade: str) -> str:
    key = model_store.key_of([model_store.entry(models_dir, role, name) for role, name in models])
    key = f"{key} {_code_key()}"[-200:]
    return key if cascade == "full" else f"{cascade} {key}"[:200]


def named_models(site: Site) -> str:
    """The models that a site's operator named and that are not the current ones, such as "intent mine.tflite".

    "" for a site that follows the current ones. One answer for as long as the site is open.
    """
    return site.part(_named_models)


def _named_models(site: Site) -> str:
    settings = site.settings
    names = {"intent": settings.intent_model, "persons": settings.persons_model}
    return ", ".join(f"{role} {name}" for role, name in names.items()
                     if name and name != model_store.entry(settings.models_dir, role).name)


def analyzing_files() -> list[Path]:
    """The files whose content decides what an analysis says, beside the models."""
    files = {path for place in ANALYZING for path in (ROOT / place, *(ROOT / place).rglob("*"))
             if path.suffix == ".py"}
    return sorted(files)


@cache
def _code_key() -> str:
    digest = hashlib.sha256()
    for path in analyzing_files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def options_of(options: dict[str, Any]) -> AnalysisOptions:
    """A job's options as those of the analysis."""
    return AnalysisOptions(options.get("cascade", "full"), tuple(options.get("stages", ())))


def job_kind(site: Site) -> PictureKind:
    """The kind `analyze`: pictures that somebody brought, one by one."""
    settings = site.settings

    def read(candidate: Candidate) -> tuple[str, str, str]:
        if candidate.path:
            data = read_file(Path(candidate.path), max_bytes=settings.max_bytes)
            return hashlib.sha256(data).hexdigest(), candidate.path, ""
        path = site.find(candidate.picture_id) or site.keep(fetch(candidate.url, settings).data)
        return path.name, str(path), ""

    def analyze(path: str, uri: str, options: dict[str, Any]) -> Analyzed:
        return site.pool.submit(ANALYZE, path, uri, options_of(options), priority=SOON).result(), {}, {}

    def check(picture_id: str, measures: dict[str, Any], options: dict[str, Any]) -> dict[str, str] | None:
        try:  # a kept analysis without its preview cannot be shown
            pictures.preview(settings.data_dir, picture_id)
        except NotFound:
            return None
        return {}

    def key(options: dict[str, Any]) -> tuple[str, str]:
        return models_key(settings, options_of(options)), ""

    return PictureKind(lambda job: iter(()), read, analyze, key, check, models=partial(named_models, site))
