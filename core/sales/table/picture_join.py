"""Which analyzed picture each picture of a sales table is: by address, path, file name or SKU, never by a guess.

Tables and audits name the same picture differently: with and without a host, a folder, a version in the query, "%20" or
a file ending. Two names belong together when they end in the same parts and no other name on either side does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product as product_of
from urllib.parse import unquote

from core.words.numerals import count, verb

Key = tuple[str, ...]  # parts of an address or a path in lower case, the file name last
LONGEST = 8  # parts that are compared
MOST_WORDS = 6  # of a SKU within a file name
ADDRESS, FOLDER, FILE, STEM, SKU = ("by address or path", "by folder and file name", "by file name",
                                    "by file name without its ending", "by SKU")
MAIN = "by SKU (the main photo of several)"
MAIN_WORDS = {"main", "front", "hero", "cover", "primary"}
_ENDING = re.compile(r"\.(avif|bmp|dib|gif|heic|jfif|jpe|jpe?g|png|svg|tiff?|webp)$")
_REPEAT = re.compile(r"(?<=\S) \((row )?\d+(, additional \d+)?\)$")  # how a source tells repeated names apart
_SIZE = re.compile(r"([-_](\d{2,5}x\d{0,5}|x\d{2,5})(_crop_\w+)?|@\dx|-scaled)+$")  # of a scaled copy in a shop
_COUNTER = re.compile(r"\d{1,3}")


@dataclass(frozen=True)
class Join:
    """The pictures of a table and the analyzed ones that they are.

    Attributes
    ----------
    pictures : dict of str to str
        Picture as the table names it to the analyzed one.
    products : dict of str to str
        Product to its analyzed picture, where only the SKU tells.
    ways : dict of str to int
        How pictures were recognized, in words, to their number.
    ambiguous, missing : tuple of str
        Pictures of the table that may be several analyzed ones, and those that are none.
    """

    pictures: dict[str, str]
    products: dict[str, str]
    ways: dict[str, int]
    ambiguous: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """How many pictures were recognized and how, and which were not."""
        joined = sum(self.ways.values())
        total = joined + len(self.ambiguous) + len(self.missing)
        ways = ", ".join(f"{number:,} {way}" for way, number in self.ways.items())
        lines = [f"{joined:,} of {count(total, 'photo')} of the table {verb(joined)} among the analyzed ones"
                 f"{f': {ways}' if ways else ''}."]
        if self.ambiguous:
            number = len(self.ambiguous)
            lines.append(f"{count(number, 'photo')} of the table {verb(number, 'has', 'have')} a name that several "
                         f"pictures share and {verb(number)} left out, such as {self.ambiguous[0][:80]!r}.")
        if self.missing:
            lines.append(f"{count(len(self.missing), 'photo')} of the table {verb(len(self.missing))} not among the "
                         f"analyzed ones, such as {self.missing[0][:80]!r}.")
        return lines


def join(rows: Iterable[tuple[str, str]], analyzed: Mapping[str, object],
         skus: Mapping[str, str] | None = None) -> Join:
    """Find each picture of a table among the analyzed ones.

    Parameters
    ----------
    rows : iterable of (str, str)
        Product and picture of a table; "" for a product without one.
    analyzed : mapping
        Picture, as its source names it, to what was seen in it.
    skus : mapping, optional
        Picture to the SKU of its product, where the source has one. The first picture of a SKU is the main one.

    Examples
    --------
    >>> rows = [("A-1", r"photos\\A-1.JPG"), ("A-2", "https://cdn.example/s/a-2.jpg?v=17"), ("A-3", "1.jpg")]
    >>> join(rows, {"shop/a-1.jpg": 1, "shop/a-2.jpg": 2, "x/1.jpg": 3, "y/1.jpg": 4}).ways
    {'by file name': 2}
    """
    pairs = list(dict.fromkeys(rows))
    names = list(dict.fromkeys(picture for _, picture in pairs if picture))
    theirs = _Names(analyzed)
    pictures = {name: name for name in names if name in analyzed}
    ways = Counter({ADDRESS: len(pictures)})
    ours: dict[Key, list[str]] = {}
    for name in names:
        ours.setdefault(key_of(name), []).append(name)
    open_keys = {key for key, members in ours.items() if not all(name in pictures for name in members)}
    unclear: set[str] = set()
    for key, (way, their_keys) in _matches(ours, open_keys, theirs.keys).items():
        new = [name for name in ours[key] if name not in pictures]
        if name := theirs.one_of(their_keys):
            pictures |= dict.fromkeys(new, name)
            ways[way] += len(new)
        else:
            unclear.update(new)
    by_sku, unsure = _by_sku(pairs, pictures, theirs)
    by_sku |= _by_listed_sku(pairs, {name: sku for name, sku in (skus or {}).items() if name in analyzed})
    unsure -= {*by_sku}
    products = {product: name for product, (name, _) in by_sku.items()}
    ways.update(way for _, way in by_sku.values())
    rest = {picture or product: product for product, picture in pairs
            if picture not in pictures and product not in products}
    shared = {name for name, product in rest.items() if name in unclear or product in unsure}
    return Join(pictures, products, {way: number for way, number in ways.items() if number},
                tuple(name for name in rest if name in shared), tuple(name for name in rest if name not in shared))


def key_of(name: str) -> Key:
    """The parts of an address or a path that name a picture: without scheme, query and a mark of repetition.

    Examples
    --------
    >>> key_of("https://cdn.example/s/Red%20shoe.JPG?v=17"), key_of(r"Photos\\Red shoe.jpg (row 3)")
    (('cdn.example', 's', 'red shoe.jpg'), ('photos', 'red shoe.jpg'))
    >>> key_of("https://shop.example/picture.php?id=7")
    ('shop.example', 'picture.php?id=7')
    """
    text = _REPEAT.sub("", name.strip().strip("\"'<>")).replace("\\", "/")
    text = re.sub(r"^([a-zA-Z][a-zA-Z0-9+.-]*:)?//", "", text)
    path, mark, query = text.partition("?")
    if _ENDING.search(path.partition("#")[0].lower()):
        path = path.partition("#")[0]
    if mark and not _ENDING.search(path.lower()):
        inner = [value for value in map(_plain, re.split(r"[&;]?[\w-]+=", query)) if _ENDING.search(value)]
        path = inner[0].partition("?")[0] if inner else f"{path}?{query.replace('/', ' ')}"
        path = re.sub(r"^([a-z][a-z0-9+.-]*:)?//", "", path)
    parts = [_plain(part) for part in path.split("/")]
    return tuple(part for part in parts if part not in ("", ".", ".."))[-LONGEST:]


class _Names:
    """Names of the analyzed pictures by their keys."""

    def __init__(self, analyzed: Mapping[str, object]) -> None:
        self._analyzed = analyzed
        self.keys: dict[Key, list[str]] = {}
        for name in analyzed:
            self.keys.setdefault(key_of(name), []).append(name)

    def one_of(self, keys: Collection[Key]) -> str:
        """The first picture under these keys; "" where not all of them show the same."""
        names = [name for key in keys for name in self.keys[key]]
        return names[0] if names and all(self._analyzed[name] == self._analyzed[names[0]] for name in names) else ""


def _matches(ours: Collection[Key], open_keys: set[Key],
             theirs: Collection[Key]) -> dict[Key, tuple[str, list[Key]]]:
    """How a key was recognized and its counterparts: an equal key, or the one that alone ends in the same parts.

    Keys that others share those parts with have no counterpart: an empty list.
    """
    matches = {key: (ADDRESS, [key]) for key in open_keys if key in theirs}
    taken = {key for key in ours if key in theirs}
    for without_ending, length in product_of((False, True), range(LONGEST, 0, -1)):
        if len(matches) == len(open_keys):
            break
        left, right = (_ends(keys, length, without_ending) for keys in (ours, theirs))
        way = STEM if without_ending else FOLDER if length > 1 else FILE
        for end, keys in left.items():
            others = right.get(end, [])
            for key in [key for key in keys if key in open_keys and key not in matches and others]:
                if len(others) > 1 or (len(keys) > 1 and others[0] not in taken):
                    matches[key] = way, []
                elif others[0] not in taken and not _is_counter(end, key, others[0]):
                    matches[key] = way, others
        taken |= {key for _, keys in matches.values() for key in keys}
    return matches


def _ends(keys: Iterable[Key], length: int, without_ending: bool) -> dict[Key, list[Key]]:
    """Keys of at least so many parts by their last parts."""
    ends: dict[Key, list[Key]] = {}
    for key in keys:
        if len(key) >= length:
            end = key[-length:]
            ends.setdefault((*end[:-1], _stem(end[-1])) if without_ending else end, []).append(key)
    return ends


def _is_counter(end: Key, ours: Key, theirs: Key) -> bool:
    """Whether all that two names of different folders share is a number, as in A-1/1.jpg and B-7/1.jpg."""
    return len(end) == 1 and min(len(ours), len(theirs)) > 1 and bool(_COUNTER.fullmatch(_stem(end[0])))


def _by_sku(pairs: list[tuple[str, str]], pictures: Mapping[str, str],
            theirs: _Names) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """Products whose analyzed picture only the SKU tells, with the way, and products with several that differ.

    A product that had more than one picture is left out: its SKU does not tell which one was analyzed.
    """
    by_product: dict[str, list[str]] = {}
    for product, picture in pairs:
        by_product.setdefault(product, []).append(picture)
    open_products = {product: names[0] for product, names in by_product.items()
                     if len(names) == 1 and names[0] not in pictures}
    if not open_products:
        return {}, set()
    skus: dict[Key, list[str]] = {}
    for product in by_product:
        skus.setdefault(_words(product), []).append(product)
    skus.pop((), None)
    candidates: dict[str, list[Key]] = {}
    for key in theirs.keys:
        if len(products := skus.get(_sku_in(key, skus), [])) == 1 and products[0] in open_products:
            candidates.setdefault(products[0], []).append(key)
    joined: dict[str, tuple[str, str]] = {}
    unsure: set[str] = set()
    for product, keys in candidates.items():
        best = _of_product(product, key_of(open_products[product]), keys, skus)
        if name := theirs.one_of(best):
            joined[product] = name, SKU
        elif name := theirs.one_of(_main(product, best)):
            joined[product] = name, MAIN
        elif best:
            unsure.add(product)
    return joined, unsure


def _by_listed_sku(pairs: list[tuple[str, str]], skus: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Products that the table has no picture of, and the main picture that the source lists for their SKU."""
    main: dict[str, str] = {}
    for name, sku in skus.items():
        main.setdefault(sku.strip().casefold(), name)
    pictured = {product for product, picture in pairs if picture}
    return {product: (main[product.casefold()], SKU) for product, _ in pairs
            if product and product not in pictured and product.casefold() in main}


