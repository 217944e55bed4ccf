"""What a user asks of an audit, and whether it can be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from core import analyze
from core.errors import Misuse

SOURCE_KINDS = ("auto", "page", "shop", "sitemap", "feed", "urls", "folder", "zip", "store")
RENDERED = ("auto", "page", "shop", "sitemap")  # kinds whose pages a browser can open
ALL_RULES = ("all",)
FIELD_NAMES = {"image": "picture"}  # what people write -> what the feed's reader calls it


@dataclass(frozen=True)
class AuditRequest:
    """How to audit a source.

    Attributes
    ----------
    kind : str
        One of `SOURCE_KINDS`.
    rules : tuple of str
        Names of the rule packs to check; `ALL_RULES` for every pack.
    columns : dict of str to str
        Field -> column of a feed, where the column's own name does not say it.
    limit : int
        Maximum number of pictures; 0 = no limit.
    stages : tuple of str
        Optional stages of the analysis to run as well, such as "colors".
    render : bool
        Open web pages in a browser, so that pictures that scripts add are seen; for pages, shops and sitemaps.
    """

    kind: str = "auto"
    rules: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    limit: int = 0
    stages: tuple[str, ...] = ()
    render: bool = False


def normalize(request: AuditRequest, packs: Collection[str] = ()) -> AuditRequest:
    """Check a request, name each rule pack, and call each field of a feed as its reader does.

    Parameters
    ----------
    request : AuditRequest
        Of any door; its values may be of any type.
    packs : collection of str
        Names of the site's rule packs.

    Raises
    ------
    Misuse
        A value is not of the expected type, or names something unknown.

    Examples
    --------
    >>> normalize(AuditRequest(columns={"image": "photo_url"})).columns
    {'picture': 'photo_url'}
    """
    if request.kind not in SOURCE_KINDS:
        raise Misuse(f"The source kind must be one of {', '.join(SOURCE_KINDS)}, not {str(request.kind)[:40]!r}.",
                     "Choose one of them, or leave it out.")
    limit = request.limit
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
        raise Misuse(f"The limit must be a whole number from 0 up, not {str(limit)[:40]!r}.",
                     "Leave it out to audit every picture.")
    if not isinstance(request.render, bool):
        raise Misuse(f"Rendering is either true or false, not {str(request.render)[:40]!r}.", "Leave it out for false.")
    if request.render and request.kind not in RENDERED:
        raise Misuse(f"Only web pages can be rendered, not a source of kind {request.kind}.",
                     "Leave rendering off, or give the address of a page or a sitemap.")
    analyze.check_stages(request.stages)
    return replace(request, rules=_packs(request.rules, packs), columns=_columns(request.columns),
                   stages=tuple(request.stages))


def _packs(names: object, packs: Collection[str]) -> tuple[str, ...]:
    if not isinstance(names, (tuple, list)) or not all(isinstance(name, str) for name in names):
        raise Misuse("Rules must be a list of rule packs.", f"Choose from {', '.join(packs)}, or all.")
    if tuple(names) == ALL_RULES:
        return tuple(packs)
    for name in names:
        if name not in packs:
            raise Misuse(f"There is no rule pack called {name[:40]!r}.", f"Choose from {', '.join(packs)}, or all.")
    return tuple(names)


def _columns(columns: object) -> dict[str, str]:
    if not isinstance(columns, dict):
        raise Misuse("Columns must map each field to a column of the feed.", 'For example {"image": "photo_url"}.')
    names = {}
    for field_name, column in columns.items():
        if not (isinstance(field_name, str) and isinstance(column, str) and field_name.strip() and column.strip()):
            raise Misuse(f"Columns must map a field to the name of a column, not {str(field_name)[:40]!r} to "
                         f"{str(column)[:40]!r}.", "For example image=photo_url,price=cost.")
        names[FIELD_NAMES.get(field_name.strip(), field_name.strip())] = column.strip()
    return names
