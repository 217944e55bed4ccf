"""Where a table begins: exports write titles, versions, labels and comments above the line that names the columns."""

from __future__ import annotations

from collections.abc import Sequence

from core.sources.feeds.cells import addresses_in, is_absolute, is_picture
from core.sources.feeds.names import FIELDS, normal_name, ranks_of

HEAD = 60  # rows in which the header is looked for


def find_header(rows: Sequence[Sequence[str]], mapping: dict[str, str]) -> tuple[int, int]:
    """Position of the header among the first rows of a table, and how many of its names say what they mean.

    The header stands above the first row that holds an address. Where several rows name columns (labels, then fields,
    as Amazon's templates have), the last of them that says about as much as the best is the header.

    Parameters
    ----------
    rows : sequence of sequence of str
    mapping : dict of str to str
        Field -> name of its column, as a person gives it.

    Returns
    -------
    int, int
        Position -1 for a table without a header.

    Examples
    --------
    >>> find_header([["#INFO", "Version=1"], ["Custom label", "PicURL"], ["S-1", "https://shop.example/1.jpg"]], {})
    (1, 2)
    """
    mapped = {normal_name(name) for name in mapping.values()}
    scores = []
    for row in rows:
        if any(map(_is_address, row)):
            break
        scores.append(len({field for cell in row for field in _meanings(cell, mapped)}))
    best = max(scores, default=0)
    if best:
        return max(at for at, score in enumerate(scores) if 2 * score >= best and score), best
    plain = [at for at in range(len(scores)) if any(cell.strip() for cell in rows[at])]
    wide = [at for at in plain if sum(bool(cell.strip()) for cell in rows[at]) > 1]
    comments = [at for at in wide or plain if not rows[at][0].lstrip().startswith("#")]
    return (comments or wide or plain or [-1])[0], 0


def headerless(width: int) -> tuple[str, ...]:
    """Names for the columns of a table that has none.

    Examples
    --------
    >>> headerless(2)
    ('column 1', 'column 2')
    """
    return tuple(f"column {number}" for number in range(1, width + 1))


def _meanings(cell: str, mapped: set[str]) -> list[str]:
    if len(cell) > 100 or not cell.strip():
        return []
    meanings = [field for field in ranks_of(cell.strip()) if field in FIELDS][:1]
    return [*meanings, f"mapped {cell}"] if normal_name(cell) in mapped else meanings


def _is_address(cell: str) -> bool:
    if "." not in cell and "/" not in cell:
        return False
    return any(is_picture(address) or is_absolute(address) for address in addresses_in(cell[:2000])[:1])