def _of_product(product: str, picture: Key, keys: list[Key], skus: Collection[Key]) -> list[Key]:
    """Of the analyzed pictures of one product those that its picture in the table may be."""
    same = [key for key in keys if picture and _stem(key[-1]) == _stem(picture[-1])]
    if picture and not same and _sku_in(picture, skus) != _words(product):
        return []
    return same or [key for key in keys if _words(_stem(key[-1])) == _words(product)] or keys


def _main(product: str, keys: list[Key]) -> list[Key]:
    """The main picture of a product by what its name has beside the SKU: "main", "front" or the lowest number."""
    ranks: dict[int, list[Key]] = {}
    sku = _words(product)
    for key in keys:
        rest = [word for word in _words(_stem(key[-1])) if word not in sku or word in MAIN_WORDS]
        numbers = [int(word) for word in rest if _COUNTER.fullmatch(word)]
        if MAIN_WORDS & {*rest}:
            ranks.setdefault(-1, []).append(key)
        elif len(rest) == len(numbers) == 1:
            ranks.setdefault(numbers[0], []).append(key)
    first = ranks[min(ranks)] if ranks else []
    return first if len(first) == 1 else []


def _sku_in(key: Key, skus: Collection[Key]) -> Key:
    """The SKU that a name holds: in the file name, else in the nearest folder; the longest; () for none."""
    for part in (_stem(key[-1]), *reversed(key[:-1])) if key else ():
        words = _words(part)
        if words in skus:
            return words
        for length in range(min(len(words), MOST_WORDS), 0, -1):
            for start in range(len(words) - length + 1):
                if (end := words[start:start + length]) in skus and _is_telling(end):
                    return end
    return ()


def _is_telling(words: Key) -> bool:
    """Whether a SKU is no word or number that may be in a name by chance: letters and digits, or many digits."""
    text = "".join(words)
    return any(letter.isdigit() for letter in text) and (not text.isdigit() or len(text) > 4)


def _words(text: str) -> Key:
    return tuple(re.findall(r"[^\W_]+", _plain(text)))


def _plain(text: str) -> str:
    """Lower case, percent signs decoded, letters composed."""
    return unicodedata.normalize("NFC", unquote(unquote(text)).replace("+", " ")).strip().casefold()


def _stem(name: str) -> str:
    return _SIZE.sub("", _ENDING.sub("", name))
