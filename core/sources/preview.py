"""What a feed's columns are taken for, before all of it is read."""

from __future__ import annotations

from core.errors import Misuse, NotFound
from core.settings import Settings
from core.sources.documents.document import Document
from core.sources.documents.kind import binary_name, kind_of
from core.sources.feeds.feed import FeedPreview, preview_feed
from core.sources.fetching.fetch import is_url
from core.sources.fetching.robots import Crawler
from core.sources.files.local_file import open_document, path_of


def preview(source: str, columns: dict[str, str], settings: Settings) -> FeedPreview:
    """What the columns of a feed are taken for, with examples.

    Parameters
    ----------
    source : str
        Address of a feed, or its path on this machine.
    columns : dict of str to str
        Field -> name of its column, as a person corrects it; fields are `core.sources.feeds.names.FIELDS`.
    settings : Settings
        Limits of time and bytes.

    Raises
    ------
    Misuse
        The source is no feed, or `columns` names an unknown field.
    NotFound
        There is no such file.
    InputError
        As `core.sources.fetching.fetch.fetch_document`.
    """
    text = source.strip()
    if is_url(text):
        with (document := Crawler(settings).read(text, honor_robots=False)).file:
            return _preview(document, columns)
    path = path_of(text)
    if not path.is_file():
        raise NotFound(f"There is no file {text[:200]}.", "Check the path, or begin an address with https://.")
    with (document := open_document(path)).file:
        return _preview(document, columns)


def _preview(document: Document, columns: dict[str, str]) -> FeedPreview:
    kind = binary_name(document) or {"feed": "", "urls": "a list of addresses"}.get(
        kind := kind_of(document, fallback="feed"), f"a {kind}")
    if kind:
        raise Misuse(f"{document.name} is {kind}, not a feed: it has no columns.",
                     "Start the audit without naming columns.")
    document.file.seek(0)
    return preview_feed(document, columns)
