"""Which column of a sales table is what: by its name in several languages, else by what it holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

import pandas as pd

from core.errors import Misuse
from core.sales.table.cells import dates

ROLES = {  # role: what people read
    "product": "Product", "date": "Date or week", "units": "Units sold", "revenue": "Revenue", "price": "Price",
    "promotion": "Promotion", "impressions": "Impressions", "sessions": "Sessions (page views)",
    "kind": "Kind of picture", "picture": "Picture", "currency": "Currency",
}
NAMES = {
    "product": ("product", "sku", "product id", "productid", "item", "item id", "asin", "child asin", "parent asin",
                "article", "article number", "artikel", "artikelnummer", "produkt", "produit", "producto", "style",
                "variant sku", "product name", "product title", "gtin", "ean", "title", "name", "id"),
    "date": ("date", "day", "week", "week start", "week starting", "period", "month", "datum", "tag", "woche", "monat",
             "fecha", "semana", "jour", "semaine", "mois", "order date", "year week", "yearweek", "time", "timestamp"),
    "units": ("units", "units sold", "unit sales", "quantity", "qty", "qty sold", "quantity sold", "net quantity",
              "units ordered", "sold", "sales units", "orders", "bookings", "menge", "stückzahl", "stueckzahl",
              "absatz", "unités", "unidades", "quantité", "cantidad", "demand", "volume", "items sold",
              "net items sold", "sales qty", "stück", "verkauft", "anzahl", "pieces", "vendidos", "vendus"),
    "revenue": ("revenue", "sales", "net sales", "gross sales", "total sales", "turnover", "umsatz", "gmv", "amount",
                "ordered product sales", "sales value", "sales amount", "chiffre d affaires", "ca", "ingresos",
                "ventas", "erlös", "value"),
    "price": ("price", "unit price", "selling price", "avg price", "average price", "preis", "prix", "precio",
              "sale price", "asp", "item price", "net price"),
    "promotion": ("promotion", "promo", "on promo", "on promotion", "discount", "discounted", "is promo", "deal",
                  "rabatt", "aktion", "remise", "promocion", "promoción", "sale event", "promo flag", "discount pct"),
    "impressions": ("impressions", "views in search", "ad impressions", "search impressions", "impressionen",
                    "listing views", "shown"),
    "sessions": ("sessions", "page views", "pageviews", "product views", "views", "visits", "traffic", "clicks",
                 "glance views", "sitzungen", "besuche", "sesiones", "visites", "product page views"),
    "kind": ("kind", "image category", "image kind", "picture kind", "photo type", "image type", "picture category",
             "image class", "predicted class", "category of image", "photo kind", "bildart", "picture type"),
    "picture": ("picture", "image", "photo", "image url", "image link", "picture url", "image file", "photo url",
                "filename", "file", "image src", "main image", "bild", "foto", "imagen", "bild url", "uri"),
    "currency": ("currency", "currency code", "währung", "waehrung", "devise", "moneda", "curr"),
}
KIND_NAMES = {  # as tables write them
    "model_face": ("model face", "category1", "category 1", "model", "celebrity", "model with face", "with model",
                   "face", "on model", "product with model celebrity", "product with model", "model celebrity",
                   "footwear with model celebrity image"),
    "worn_no_face": ("worn no face", "category2", "category 2", "legs", "worn", "wearing", "body part", "on body",
                     "worn look", "wearing look", "footwear with wearing look legs"),
    "product_only": ("product only", "category3", "category 3", "product", "packshot", "pack shot", "flat lay",
                     "only product", "still life", "cutout", "only product display image", "white background"),
}
_TAKEN = re.compile(r"y|log_(y|price|impressions)|kind_\d+|product|period|line|kind|picture|intent|promotion|price|"
                    r"units|revenue|impressions|sessions")  # names of a regression's own columns
_BY_LABEL = {label: kind for kind, labels in KIND_NAMES.items() for label in labels}
SAMPLE = 2000


def kind_of(label: str) -> str:
    """The chain's name of a kind that a table writes in its own words; other labels stay as they are."""
    return _BY_LABEL.get(simple(label), str(label).strip())


