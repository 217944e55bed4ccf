"""A taxonomy of goods as data: tags with their parents, attributes with their values, checked when it is read.

A file (YAML) has two parts, both optional:

    tags:
      clothes: {google: Apparel & Accessories > Clothing}
      sandal: {parent: clothes, synonyms: [slide], google: Apparel & Accessories > Shoes}
    attributes:
      gender: {of: [clothes], fields: {google: gender}, values: {men: [male], women: [female]}}

A tag without a parent is a root; a value lists other words for it. Whatever is wrong is said with its line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import Misuse

BUNDLED = Path(__file__).parent / "taxonomy"
MOST_BYTES, MOST_TAGS, DEEPEST, LONGEST = 1_000_000, 5000, 5, 60
_TAG_KEYS, _ATTRIBUTE_KEYS = {"parent", "synonyms", "google"}, {"of", "fields", "values"}
_HINT = "The form is described in docs/tags.md."


@dataclass(frozen=True)
class Tag:
    """One kind of goods.

    Attributes
    ----------
    name, parent : str
        `parent` is "" for a root.
    synonyms : tuple of str
        Other words for it.
    google : str
        Google's product category, or "" for that of its parent.
    line : int
        Of its file.
    """

    name: str
    parent: str = ""
    synonyms: tuple[str, ...] = ()
    google: str = ""
    line: int = 0


@dataclass(frozen=True)
class Attribute:
    """A property of goods.

    Attributes
    ----------
    name : str
    of : tuple of str
        Tags that have it, with all tags below them.
    fields : dict of str to str
        Marketplace ("google", "shopify", "amazon") -> what it calls the field.
    values : dict of str to tuple of str
        Value -> other words for it.
    line : int
    """

    name: str
    of: tuple[str, ...]
    fields: dict[str, str]
    values: dict[str, tuple[str, ...]]
    line: int = 0


@dataclass(frozen=True)
class Taxonomy:
    """Tags and attributes by their names."""

    tags: dict[str, Tag]
    attributes: dict[str, Attribute]

    def path(self, name: str) -> tuple[str, ...]:
        """A tag with its parents, the root first.

        Examples
        --------
        >>> bundled().path("sandal")
        ('fashion', 'shoes', 'sandal')
        """
        found = [name]
        while parent := self.tags[found[-1]].parent:
            found.append(parent)
        return tuple(reversed(found))

    def google(self, name: str) -> str:
        """Google's product category of a tag: its own, else that of the nearest parent that has one.

        Examples
        --------
        >>> bundled().google("sandal")
        'Apparel & Accessories > Shoes'
        """
        return next((self.tags[tag].google for tag in reversed(self.path(name)) if self.tags[tag].google), "")

    def tag_of(self, word: str) -> str:
        """The tag that has this name or synonym; "" for none.

        Examples
        --------
        >>> bundled().tag_of("Trainer"), bundled().tag_of("unicorn")
        ('sneaker', '')
        """
        return _words(self).get(word.strip().casefold(), "")

    def value_of(self, attribute: str, word: str) -> str:
        """The value of an attribute that has this name or synonym; "" for none.

        Examples
        --------
        >>> bundled().value_of("color", "grey")
        'gray'
        """
        return _value_of(self.attributes[attribute], word)

    def has(self, attribute: str, name: str) -> bool:
        """Whether goods of a tag have an attribute."""
        return bool(set(self.attributes[attribute].of) & set(self.path(name)))


@cache
def bundled() -> Taxonomy:
    """The taxonomy of the product, a file for each domain."""
    parts = [_Reader(path.name, path.read_text("utf-8")) for path in sorted(BUNDLED.glob("*.yaml"))]
    tags = {name: tag for part in parts for name, tag in part.tags.items()}
    attributes = {name: attribute for part in parts for name, attribute in part.attributes.items()}
    taxonomy = Taxonomy(tags, attributes)
    _check(taxonomy, "the bundled taxonomy")
    return taxonomy


def read_taxonomy(path: Path) -> Taxonomy:
    """Somebody's own taxonomy.

    Parameters
    ----------
    path : Path
        A YAML file in the form above.

    Raises
    ------
    Misuse
        Naming the file, the line, and what to do: no YAML, an unknown key, a name twice, an unknown parent, a cycle, or
        a tag without children of which the bundled taxonomy knows neither its name nor a synonym.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Misuse(f"The taxonomy {path.name} is larger than {MOST_BYTES / 1e6:g} MB.",
                         "Leave out what the shop does not sell.")
        text = path.read_text("utf-8")
    except OSError as error:
        raise Misuse(f"The taxonomy {path.name} cannot be read: {error.strerror}.", "Give a readable file.") from None
    except UnicodeDecodeError:
        raise Misuse(f"The taxonomy {path.name} is not text in UTF-8.", "Save it as UTF-8.") from None
    return parse_taxonomy(text, path.name)


