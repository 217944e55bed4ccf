"""The composition root: one site's settings, worker processes, folders, batches and audits."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from core.analyze.batches import Batch, KeptBatch, Source, read_batch
from core.errors import NotFound, SetupError
from core.images.files import read_file
from core.models import store as model_store
from core.models.manifest import Entry
from core.nouns.analysis import Analysis, Cascade
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.processes.pool import INTERACTIVE, Workers
from core.sales.studies import Studies
from core.settings import ROOT, Settings
from core.sources.fetching.fetch import fetch
from core.sources.fetching.robots import turn

if TYPE_CHECKING:  # a database opens when an audit is asked for; `analyze` does without
    from core.catalog.store import Job, Store
    from core.jobs.engine import Audits

Judgment = tuple[Analysis, dict[str, Any], dict[str, str]]  # with measures, and rule pack -> outcome
FETCHES_AT_ONCE = 6
_PART = 1 << 20


class Office:
    """A site's folders, database and studies of sales: all that needs no model and judges no picture.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    SetupError
        When the data folder cannot be written.
    """

    def __init__(self, settings: Settings) -> None:
        try:
            for name in ("inbox", "previews", "batches"):
                (settings.data_dir / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(f"The data folder {settings.data_dir} cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None
        self.settings = settings
        self.studies = Studies(settings)
        self._store: Store | None = None
        self._opening = threading.RLock()

    def close(self) -> None:
        """End studies of sales that are at work."""
        self.studies.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def keep(self, data: bytes) -> Path:
        """Write bytes to the inbox under their hash, once.

        Returns
        -------
        Path
            `data_dir/inbox/<sha256>`; the name that a stranger gave is not used.
        """
        path = self.settings.data_dir / "inbox" / hashlib.sha256(data).hexdigest()
        if not path.exists():
            part = path.with_suffix(f".{os.urandom(4).hex()}.part")
            try:
                part.write_bytes(data)
                part.replace(path)
            except OSError as error:
                raise SetupError(f"The picture could not be stored: {error.strerror}.",
                                 "Make room on the disk of the data folder.") from None
        return path

    def keep_source(self, content: IO[bytes], suffix: str) -> Path:
        """Write an uploaded feed, list or archive into a folder of its own: a feed may name files beside it.

        Parameters
        ----------
        content : binary file
        suffix : str
            Such as ".csv"; tells what it is.
        """
        folder = self.settings.data_dir / "uploads"
        part = folder / f"{os.urandom(8).hex()}.part"
        digest = hashlib.sha256()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                while data := content.read(_PART):
                    digest.update(data)
                    file.write(data)
            own = folder / digest.hexdigest()
            own.mkdir(exist_ok=True)
            return part.replace(own / f"upload{suffix}")
        except OSError as error:
            part.unlink(missing_ok=True)
            raise SetupError(f"The upload could not be stored: {error.strerror}.",
                             "Make room on the disk of the data folder.") from None

    @property
    def store(self) -> Store:
        """The site's database, opened when it is first asked for; raises SetupError."""
        with self._opening:
            if self._store is None:
                from core.catalog.store import Store

                self._store = Store(self.settings.database)
            return self._store


