"""What a user can want of this room: bring pictures, analyze them, read the results, take them away."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core import errors
from core.analyze import exports
from core.analyze.batches import Batch, KeptBatch, read_batch
from core.catalog import pictures
from core.errors import InputError, Misuse, NotFound
from core.nouns.analysis import Analysis, Cascade
from core.nouns.failure import Failure
from core.nouns.source import Result, Source
from core.site import Site
from core.sources.demo import demo_photos
from core.sources.fetching.fetch import fetch, is_url
from core.sources.files.folder import pictures_in

ANALYZE, ANNOTATE = "core.analyze.tasks:analyze", "core.analyze.tasks:annotate"
FETCHES_AT_ONCE = 6


class Batches:
    """The batches of a site that are analyzed now, and those of earlier runs of the server."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._folder = site.settings.data_dir / "batches"
        self._batches: dict[str, Batch] = {}

    def start(self, sources: list[Source], cascade: Cascade) -> Batch:
        """Begin to analyze sources in the background."""
        threads = self._site.settings.workers + FETCHES_AT_ONCE
        batch = Batch(sources, lambda source: self._analyze(source, cascade), folder=self._folder, threads=threads)
        self._batches[batch.batch_id] = batch
        return batch

    def find(self, batch_id: str) -> Batch | KeptBatch:
        """A batch of this process, else one kept on disk; raises NotFound."""
        return self._batches.get(batch_id) or read_batch(self._folder, batch_id)

    def close(self) -> None:
        """Cancel what runs."""
        for batch in self._batches.values():
            batch.cancel()

    def _analyze(self, source: Source, cascade: Cascade) -> Analysis:
        path = source.path or fetched(self._site, source)
        analysis: Analysis = self._site.pool.submit(ANALYZE, str(path), source.uri, cascade).result()
        return analysis


def save_upload(site: Site, name: str, data: bytes) -> Source:
    """Keep an uploaded file and make it a source.

    Parameters
    ----------
    site : Site
    name : str
        What the file is called by its sender; shown, never used as a path.
    data : bytes

    Returns
    -------
    Source
        With a `failure` when the file is larger than the site allows.
    """
    limit = site.settings.max_bytes
    if len(data) > limit:
        reason = f"The file has {len(data) / 1e6:.1f} MB; at most {limit / 1e6:.0f} MB are read."
        return Source(name, failure=Failure(name, "TooLarge", reason, "Save it smaller or with more compression."))
    return Source(name, path=site.keep(data))


def sources_from_text(site: Site, text: str) -> list[Source]:
    """Addresses pasted one a line; blank lines and repeats are dropped.

    Returns
    -------
    list of Source
        A line that is no web address becomes a source with a `failure`.
    """
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    return [_address(line) for line in lines if line]


def sources_from_paths(site: Site, texts: Iterable[str]) -> list[Source]:
    """Files, folders and web addresses of the command line.

    Returns
    -------
    list of Source
        Folders opened into their pictures; what is not there becomes a source with a `failure`.
    """
    return [source for text in texts for source in _from_path(text)]


def demo_sources(site: Site) -> list[Source]:
    """Photos that installed packages carry.

    Raises
    ------
    NotFound
        When none of those packages is installed.
    """
    return [Source(path.name, path=path) for path in demo_photos()]


def start(site: Site, sources: list[Source], cascade: Cascade = "full") -> Batch:
    """Begin to judge pictures in the background.

    Parameters
    ----------
    site : Site
    sources : list of Source
    cascade : {"full", "short"}

    Returns
    -------
    Batch
        With progress, results so far and `cancel`.

    Raises
    ------
    Misuse
        When there is nothing to judge or the cascade is unknown.
    """
    if not sources:
        raise Misuse("There is no picture to analyze.", "Add files or addresses.")
    if cascade not in ("full", "short"):
        raise Misuse(f"The cascade is full or short, not {cascade!r}.", "Choose one of the two.")
    return site.part(Batches).start(sources, cascade)


def find(site: Site, batch_id: str) -> Batch | KeptBatch:
    """A batch by its id, also one of an earlier run of the server; raises NotFound."""
    return site.part(Batches).find(batch_id)


def fetched(site: Site, source: Source) -> Path:
    """Fetch a source's address into the inbox; raises FetchFailed, Refused, NotFound or TooLarge."""
    return site.keep(fetch(source.url or "", site.settings).data)


def analyze_now(site: Site, source: Source) -> Analysis:
    """Analyze one picture while somebody waits, ahead of queued work.

    Raises
    ------
    MerchlensError
        Of the class that its failure would have in a job.
    """
    if source.failure:
        kind = getattr(errors, source.failure.error, InputError)
        raise kind(source.failure.message, source.failure.hint)
    analysis: Analysis = site.run(ANALYZE, str(source.path or fetched(site, source)), source.uri, "full")
    return analysis


def preview(site: Site, picture_id: str) -> bytes:
    """The judged picture as JPEG of at most 640 px, without metadata; raises NotFound."""
    return pictures.preview(site.settings.data_dir, picture_id).read_bytes()


def thumbnail(site: Site, picture_id: str) -> bytes:
    """An analyzed picture as JPEG of at most 160 px, or its preview where there is none; raises NotFound."""
    return pictures.thumbnail(site.settings.data_dir, picture_id).read_bytes()


def annotated(site: Site, analysis: Analysis) -> bytes:
    """The preview with boxes and landmarks, the deciding one thick and labeled (JPEG)."""
    return site.run(ANNOTATE, str(pictures.preview(site.settings.data_dir, analysis.picture_id)), analysis)


def results_csv(results: list[Result]) -> bytes:
    """A row for each picture or failure, `uri` first, safe to open in a spreadsheet (UTF-8 with BOM)."""
    return exports.csv_table(results)


def results_json(results: list[Result]) -> bytes:
    """The public schema as a JSON array (UTF-8)."""
    return exports.json_array(results)


def _from_path(text: str) -> list[Source]:
    if is_url(text) or "://" in text:
        return [_address(text)]
    path = Path(text).expanduser()
    try:
        files = pictures_in(path) if path.is_dir() else [path]
        if not path.exists():
            raise NotFound(f"There is no file or folder {text}.", "Check the path.")
    except InputError as error:
        return [Source(text, failure=Failure.of(text, error))]
    return [Source(str(file), path=file.resolve()) for file in files]


def _address(text: str) -> Source:
    if is_url(text):
        return Source(text, url=text)
    hint = "Write the whole address, such as https://shop.example/shoe.jpg."
    return Source(text, failure=Failure(text, "Misuse", f"This is no web address: {text[:200]}.", hint))
