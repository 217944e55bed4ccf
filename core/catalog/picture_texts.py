"""The words by which a picture is found: file name, product titles, lettering, and the values of its facts.

SQLite looks them up by its FTS5, PostgreSQL by a tsvector; both get words that are folded here, so that both find the
same. They are written in the transaction that changes a picture's facts or products.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any
from urllib.parse import unquote

import numpy as np
from sqlalchemy import Connection, bindparam, select, text, update

from core.catalog.query import inserting
from core.catalog.tables import facts, picture_texts, pictures, product_pictures, products

BATCH = 500
MOST_LETTERS = 4000  # of one picture
# Facts that are asked for by name, since their values say nothing alone or stand in many words.
NOT_WORDS = ("type", "verdict", "sensitive", "face", "faces", "person", "persons", "background", "lettering", "broken",
             "smile", "mouth", "head")
NOT_VALUES = ("yes", "no", "pass", "warn", "fail", "unknown")
_CHANGED = update(pictures).where(pictures.c.picture_id == bindparam("its_id")).values(changed=bindparam("now"))
# Numbers come as one text: a million of them in a quarter of the time that as many rows take.
_SQLITE = text("SELECT group_concat(rowid) FROM picture_search WHERE picture_search MATCH :query")
_POSTGRESQL = text("SELECT string_agg(number::text, ',') FROM picture_texts "
                   "WHERE to_tsvector('simple', words) @@ to_tsquery('simple', :query)")


def words_of(phrase: str) -> list[str]:
    """The words of a text as they are stored and looked up: lower case, without accents, letters and digits only.

    Examples
    --------
    >>> words_of("Été_Sandale-42.JPG")
    ['ete', 'sandale', '42', 'jpg']
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", phrase.casefold())
                    if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", plain)


def note_changes(connection: Connection, picture_ids: Iterable[str]) -> None:
    """Write the words of pictures anew, and that they have changed; call it where facts or products were written.

    Parameters
    ----------
    connection : Connection
        In the transaction that wrote them.
    picture_ids : iterable of str
        Those that are not in the catalog are passed over.
    """
    ids = sorted(set(picture_ids))
    for start in range(0, len(ids), BATCH):
        _write(connection, ids[start:start + BATCH])


def find(connection: Connection, phrases: Sequence[str]) -> np.ndarray:
    """Numbers, in `picture_texts`, of pictures that have all of some phrases; the last word of each may be cut short.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    phrases : sequence of str
        Each a word, or several that must stand side by side. One without a letter or digit is found nowhere.

    Returns
    -------
    ndarray of int64, shape (N,)
    """
    folded = [words_of(phrase) for phrase in phrases]
    if not folded or not all(folded):
        return np.zeros(0, np.int64)
    if connection.dialect.name == "sqlite":
        query = " AND ".join(f'"{" ".join(words)}"*' for words in folded)
    else:
        query = " & ".join(f"({' <-> '.join(words)}:*)" for words in folded)
    statement = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    numbers = connection.execute(statement, {"query": query}).scalar()
    return np.fromstring(numbers, np.int64, sep=",") if numbers else np.zeros(0, np.int64)


def _write(connection: Connection, ids: list[str]) -> None:
    uris = dict(connection.execute(select(pictures.c.picture_id, pictures.c.uri)
                                   .where(pictures.c.picture_id.in_(ids))).tuples().all())
    sources: dict[str, list[str]] = {picture_id: [_file_name(uri)] for picture_id, uri in uris.items()}
    shop = (select(product_pictures.c.picture_id, products.c.title, products.c.sku, products.c.category)
            .join(products, products.c.product_id == product_pictures.c.product_id)
            .where(product_pictures.c.picture_id.in_(ids)).order_by(products.c.product_id))
    said = (select(facts.c.picture_id, facts.c.value).where(facts.c.picture_id.in_(ids), facts.c.name.not_in(NOT_WORDS),
                                                            facts.c.value.not_in(NOT_VALUES))
            .order_by(facts.c.picture_id, facts.c.name, facts.c.value))
    rows: Iterator[Any] = chain(connection.execute(shop), connection.execute(said))
    for picture_id, *texts in rows:
        if picture_id in sources:
            sources[picture_id] += texts
    if not sources:
        return
    new = [{"picture_id": picture_id, "words": joined(sources[picture_id])} for picture_id in sorted(sources)]
    statement = inserting(connection, picture_texts)
    connection.execute(statement.on_conflict_do_update(
        index_elements=["picture_id"], set_={"words": statement.excluded.words},
        where=picture_texts.c.words != statement.excluded.words), new)
    now = time.time()
    connection.execute(_CHANGED, [{"its_id": picture_id, "now": now} for picture_id in sorted(sources)])


def joined(texts: Iterable[str]) -> str:
    """Texts as one line of words, each text once.

    Examples
    --------
    >>> joined(["Red shoe.jpg", "red", "red", "SALE 20%"])
    'red shoe jpg red sale 20'
    """
    return " ".join(word for value in dict.fromkeys(texts) for word in words_of(value))[:MOST_LETTERS]


def _file_name(uri: str) -> str:
    return unquote(re.split(r"[?#]", uri)[0].rstrip("/").replace("\\", "/").rpartition("/")[2] or uri)
