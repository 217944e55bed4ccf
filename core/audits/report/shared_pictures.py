"""Pictures that several products share: at least one shows the wrong product, or a variant has no own picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.images.near_duplicates import near_duplicates
from core.nouns.audit_row import AuditRow

GROUPS = 100  # kept
ROWS = 50  # kept of each: half a catalog may share a placeholder
SKUS = 6  # named in a reason


@dataclass(frozen=True)
class Group:
    """Rows that show one picture.

    Attributes
    ----------
    numbers : tuple of int
        In the order of the source.
    products : int
        Different SKUs, at least 2.
    """

    numbers: tuple[int, ...]
    products: int


@dataclass(frozen=True)
class SharedPicture:
    """Rows of one picture under at least two SKUs.

    Attributes
    ----------
    rows : tuple of AuditRow
        In the order of the source; the first `ROWS`.
    skus : tuple of str
        Of these rows.
    products : int
        Different SKUs of all its rows.
    """

    rows: tuple[AuditRow, ...]
    skus: tuple[str, ...]
    products: int

    @property
    def reason(self) -> str:
        """One sentence for people."""
        named = self.skus[:SKUS]
        more = f" and {self.products - len(named):,} more" if self.products > len(named) else ""
        return f"{self.products:,} products share this photo: {', '.join(named)}{more}."


class SharedTally:
    """Groups rows by hash alone: 100,000 rows take a few megabytes."""

    def __init__(self) -> None:
        self._hashes: list[str] = []
        self._numbers: list[int] = []
        self._skus: list[str] = []

    def add(self, row: AuditRow) -> None:
        """Count one row; without a hash (an audit without rules), equal bytes are equal pictures."""
        if row.product.sku and row.picture_id:
            self._hashes.append(str(row.measures.get("hash", "")) or row.picture_id[:16])
            self._numbers.append(row.number)
            self._skus.append(row.product.sku)

    def groups(self) -> list[Group]:
        """Each picture that several SKUs share, in the order of the source."""
        groups = [Group(tuple(self._numbers[index] for index in indices), len({self._skus[index] for index in indices}))
                  for indices in near_duplicates(self._hashes)]
        return [group for group in groups if group.products > 1]


def numbers_shown(groups: list[Group]) -> list[int]:
    """The numbers of the rows that a report shows of the groups: the first ones of the first groups."""
    return [number for group in groups[:GROUPS] for number in group.numbers[:ROWS]]


def shared_pictures(groups: list[Group], rows: Mapping[int, AuditRow]) -> tuple[SharedPicture, ...]:
    """The first groups with their first rows.

    Parameters
    ----------
    groups : list of Group
        From `SharedTally`.
    rows : mapping of int to AuditRow
        Those of `numbers_shown`; one that is not there is left out.
    """
    shown = [(tuple(rows[number] for number in group.numbers[:ROWS] if number in rows), group.products)
             for group in groups[:GROUPS]]
    return tuple(SharedPicture(members, tuple(dict.fromkeys(row.product.sku for row in members)), products)
                 for members, products in shown if members)
