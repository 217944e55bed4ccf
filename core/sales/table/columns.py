"""The role of each column of a sales table: by its name in several languages, else by its content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

import pandas as pd

from core.errors import Misuse
from core.sales.table.amounts import AMOUNTS
from core.sales.table.calendar_words import YEAR_NAMES, without_accents
from core.sales.table.cells import figures
from core.sales.table.days import read_days
from core.sales.table.role_names import NAMES, NOT_SALES, WEAK
from core.words.sales import ROLE_WORDS

ROLES = tuple(ROLE_WORDS)
KIND_NAMES = {  # photo types, as tables write them
    "model_face": ("model face", "category1", "category 1", "model", "celebrity", "model with face", "with model",
                   "face", "on model", "product with model celebrity", "product with model", "model celebrity",
                   "footwear with model celebrity image"),
    "worn_no_face": ("worn no face", "category2", "category 2", "legs", "worn", "wearing", "body part", "on body",
                     "worn look", "wearing look", "footwear with wearing look legs"),
    "product_only": ("product only", "category3", "category 3", "product", "packshot", "pack shot", "flat lay",
                     "only product", "still life", "cutout", "only product display image", "white background"),
}
_RESERVED = re.compile(r"y|log_(y|price|impressions)|kind_\d+|product|period|line|kind|picture|intent|promotion|price|"
                       r"units|revenue|impressions|sessions")  # names of a regression's own columns
_BY_LABEL = {label: kind for kind, labels in KIND_NAMES.items() for label in labels}
SAMPLE = 2000
PHOTO = "kind (photo type) or picture"
MOST_LABELS = 8  # of a column that may hold photo types


def kind_of(label: str) -> str:
    """The photo type behind a table's own word for it; other labels stay as they are.

    Examples
    --------
    >>> kind_of("Pack shot"), kind_of(" Studio, left ")
    ('product_only', 'Studio, left')
    """
    return _BY_LABEL.get(simple(label), str(label).strip())


def simple(name: str) -> str:
    """Letters and digits in lower case, words separated by one blank.

    Examples
    --------
    >>> simple("Units_Sold (net)"), simple("netSales")
    ('units sold net', 'net sales')
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", str(name)))
    return " ".join(re.findall(r"[^\W_]+", words.lower()))


def fact_name(column: str, taken: Collection[str]) -> str:
    """A column's name as regressions take it; a name that is in use gets a "_".

    Examples
    --------
    >>> fact_name("Ad spend (EUR)", ()), fact_name("price", ()), fact_name("1st week", ())
    ('ad_spend_eur', 'price_', 'column_1st_week')
    """
    name = "_".join(simple(column).split())
    name = name if name[:1].isalpha() else f"column_{name}"
    while name in taken or _RESERVED.fullmatch(name):
        name += "_"
    return name


def guess(table: pd.DataFrame) -> dict[str, str]:
    """Guess the role of each column.

    Parameters
    ----------
    table : DataFrame
        See `core.sales.table.file.read_table`.

    Returns
    -------
    dict of str to str
        Role, of `ROLES`, to column; roles without a column are left out.

    Examples
    --------
    >>> guess(pd.DataFrame(columns=["SKU", "Week", "Qty sold", "Photo type"]))
    {'product': 'SKU', 'date': 'Week', 'units': 'Qty sold', 'kind': 'Photo type'}
    """
    names = {column: without_accents(simple(column)) for column in table.columns}
    roles: dict[str, str] = {}
    unfit = {column for column in table.columns if not _has_numbers(table[column].head(SAMPLE))}
    for synonyms, is_whole in ((NAMES, True), (NAMES, False), (WEAK, True)):
        for role, words in synonyms.items():
            if role in roles:
                continue
            free = [column for column in table.columns if column not in roles.values()]
            matches = [(role in AMOUNTS and column in unfit, place, len(names[column]), number, column)
                       for number, column in enumerate(free) for place, word in enumerate(words)
                       if (names[column] == word if is_whole else _contains(names[column], word, role))]
            if matches:
                roles[role] = min(matches)[-1]
    free = [column for column in table.columns if column not in roles.values()]
    sample = table.head(SAMPLE)
    if "kind" not in roles:
        labels = [column for column in free if _looks_like_kinds(sample[column])]
        roles |= {"kind": labels[0]} if labels else {}
    if "date" not in roles:
        texts = [column for column in free if column != roles.get("kind")
                 and not pd.api.types.is_numeric_dtype(sample[column])]
        days = [column for column in texts if read_days(sample[column]).days.notna().mean() > 0.8]
        roles |= {"date": days[0]} if days else {}
    return {role: roles[role] for role in ROLES if role in roles}