def parse_taxonomy(text: str, name: str) -> Taxonomy:
    """`read_taxonomy` for a text; `name` is what messages call it."""
    part = _Reader(name, text)
    taxonomy = Taxonomy(part.tags, part.attributes)
    if not taxonomy.tags:
        raise Misuse(f"The taxonomy {name} has no tags.", _HINT)
    if len(taxonomy.tags) > MOST_TAGS:
        raise Misuse(f"The taxonomy {name} has {len(taxonomy.tags):,} tags; at most {MOST_TAGS:,} are read.",
                     "Keep those that the goods of the shop need.")
    _check(taxonomy, name)
    _check_known(taxonomy, name)
    return taxonomy


@cache
def _word_table(tags: tuple[Tag, ...]) -> dict[str, str]:
    table = {synonym.casefold(): tag.name for tag in tags for synonym in tag.synonyms}
    return table | {tag.name.casefold(): tag.name for tag in tags}


def _words(taxonomy: Taxonomy) -> dict[str, str]:
    return _word_table(tuple(taxonomy.tags.values()))


def _check(taxonomy: Taxonomy, name: str) -> None:
    for tag in taxonomy.tags.values():
        if tag.parent and tag.parent not in taxonomy.tags:
            _fail(name, tag.line, f"the parent {tag.parent!r} of {tag.name!r} is no tag",
                  _near(tag.parent, taxonomy.tags))
    for tag in taxonomy.tags.values():
        seen, here = [tag.name], tag
        while here.parent:
            here = taxonomy.tags[here.parent]
            if here.name in seen:
                circle = " > ".join([*seen, here.name])
                _fail(name, tag.line, f"{tag.name!r} stands below itself: {circle}", "Take one of the parents away.")
            seen.append(here.name)
        if len(seen) > DEEPEST:
            _fail(name, tag.line, f"{tag.name!r} stands {len(seen)} levels deep; at most {DEEPEST} are read",
                  "Leave a level out.")
    for attribute in taxonomy.attributes.values():
        for of in attribute.of:
            if of not in taxonomy.tags:
                _fail(name, attribute.line, f"{attribute.name!r} is of {of!r}, which is no tag",
                      _near(of, taxonomy.tags))


def _check_known(taxonomy: Taxonomy, name: str) -> None:
    known, parents = bundled(), {tag.parent for tag in taxonomy.tags.values()}
    for tag in taxonomy.tags.values():
        if tag.name not in parents and not any(known.tag_of(word) for word in (tag.name, *tag.synonyms)):
            near = _near(tag.name, _words(known))
            _fail(name, tag.line, f"the model knows no {tag.name!r}",
                  f"{near} Add a synonym that it knows (core/tags/taxonomy), or leave the tag out.".strip())
    for attribute in taxonomy.attributes.values():
        own = known.attributes.get(attribute.name)
        if own is None:
            _fail(name, attribute.line, f"the model knows no attribute {attribute.name!r}",
                  f"It knows {', '.join(known.attributes)}.")
            return
        for value, words in attribute.values.items():
            if not any(_value_of(own, word) for word in (value, *words)):
                _fail(name, attribute.line, f"the model knows no {attribute.name} {value!r}",
                      f"It knows {', '.join(own.values)}; add one of them as another word for it.")


