"""One picture where a page shows it, whether its box was estimated or measured in a browser."""

from __future__ import annotations

from dataclasses import dataclass

from core.audits.eligibility import PageImage
from core.nouns.audit_row import AuditRow
from core.sources.shop.picture_address import display_name
from core.sources.shop.same_picture import any_size

VIEWPORT_WH = (1366, 768)


@dataclass(frozen=True)
class Shown:
    """A picture of a page with its box.

    Attributes
    ----------
    image : PageImage
        What the browser's rules look at.
    row : AuditRow or None
        The same picture in the audit; None where the audit skipped it.
    size_source : {"browser", "page", "file", ""}
        Where its size comes from; "" for an unknown size.
    ignored : str
        Why the browser does not look at it at all; "" when it does.
    """

    image: PageImage
    row: AuditRow | None
    size_source: str = ""
    ignored: str = ""


class Rows:
    """An audit's rows by their addresses.

    Parameters
    ----------
    rows, skipped : list of AuditRow
        Pictures and failures, and the pictures that were skipped.
    """

    def __init__(self, rows: list[AuditRow], skipped: list[AuditRow]) -> None:
        self.all = rows
        self._by_name = {row.uri: row for row in rows}
        self._by_identity = {any_size(row.uri): row for row in reversed(rows)}
        self._skipped = {row.uri: row for row in skipped}

    def of(self, addresses: tuple[str, ...]) -> AuditRow | None:
        """The row of the same picture: by address, by address without its size parameters, or among the skipped."""
        rows = [*(self._by_name.get(display_name(address)) for address in addresses),
                *(self._by_identity.get(any_size(address)) for address in addresses),
                *(self._skipped.get(display_name(address)) for address in addresses)]
        return next((row for row in rows if row is not None), None)


def page_image(row: AuditRow | None, xywh: tuple[int, int, int, int], *, uri: str = "",
               has_src: bool = True) -> PageImage:
    """What the rules look at, with the scores of the audit.

    Parameters
    ----------
    row : AuditRow or None
        Gives scores and the file's own size.
    xywh : tuple of int
        The box in CSS pixels.
    uri : str
        The row's by default.
    has_src : bool
        As in `PageImage`.
    """
    uri = uri or ("" if row is None else row.uri)
    if row is None or row.error:
        return PageImage(uri, xywh, has_src=has_src)
    return PageImage(uri, xywh, (row.width, row.height), None, row.shoppable_score, row.sensitive_score, has_src)