def _contains(column: str, synonym: str, role: str) -> bool:
    """A longer name with the words of a shorter one: "Net units sold (EU)", but not "Units returned"."""
    if len(synonym) < 4 or (role not in ("kind", "picture") and NOT_SALES & set(column.split())):
        return False
    return f" {synonym} " in f" {column} "


def _has_numbers(sample: pd.Series) -> bool:
    """Whether a column may hold amounts: it is empty, or has numbers."""
    read = figures(sample)
    return bool(read.values.notna().any() or not read.unreadable.any())


def year_column(table: pd.DataFrame, roles: Mapping[str, str]) -> str:
    """The column with the years of weeks or months that stand in another column; "" without one.

    Examples
    --------
    >>> table = pd.DataFrame({"Jahr": ["2024"], "KW": ["5"]})
    >>> year_column(table, {"date": "KW"})
    'Jahr'
    """
    for column in table.columns:
        if column not in roles.values() and without_accents(simple(column)) in YEAR_NAMES:
            years = pd.to_numeric(table[column].head(SAMPLE), errors="coerce").dropna()
            if len(years) and bool(years.between(1990, 2099).all()):
                return str(column)
    return ""


def _looks_like_kinds(column: pd.Series) -> bool:
    labels = column.dropna().unique()
    return 1 < len(labels) <= MOST_LABELS and all(simple(str(label)) in _BY_LABEL for label in labels)


def assign_roles(table: pd.DataFrame, columns: Mapping[str, str] | None, *,
                 need_photo: bool = True) -> dict[str, str]:
    """The guess, with the user's choices in its place.

    Parameters
    ----------
    table : DataFrame
    columns : mapping of str to str, optional
        Role to column; an empty column takes the role away.
    need_photo : bool
        Whether a column has to hold photo types or pictures.

    Raises
    ------
    Misuse
        When a role or column does not exist, or a necessary one is missing; lists the table's columns.
    """
    names = ", ".join(map(str, table.columns))
    roles = guess(table)
    for role, column in (columns or {}).items():
        if role not in ROLES:
            raise Misuse(f"Columns have no role {role!r}.", f"Roles are {', '.join(ROLES)}.")
        if column and column not in table.columns:
            raise Misuse(f"The table has no column {column!r}.", f"Its columns are {names}.")
        roles = {other: name for other, name in roles.items() if other != role and name != column}
        if column:
            roles[role] = column
    missing = [role for role in ("product", "date") if role not in roles]
    missing += [] if "units" in roles or "revenue" in roles else ["units or revenue"]
    missing += [PHOTO] if need_photo and not {"kind", "picture"} & {*roles} else []
    if missing[-1:] == [PHOTO] and "products" in table.attrs:
        raise Misuse("The table has a column for each product, so that it cannot name their photo types.",
                     "Choose the audit of these photos, which has the same SKUs, or provide a row for each product and "
                     "week with the photo type.")
    if missing:
        free = next((name for name in table.columns if name not in roles.values()), "")
        raise Misuse(f"No column of the table was recognized as {' and '.join(missing)}. Its columns are {names}.",
                     f"Name the column, such as {missing[0].split(' ')[0]}={free}." if free else
                     f"Add a column with the {missing[0]}.")
    return {role: roles[role] for role in ROLES if role in roles}
