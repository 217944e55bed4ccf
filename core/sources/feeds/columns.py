"""Which column of a feed means what: by what its cells hold, by its name, or as a person says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from core.errors import Misuse
from core.sources.feeds.cells import addresses_in, is_absolute, is_nothing, is_picture
from core.sources.feeds.names import FIELDS, NO_COLUMN, ROW_FIELDS, normal_name, ranks_of

SAMPLE = 200  # rows at the start of a feed that tell what its columns hold
EXAMPLES = 3
_MOST_LAYOUTS = 5000  # products of a feed in XML may each have other fields
_ABOUT_PICTURES = re.compile(
    "imag|img|photo|foto|pictur|(?:^|_)pics?(?:_|url|$)|bild|afbeelding|immagin|obraz|obráz|zdj|billed|kuva|εικ|изображ|"
    "картин|kép|görsel|画像|图片|gallery|galerie|media")
# Words for what is said about a picture, and for pictures of other things than the product.
_OTHERS = ("alt alts text texts position positions width widths height heights caption captions title titles count id "
           "ids label labels tag tags type types description descriptions sort order number size format date credit "
           "copyright status hide is default version "
           "logo logos brand manufacturer vendor seller store shop category categories avatar icon flag badge banner "
           "video videos pdf qr barcode")
_CARRIERS = "url urls link links src href address file files filename path name location"
_PART_KINDS = frozenset(("variation", "variant", "sku", "rule", "product_variation", "option", "media", "child"))
_KINDS = _PART_KINDS | {"simple", "variable", "grouped", "external", "virtual", "downloadable", "bundle", "product",
                        "configurable", "subscription", "variable-subscription", "parent"}
_SHARE = 0.5  # of the cells that hold something


@dataclass(frozen=True)
class ColumnGuess:
    """What a column was taken for.

    Attributes
    ----------
    name : str
        As the feed writes it.
    field : str
        One of `core.sources.feeds.names.FIELDS`, or "" for a column that is not read.
    examples : tuple of str
        What its first cells hold.
    """

    name: str
    field: str
    examples: tuple[str, ...]


@dataclass
class _Column:
    """A column with cells from the start of the feed."""

    name: str
    cells: list[str] = field(default_factory=list)

    def share(self, test: Callable[[str], bool]) -> float:
        """Share of its cells that pass a test."""
        return sum(map(test, self.cells)) / len(self.cells) if self.cells else 0.0

    def is_address(self) -> bool:
        return self.share(_holds_address) >= _SHARE

    def is_absolute(self) -> bool:
        return self.share(_holds_absolute) >= _SHARE


class Columns:
    """What the columns of a feed mean, decided once from its first rows.

    Parameters
    ----------
    mapping : dict of str to str
        Field of `FIELDS` -> name of its column, as a person gives it; `NO_COLUMN` where the feed has none.
    rows : iterable of (names, cells)
        The first rows; the cells of a row stand in the order of its names.
    names : sequence of str, optional
        The header of a table; a mapping must name one of its columns.
    is_complete : bool
        False for a feed without a column of pictures that is to be shown to a person.

    Raises
    ------
    Misuse
        There is no column of pictures, or `mapping` names a field or a column that does not exist.

    Examples
    --------
    >>> row = (("SKU", "Image 1", "Image 2", "Image alt"), ("S-1", "1.jpg", "2.jpg", "red shoe"))
    >>> columns = Columns({}, [row])
    >>> columns.of(row[0])["picture"], columns.of(row[0])["more"], columns.of(row[0])["sku"]
    ([1, 2], [2], [0])
    """

    def __init__(self, mapping: dict[str, str], rows: Iterable[tuple[Sequence[str], Sequence[str]]],
                 names: Sequence[str] = (), *, is_complete: bool = True) -> None:
        check_fields(mapping)
        self._is_complete = is_complete
        self._columns: dict[str, _Column] = {name: _Column(name) for name in names}
        for row_names, cells in rows:
            for name, cell in zip(row_names, cells, strict=False):
                column = self._columns.setdefault(name, _Column(name))
                if not is_nothing(cell) and len(column.cells) < SAMPLE:
                    column.cells.append(cell)
        self._mapping = {key: self._named(name, is_needed=bool(names) or key == "picture")
                         for key, name in mapping.items()}
        self._fields = self._decide()
        self._layouts: dict[tuple[str, ...], dict[str, list[int]]] = {}

    def of(self, names: Sequence[str]) -> dict[str, list[int]]:
        """Field -> positions of its columns in a row of these names, the best first."""
        key = tuple(names)
        layout = self._layouts.get(key)
        if layout is None:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            if any(name not in self._columns for name in names):
                self._columns |= {name: _Column(name) for name in names if name not in self._columns}
                self._fields = self._decide()
            layout = self._layouts[key] = self._layout(key)
        return layout

    def guesses(self) -> list[ColumnGuess]:
        """What each column was taken for, with examples, in the order of the feed."""
        best: dict[str, str] = {}
        for key, ranked in self._fields.items():
            for name in ranked if key == "more" else ranked[:1]:
                best.setdefault(name, key if key in FIELDS else "")
        return [ColumnGuess(name, best.get(name, ""), tuple(cell[:200] for cell in column.cells[:EXAMPLES]))
                for name, column in self._columns.items()]

    def _named(self, name: str, *, is_needed: bool) -> str:
        """The column that a person means."""
        if name in self._columns or name == NO_COLUMN:
            return name
        same = [column for column in self._columns if normal_name(column) == normal_name(name)]
        if not same and is_needed:
            raise Misuse(f"The feed has no column {name[:60]!r}; its columns are {self._listing()}.",
                         "Name one of these columns in the mapping.")
        return same[0] if same else name

    def _listing(self) -> str:
        return ", ".join(" ".join(name.split())[:60] or "(no name)" for name in list(self._columns)[:40])

    def _layout(self, names: tuple[str, ...]) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for index, name in enumerate(names):
            places.setdefault(name, []).append(index)
        layout = {key: [index for name in ranked for index in places.get(name, ())]
                  for key, ranked in self._fields.items()}
        repeated = [index for name in self._fields["picture"][:1] for index in places.get(name, ())[1:]]
        layout["more"] = [*repeated, *(index for index in layout["more"] if index not in repeated)]
        return layout

    def _decide(self) -> dict[str, list[str]]:
        """Field -> names of its columns, the best first."""
        mapped = set(self._mapping.values())
        ranked: dict[str, list[tuple[int, str]]] = {key: [] for key in (*FIELDS, *ROW_FIELDS)}
        for name, column in self._columns.items():
            for key, rank in ranks_of(name).items():
                if key in ranked and name not in mapped and _may_be(key, column):
                    ranked[key].append((rank, name))
        fields = {key: [name for _, name in sorted(hits, key=lambda hit: hit[0])] for key, hits in ranked.items()}
        fields["picture"], fields["more"] = self._pictures(mapped)
        for key, name in self._mapping.items():
            fields[key] = [name] if name in self._columns or name != NO_COLUMN else []
            if key == "picture" and "more" not in self._mapping:
                fields["more"] = []
        if not fields["picture"] and self._is_complete:
            raise Misuse(f"The feed has no column with the addresses of pictures; its columns are {self._listing()}.",
                         "Name the column with a mapping such as picture=NAME.")
        return fields

    def _pictures(self, mapped: set[str]) -> tuple[list[str], list[str]]:
        """Columns of the first picture, the best first, and those of further ones."""
        columns = [column for name, column in self._columns.items()
                   if name not in mapped and _is_about_pictures(column)]
        columns = [column for column in columns if column.is_address()] or \
            [column for column in columns if {"picture", "more", "thumbnail"} & ranks_of(column.name).keys()]
        columns += [column for column in self._columns.values()
                    if not column.cells and column not in columns and _is_about_pictures(column)]
        columns = _best_of_families(columns)
        small = [column.name for column in columns if "thumbnail" in ranks_of(column.name) or _is_small(column.name)]
        further = [column.name for column in columns if "more" in ranks_of(column.name)]
        first = sorted((column.name for column in columns if column.name not in (*small, *further)),
                       key=lambda name: ranks_of(name).get("picture", 5000))
        exact = [name for name in first if "picture" in ranks_of(name)] or first[:1]
        main = [*exact, *small] or further[:1]
        in_order = [column.name for column in columns]
        more = [name for name in in_order if name not in small and name not in main[:1]]
        return main, more


def _may_be(key: str, column: _Column) -> bool:
    """Whether the cells of a column may be values of a field."""
    if not column.cells:
        return True
    if key == "price":
        return column.share(lambda cell: any(map(str.isdigit, cell))) > 0
    if key == "page":
        return column.share(lambda cell: "/" in cell or "." in cell) >= _SHARE
    if key == "kind":
        return column.share(lambda cell: cell.strip().lower() in _KINDS) >= _SHARE
    if key == "category":
        return column.share(lambda cell: cell.strip().lower() in _KINDS) < 1
    return True


def _is_about_pictures(column: _Column) -> bool:
    """By its name, or because nearly every cell is a picture."""
    ranks = ranks_of(column.name)
    if {"picture", "more", "thumbnail"} & ranks.keys():
        return True
    words = set(normal_name(column.name).split("_"))
    if words & set(_OTHERS.split()):
        return False
    return _ABOUT_PICTURES.search(normal_name(column.name)) is not None or (
        not ranks and column.share(_holds_picture) >= 0.8)


def _is_small(name: str) -> bool:
    return bool({"thumb", "thumbs", "thumbnail", "small", "swatch", "mini", "tiny", "icon"}
                & set(normal_name(name).split("_")))


def _best_of_families(columns: list[_Column]) -> list[_Column]:
    """Of columns that write one picture in two ways ("image file 1", "image url 1"), those with whole addresses."""
    families: dict[frozenset[str], list[_Column]] = {}
    for column in columns:
        words = frozenset(normal_name(column.name).split("_")) - set(_CARRIERS.split())
        families.setdefault(words, []).append(column)
    dropped = [column for family in families.values() if any(map(_Column.is_absolute, family))
               for column in family if column.cells and not column.is_absolute()]
    return [column for column in columns if column not in dropped]


def _holds_address(cell: str) -> bool:
    return any(is_picture(address) or is_absolute(address) or (address[:1] == "/" and " " not in address)
               for address in addresses_in(cell)[:1])


def _holds_absolute(cell: str) -> bool:
    return any(map(is_absolute, addresses_in(cell)[:1]))


def _holds_picture(cell: str) -> bool:
    return any(map(is_picture, addresses_in(cell)[:1]))


def is_part(kind: str) -> bool:
    """Whether a row of this kind (WooCommerce's "variation", BigCommerce's "SKU") is a part of the product before it.

    Examples
    --------
    >>> is_part("variation"), is_part("simple")
    (True, False)
    """
    return kind.strip().lower() in _PART_KINDS


def check_fields(mapping: dict[str, str]) -> None:
    """Raise Misuse for a mapping with a field that does not exist."""
    for key in mapping:
        if key not in FIELDS:
            raise Misuse(f"The mapping has an unknown field {key[:60]!r}.", f"Fields are {', '.join(FIELDS)}.")