class Workspace(Office):
    """What the doors share. Open one for each process and close it at the end.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    SetupError
        When a model is missing or broken, or the data folder cannot be written.
    """

    def __init__(self, settings: Settings) -> None:
        wishes = (("faces", ""), ("persons", settings.persons_model), ("intent", settings.intent_model))
        self._models = _key([model_store.entry(settings.models_dir, role, wish) for role, wish in wishes])
        super().__init__(settings)
        self.workers = Workers(settings)
        self.reports: dict[str, Any] = {}  # of audits, kept by `core.audits`
        self._batches: dict[str, Batch] = {}
        self._audits: Audits | None = None

    def close(self) -> None:
        """Stop studies, batches and audits (which go on at the next start) and end the worker processes."""
        super().close()
        for batch in self._batches.values():
            batch.cancel()
        if self._audits:
            self._audits.close()
        self.workers.close()

    @property
    def audits(self) -> Audits:
        """The audits' engine, which also goes on with audits that an earlier process left unfinished."""
        with self._opening:
            if self._audits is None:
                from core.jobs.engine import Audits

                self._audits = Audits(
                    self.store, self._listed, self._read, self._audited, models_key=self._results_key,
                    threads=self.settings.workers + FETCHES_AT_ONCE, check=self._outcomes)
            return self._audits

    def start(self, sources: list[Source], cascade: Cascade) -> Batch:
        """Begin to judge sources in the background."""
        folder = self.settings.data_dir / "batches"
        threads = self.settings.workers + FETCHES_AT_ONCE
        batch = Batch(sources, lambda source: self._judge(source, cascade), folder=folder, threads=threads)
        self._batches[batch.batch_id] = batch
        return batch

    def batch(self, batch_id: str) -> Batch | KeptBatch:
        """A batch of this process, else one kept on disk; raises NotFound."""
        return self._batches.get(batch_id) or read_batch(self.settings.data_dir / "batches", batch_id)

    def preview(self, picture_id: str) -> Path:
        """The preview (JPEG without metadata) that was made when the picture was judged; raises NotFound."""
        return self._kept(picture_id, ".jpg")

    def thumbnail(self, picture_id: str) -> Path:
        """A small JPEG of a picture of an audit; raises NotFound."""
        return self._kept(picture_id, ".small.jpg")

    def original(self, picture_id: str) -> Path:
        """The file of a judged picture; raises NotFound."""
        path = Path(json.loads(self._kept(picture_id, ".json").read_text("utf-8"))["path"])
        if not path.is_file():
            raise NotFound("The picture's file is gone.", "Analyze the picture again.")
        return path

    def fetched(self, source: Source) -> Path:
        """Fetch the source's address into the inbox; raises FetchFailed, Refused, NotFound or TooLarge."""
        assert source.url, "only sources with an address are fetched"
        return self.keep(fetch(source.url, self.settings).data)

    def ask(self, task: str, *arguments: Any) -> Any:
        """One task that somebody waits for: goes before the rest of the batches."""
        return self.workers.submit(task, *arguments, priority=INTERACTIVE).result()

    def _kept(self, picture_id: str, suffix: str) -> Path:
        path = self.settings.data_dir / "previews" / f"{picture_id}{suffix}"
        if len(picture_id) != 64 or not picture_id.isalnum() or not path.is_file():
            raise NotFound("This picture is not known here.", "Analyze it first.")
        return path

    def _judge(self, source: Source, cascade: Cascade) -> Analysis:
        path = self.fetched(source) if source.url else source.path
        return self.workers.submit("analyze", str(path), source.uri, cascade).result()

    def _listed(self, job: Job) -> Iterator[Candidate | Failure]:
        from core.sources.listing import SourceOptions, candidates

        workdir = self.settings.data_dir / "sources" / job.job_id
        options = SourceOptions(columns=job.options.get("columns", {}), limit=job.options.get("limit", 0),
                                workdir=workdir, local=job.options.get("local", True))
        return candidates(job.source, job.kind, options, self.settings)

    def _read(self, candidate: Candidate) -> tuple[str, str, str]:
        """Picture id, path and etag; a file of this machine is read where it lies, an address only if it changed."""
        if candidate.path:
            data = read_file(Path(candidate.path), max_bytes=self.settings.max_bytes)
            return hashlib.sha256(data).hexdigest(), candidate.path, ""
        picture_id, etag = self.store.known(candidate.url) or ("", "")
        path = self.settings.data_dir / "inbox" / picture_id
        with turn(candidate.url, candidate.pause) if candidate.pause else nullcontext():
            found = fetch(candidate.url, self.settings, etag=etag if picture_id and path.is_file() else "")
        if not found.unchanged:
            path, etag = self.keep(found.data), found.etag
        return path.name, str(path), etag

    def _audited(self, path: str, uri: str, options: dict[str, Any]) -> Judgment:
        found: Judgment = self.workers.submit("audit", path, uri, options.get("rules", [])).result()
        return found

    def _outcomes(self, measures: dict[str, Any], options: dict[str, Any]) -> dict[str, str]:
        """Verdicts on a picture that an earlier audit has measured."""
        if not options.get("rules"):
            return {}
        found: dict[str, str] = self.workers.submit("outcomes", measures, options["rules"]).result()
        return found

    def _results_key(self, options: dict[str, Any]) -> tuple[str, str]:
        """What a kept result depends on: the models, and how pictures are measured."""
        return self._models, _measures_key(self.settings.models_dir) if options.get("rules") else ""


def _key(entries: list[Entry]) -> str:
    parts = [(found.name, [file.sha256 for file in found.files], sorted(found.thresholds.items())) for found in entries]
    return " ".join([*(found.name for found in entries), hashlib.sha256(repr(parts).encode()).hexdigest()[:16]])[-200:]


@cache
def _measures_key(models_dir: Path) -> str:
    """Changes with the code that measures, the model that reads lettering and the words that advertise."""
    files = sorted((ROOT / "core" / "rules" / "measures").glob("*"))
    files += [ROOT / "core" / "vision" / "text" / "reader.py"]
    text = b"".join(path.read_bytes() for path in files) + _key([model_store.entry(models_dir, "text")]).encode()
    return hashlib.sha256(text).hexdigest()[:16]
