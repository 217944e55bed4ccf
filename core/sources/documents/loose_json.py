"""JSON as pages carry it: with comments, wrappings, trailing commas and other small faults that browsers never see.

Each fault has been met in shops' product data; what is mended is the text around the values, never a value.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

# Every pattern consumes what it has looked at, so that hostile texts cost linear time.
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)'
_OPENING = re.compile(r"^(?:<!--|(?://|/\*)?\s{0,9}<!\[CDATA\[(?:\s{0,9}\*/)?)")
_CLOSING = re.compile(r"(?:-->|(?://|/\*)?\s{0,9}\]\](?:>|&gt;)(?:\s{0,9}\*/)?)\s{0,9};?$")
_COMMENT = re.compile(rf"({_STRING})|/\*.*?(?:\*/|\Z)|//[^\r\n]*|<!--|-->", re.DOTALL)
_COMMA = re.compile(rf"({_STRING})|(,)[\s,]*([}}\]])?", re.DOTALL)
_BAD_ESCAPE = re.compile(r"""\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|(.))""", re.DOTALL)
_AFTER = re.compile(r"[\s;,)}\]]*")
_VALUE_NEXT = re.compile(r"""\s*(?:[}\]:]|,\s*["{\[\dtfn-]|$)""")
_DECODER = json.JSONDecoder(strict=False)


def read_loose(text: str) -> list[Any]:
    """The objects and lists of a text that is meant to be JSON.

    Control characters, comments, CDATA and comment marks, trailing commas and semicolons, a brace too many, several
    values in a row, wrong escapes, unescaped quotation marks and JSON that is escaped as HTML are read.

    Parameters
    ----------
    text : str
        Of a script or an attribute.

    Returns
    -------
    list of dict or list
        Usually one value.

    Raises
    ------
    ValueError
        No object or list can be read, the text breaks off, or it is nested too deeply.

    Examples
    --------
    >>> read_loose('/* shoe */ {"name": "Boot", "image": ["/1.jpg",],}; }')
    [{'name': 'Boot', 'image': ['/1.jpg']}]
    """
    plain = _CLOSING.sub("", _OPENING.sub("", text.strip().lstrip("\ufeff"))).strip()
    try:
        return _containers([json.loads(plain, strict=False)])
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        first = error
    tidy = html.unescape(plain) if re.match(r"[\[{]\s*&(?:quot|#34|#x22);", plain) else plain
    for mend in (_without_extras, _with_closed_quotes):
        tidy = mend(tidy)
        try:
            return _values(tidy)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None
        except ValueError:
            continue
    raise first


def _containers(values: list[Any]) -> list[Any]:
    containers = [value for value in values if isinstance(value, (dict, list))]
    if not containers:
        raise ValueError("it holds no object and no list")
    return containers


def _values(text: str) -> list[Any]:
    """Values in a row, with whatever closes or separates them in between."""
    values, position = [], 0
    while position < len(text):
        value, position = _DECODER.raw_decode(text, position)
        values.append(value)
        position = _AFTER.match(text, position).end()  # type: ignore[union-attr]
        if text[position:position + 1] not in ("{", "["):
            break
    return _containers(values)


def _without_extras(text: str) -> str:
    text = _COMMENT.sub(lambda match: match[1] or " ", text)
    text = _COMMA.sub(lambda match: match[1] or match[3] or match[2], text)
    return _BAD_ESCAPE.sub(lambda match: match[0] if match[1] else match[2], text).strip().lstrip(";,").strip()


def _with_closed_quotes(text: str) -> str:
    """A quotation mark ends a text only where JSON can go on after it; others belong to the text (55" wide)."""
    parts, inside, last = [], False, 0
    for match in re.finditer(r'\\.|"', text, re.DOTALL):
        if match[0] != '"':
            continue
        if inside and not _VALUE_NEXT.match(text, match.end()):
            parts.append(text[last:match.start()] + '\\"')
            last = match.end()
        else:
            inside = not inside
    return "".join(parts) + text[last:]