def simple(name: str) -> str:
    """Letters and figures in lower case, words parted by one blank: "Units_Sold (net)" is "units sold net"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", str(name)))
    return " ".join(re.findall(r"[^\W_]+", parted.lower()))


def fact_name(column: str, taken: Collection[str]) -> str:
    """A column's name as regressions take it: "Ad spend (EUR)" is "ad_spend_eur"; one that is taken gets a "_"."""
    name = "_".join(simple(column).split())
    name = name if name[:1].isalpha() else f"column_{name}"
    while name in taken or _TAKEN.fullmatch(name):
        name += "_"
    return name


def guess(table: pd.DataFrame) -> dict[str, str]:
    """Guess which column has which role.

    Parameters
    ----------
    table : DataFrame
        As `core.sales.table.file.read_table` gives it.

    Returns
    -------
    dict of str to str
        Role, of `ROLES`, to column; roles that nothing fits are not in it.
    """
    plain = {column: simple(column) for column in table.columns}
    found: dict[str, str] = {}
    for whole in (True, False):  # first names that are just so, then names that hold one
        for role, names in NAMES.items():
            free = [column for column in table.columns if column not in found.values()]
            fitting = [(names.index(name), column) for column in free for name in names
                       if role not in found and (plain[column] == name if whole else _holds(plain[column], name, role))]
            if fitting:
                found[role] = min(fitting)[1]
    free = [column for column in table.columns if column not in found.values()]
    sample = table.head(SAMPLE)
    if "kind" not in found:
        labeled = [column for column in free if _looks_like_kinds(sample[column])]
        found |= {"kind": labeled[0]} if labeled else {}
    if "date" not in found:
        worded = [column for column in free if column != found.get("kind")
                  and not pd.api.types.is_numeric_dtype(sample[column])]
        dated = [column for column in worded if dates(sample[column])[0].notna().mean() > 0.8]
        found |= {"date": dated[0]} if dated else {}
    return {role: found[role] for role in ROLES if role in found}


def _holds(column: str, name: str, role: str) -> bool:
    """A longer name that has the words of a shorter one: "Net units sold (EU)"."""
    if len(name) < 4 or (role == "product" and name in ("title", "name")):
        return False
    return f" {name} " in f" {column} "


def _looks_like_kinds(column: pd.Series) -> bool:
    labels = column.dropna().unique()
    return 1 < len(labels) <= 8 and all(simple(str(label)) in _BY_LABEL for label in labels)


def mapped(table: pd.DataFrame, wished: Mapping[str, str] | None) -> dict[str, str]:
    """The guess, with what the user says in its place.

    Parameters
    ----------
    table : DataFrame
    wished : mapping of str to str, optional
        Role to column; an empty column takes the role away.

    Raises
    ------
    Misuse
        When a role or column does not exist, or what is needed is missing; says which columns there are.
    """
    columns = ", ".join(map(str, table.columns))
    found = guess(table)
    for role, column in (wished or {}).items():
        if role not in ROLES:
            raise Misuse(f"There is no role {role!r} for a column.", f"Roles are {', '.join(ROLES)}.")
        if column and column not in table.columns:
            raise Misuse(f"The table has no column {column!r}.", f"Its columns are {columns}.")
        found = {known: name for known, name in found.items() if known != role and name != column}
        if column:
            found[role] = column
    missing = [role for role in ("product", "date") if role not in found]
    missing += [] if "units" in found or "revenue" in found else ["units or revenue"]
    missing += [] if "kind" in found or "picture" in found else ["kind (of picture) or picture"]
    if missing:
        raise Misuse(f"No column of the table was recognized as {' and '.join(missing)}. Its columns are {columns}.",
                     f"Say which one it is, such as {missing[0].split(' ')[0]}={table.columns[0]}.")
    return {role: found[role] for role in ROLES if role in found}
