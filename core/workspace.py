"""The composition root: one site's settings, worker processes, folders and batches."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from core.errors import NotFound, SetupError
from core.jobs.batches import Batch, KeptBatch, Source, read_batch
from core.jobs.workers import INTERACTIVE, Workers
from core.settings import Settings
from core.sources.fetch import fetch
from core.structures import Analysis, Cascade
from core.vision import weights

FETCHES_AT_ONCE = 6


class Workspace:
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
        for role, wish in (("faces", ""), ("persons", settings.persons_model), ("intent", settings.intent_model)):
            weights.entry(settings.models_dir, role, wish)
        try:
            for name in ("inbox", "previews", "batches"):
                (settings.data_dir / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(f"The data folder {settings.data_dir} cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None
        self.settings = settings
        self.workers = Workers(settings)
        self._batches: dict[str, Batch] = {}

    def close(self) -> None:
        """Stop batches and end the worker processes."""
        for batch in self._batches.values():
            batch.cancel()
        self.workers.close()

    def __enter__(self) -> Workspace:
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