def _value_of(attribute: Attribute, word: str) -> str:
    folded = word.strip().casefold()
    return next((value for value, words in attribute.values.items()
                 if folded in (value.casefold(), *(other.casefold() for other in words))), "")


def _near(word: str, words: Any) -> str:
    found = difflib.get_close_matches(word, list(words), 1)
    return f"Did you mean {found[0]!r}?" if found else ""


def _fail(name: str, line: int, what: str, hint: str) -> None:
    raise Misuse(f"{name}, line {line}: {what}.", hint or _HINT)


class _Reader:
    """The parts of one file, with the lines where they stand."""

    def __init__(self, name: str, text: str) -> None:
        import yaml  # not needed before somebody tags

        self._name = name
        self.tags: dict[str, Tag] = {}
        self.attributes: dict[str, Attribute] = {}
        try:
            if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
                raise Misuse(f"{name} has an alias (*name), which is not read.", "Write the words out.")
            root = yaml.compose(text, yaml.SafeLoader)
        except RecursionError:
            self._fail(1, "it is nested too deep")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self._fail(mark.line + 1 if mark else 1, f"no YAML: {getattr(error, 'problem', None) or 'cannot be read'}")
        for key, node in self._pairs(root) if root is not None else ():
            if key.value == "tags":
                self._read_tags(node)
            elif key.value == "attributes":
                self._read_attributes(node)
            else:
                self._fail(key.start_mark.line + 1, f"{key.value[:LONGEST]!r} is neither tags nor attributes")

    def _read_tags(self, node: Any) -> None:
        for key, value in self._pairs(node):
            found = self._known(value, _TAG_KEYS)
            self.tags[key.value] = Tag(key.value, self._word(found.get("parent")), self._list(found.get("synonyms")),
                                       self._word(found.get("google")), key.start_mark.line + 1)

    def _read_attributes(self, node: Any) -> None:
        for key, value in self._pairs(node):
            found = self._known(value, _ATTRIBUTE_KEYS)
            fields = {name.value: self._word(word) for name, word in self._pairs(found.get("fields"))}
            values = {name.value: self._list(words) for name, words in self._pairs(found.get("values"))}
            self.attributes[key.value] = Attribute(key.value, self._list(found.get("of")), fields, values,
                                                   key.start_mark.line + 1)

    def _known(self, node: Any, keys: set[str]) -> dict[str, Any]:
        found = {}
        for key, value in self._pairs(node):
            if key.value not in keys:
                self._fail(key.start_mark.line + 1, f"{key.value[:LONGEST]!r} is none of {', '.join(sorted(keys))}")
            found[key.value] = value
        return found

    def _pairs(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Keys and values of a mapping; nothing for an empty place."""
        if node is None or (node.id == "scalar" and not node.value):
            return
        if node.id != "mapping":
            self._fail(node.start_mark.line + 1, "names with values were expected (name: {...})")
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.id != "scalar" or not key.value.strip() or len(key.value) > LONGEST:
                self._fail(line, f"a name has 1 to {LONGEST} letters")
            if key.value in seen:
                self._fail(line, f"{key.value!r} stands twice, first in line {seen[key.value]}")
            seen[key.value] = line
            yield key, value

    def _word(self, node: Any) -> str:
        if node is None:
            return ""
        if node.id != "scalar":
            self._fail(node.start_mark.line + 1, "a word was expected")
        return str(node.value).strip()

    def _list(self, node: Any) -> tuple[str, ...]:
        if node is None or (node.id == "scalar" and not node.value):
            return ()
        if node.id != "sequence":
            self._fail(node.start_mark.line + 1, "a list of words was expected ([one, two])")
        return tuple(self._word(item) for item in node.value)

    def _fail(self, line: int, what: str) -> None:
        _fail(self._name, line, what, "")
