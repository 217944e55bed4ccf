"""XML that breaks the rules, written anew as XML that keeps them, so that a parser reads all that is whole."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

from core.errors import Refused

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[(?P<cdata>.*?)\]\]>|<\?.*?\?>|<!DOCTYPE(?P<doctype>[^\[>]*+(?:\[.*?\]\s*)?)>"
    r"|<(?P<end>/?)(?P<name>[^\W\d][\w:.-]*+)(?P<rest>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>|(?P<text>[^<]++)|<",
    re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#([0-9]{1,7}|[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,30}));|&")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_PART, _LONGEST_TOKEN, _DEEPEST = 65536, 2_000_000, 100
_ROOT = "document"
_ATTRIBUTE = re.compile(r"""[^\W\d][\w:.-]*+\s*=\s*(?:"[^"<]*+"|'[^'<]*+')""")
_ATTRIBUTES = re.compile(r"""(?:\s+[^\W\d][\w:.-]*+\s*=\s*(?:"[^"<]*+"|'[^'<]*+'))*+\s*""")


class RepairedXml:
    """A file for a parser: tags are closed where they were left open, and the end of a document closes all.

    Control characters go, HTML's entities become letters, a bare "&" or "<" is text, and so is what stands in CDATA. A
    record (an element of `names`) inside an unclosed record begins a new one. What precedes the document (a byte order
    mark, the warnings of a script) is text outside of it. A field that the end of the document cuts is empty.

    Parameters
    ----------
    text : text file
        The document.
    names : tuple of str
        Local names of records, in lower case.
    name : str
        Of the document, for messages.

    Examples
    --------
    >>> RepairedXml(io.StringIO("<r><item>caf&eacute; & tea<item>2</r>"), ("item",), "feed.xml").read()
    b'<document><r><item>caf\\xc3\\xa9 &amp; tea</item><item>2</item></r></document>'
    """

    def __init__(self, text: io.TextIOBase, names: tuple[str, ...], name: str) -> None:
        self._text, self._names, self._name = text, names, name
        self._open: list[str] = []
        self._with_text: set[int] = set()  # depths of open elements that hold text of their own
        self._record = 0  # depth of the open record, 0 for none
        self._parts = self._repaired()

    def read(self, size: int = -1) -> bytes:
        """The next part of the repaired document, of any size; b"" at its end. All of it where `size` is negative."""
        if size < 0:
            return "".join(self._parts).encode("utf-8")
        while (part := next(self._parts, None)) is not None:
            if part:
                return part.encode("utf-8")
        return b""

    def _repaired(self) -> Iterator[str]:
        yield f"<{_ROOT}>"
        rest = ""
        while data := self._text.read(_PART):
            rest += data
            pieces, rest = self._pieces(rest)
            yield pieces
        yield from (f"</{name}>" for name in reversed(self._open))  # what is left of the text was cut
        yield f"</{_ROOT}>"

    def _pieces(self, text: str) -> tuple[str, str]:
        """The repaired tokens of a text, and what of its end may go on in the next part."""
        pieces, position = [], 0
        while position < len(text) and (match := _TOKEN.match(text, position)) is not None:
            if len(text) - position < _LONGEST_TOKEN and _goes_on(match, text):
                break
            pieces.append(self._piece(match))
            position = match.end()
        return "".join(pieces), text[position:]

    def _piece(self, match: re.Match[str]) -> str:
        if match["name"] is not None:
            return self._closing(match["name"]) if match["end"] else self._opening(match["name"], match["rest"])
        if match["doctype"] is not None and "<!entity" in match["doctype"].lower():
            raise entities_refused(self._name)
        if match["cdata"] is not None:
            return self._own_text(html.escape(_plain(match["cdata"]), quote=False))
        if match["text"] is not None or match[0] == "<":
            return self._own_text(_escaped(match[0]).replace("<", "&lt;").replace(">", "&gt;"))
        return ""

    def _own_text(self, text: str) -> str:
        if text and not text.isspace():
            self._with_text.add(len(self._open))
        return text if self._open or text.isspace() else ""

    def _opening(self, name: str, rest: str) -> str:
        pieces = ""
        if self._record and _local(name) in self._names and self._is_unclosed():
            pieces = self._close_to(self._record - 1)
        is_empty = rest.endswith("/")
        attributes = _escaped(rest[:-1] if is_empty else rest)
        if not _ATTRIBUTES.fullmatch(attributes):
            attributes = "".join(f" {match[0]}" for match in _ATTRIBUTE.finditer(attributes))
        if is_empty or len(self._open) >= _DEEPEST:
            return f"{pieces}<{name}{attributes}/>"
        self._open.append(name)
        if not self._record and _local(name) in self._names:
            self._record = len(self._open)
        return f"{pieces}<{name}{attributes}>"

    def _is_unclosed(self) -> bool:
        """Whether the open record was never closed: a new one follows in itself, or in a field that holds text."""
        depth = len(self._open)
        return depth == self._record or any(level in self._with_text for level in range(self._record + 1, depth + 1))

    def _closing(self, name: str) -> str:
        """Close an element with all that is open in it; an end without a beginning is left out."""
        lower = name.lower()
        depth = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at].lower() == lower), -1)
        return self._close_to(depth) if depth >= 0 else ""

    def _close_to(self, depth: int) -> str:
        closed = self._open[depth:]
        del self._open[depth:]
        self._with_text -= set(range(depth + 1, depth + len(closed) + 1))
        if depth < self._record:
            self._record = 0
        return "".join(f"</{name}>" for name in reversed(closed))


def entities_refused(name: str) -> Refused:
    """The error for a document that declares entities of its own."""
    return Refused(f"{name} declares its own XML entities, which sitemaps and feeds never need.",
                   "This may be an attack. Check where the file comes from.")


def _goes_on(match: re.Match[str], text: str) -> bool:
    """Whether a token at the end of a text may go on: text does, and what begins like a comment, CDATA or a tag."""
    if match["text"] is not None:
        return match.end() == len(text)
    if match[0] != "<":
        return False
    return text.startswith(("<!", "<?"), match.start()) or "<" not in text[match.end():]


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _plain(text: str) -> str:
    """Text without the control characters that XML forbids; those that Excel writes for a line break become blanks."""
    return _FORBIDDEN.sub(lambda match: " " if match[0] in "\x0b\x0c" else "", text)


def _escaped(text: str) -> str:
    """Text with HTML's entities as letters and every other "&" escaped."""
    text = _plain(text)
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    number, name = match[1], match[2]
    if name in _XML_ENTITIES:
        return match[0]
    letter = html.unescape(match[0]) if number or name else ""
    return html.escape(_plain(letter), quote=False) if letter and letter != match[0] else "" if number else \
        match[0].replace("&", "&amp;")
