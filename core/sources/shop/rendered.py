"""The pictures of a page that a browser has rendered, and those that only its text names: none gets lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from core.errors import WorkFailed
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.settings import Settings
from core.sources.documents.document import Document
from core.sources.fetching.fetch import Response
from core.sources.rendering.browser_process import render_page
from core.sources.rendering.kept import keep
from core.sources.shop.same_picture import identity
from core.sources.shop.web_page import pictures_of_page

BY_SCRIPT = " (script)"  # behind the origin of a picture that the page's text does not name
Items = Iterable[Candidate | Failure]


def rendered_pictures(data: bytes, document: Document, settings: Settings,
                      folder: Path | None = None) -> Iterator[Candidate | Failure]:
    """List the pictures of a page after its scripts ran, then those that only its text names.

    Parameters
    ----------
    data : bytes
        The page's HTML, as its server sent it.
    document : Document
        Where it comes from.
    settings : Settings
        Where the browser is, and its limits.
    folder : Path or None
        Where the layout and the screenshot are kept.

    Yields
    ------
    Candidate or Failure
        A page that cannot be rendered is a failure, followed by the pictures that its text names.

    Raises
    ------
    SetupError
        There is no browser.
    """
    charset = f"; charset={document.charset}" if document.charset else ""
    sent = list(pictures_of_page(data, document.url, document.charset))
    try:
        page = render_page(Response(data, document.url, (document.content_type or "text/html") + charset), settings)
    except WorkFailed as error:
        yield Failure.of(f"{document.name} (rendered)", error)
        yield from sent
        return
    if folder is not None:
        keep(page, folder)
    yield from both(pictures_of_page(page.html.encode("utf-8", "replace"), page.url, "utf-8"), sent)


def both(shown: Items, sent: Items) -> Iterator[Candidate | Failure]:
    """What a browser shows, then what only the text names; of a picture in both, what the browser shows.

    Parameters
    ----------
    shown, sent : iterable of Candidate or Failure
        Pictures of the rendered page, and of the page as its server sent it.
    """
    sent = list(sent)
    names = {identity(item.uri)[0] for item in sent if isinstance(item, Candidate)}
    seen: set[str] = set()
    for item in shown:
        if isinstance(item, Candidate):
            name = identity(item.uri)[0]
            seen.add(name)
            yield item if name in names else replace(item, origin=item.origin + BY_SCRIPT)
        else:
            seen.add(item.message)
            yield item
    for item in sent:
        if (identity(item.uri)[0] if isinstance(item, Candidate) else item.message) not in seen:
            yield item
