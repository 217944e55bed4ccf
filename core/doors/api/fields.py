"""The fields of a request: a JSON object as it is, or a form, whose texts are read into the same values.

A route declares its form fields for the documentation and reads their values here: JSON and forms mean the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from typing import Annotated, Any

from fastapi import Depends, Request

from core.doors import pairs
from core.errors import Misuse

MOST = 2**32 - 1  # of counts and seeds: databases do not take every whole number that JSON can hold
_FLAGS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False,
          "": False}


async def read_fields(request: Request) -> dict[str, Any]:
    """The fields of a JSON object or of a form; a form field that comes several times is a list.

    Raises
    ------
    Misuse
        The body is not a JSON object, or holds what no field can hold.
    """
    if request.headers.get("content-type", "").lower().startswith("application/json"):
        body = read_json(await request.body(), "The body")
        if not isinstance(body, dict):
            raise Misuse("The body is not a JSON object.", 'An example: {"source": "https://shop.example/feed.xml"}.')
        return {name: value for name, value in body.items() if value is not None}
    form = await request.form()
    texts = {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}
    return {name: values if len(values) > 1 else values[0] for name, values in texts.items() if values}


Fields = Annotated[dict[str, Any], Depends(read_fields)]


def read_json(text: str | bytes, what: str) -> Any:
    """The value of a JSON text.

    Parameters
    ----------
    text : str or bytes
    what : str
        The subject of the error's sentence, such as "The body".

    Raises
    ------
    Misuse
        Not JSON, nested too deeply, a number that is not finite, or half of a surrogate pair.
    """
    try:
        value = json.loads(text, parse_constant=_finite, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()  # fails on half of a surrogate pair
    except RecursionError:
        raise Misuse(f"{what} is nested too deeply.", "Send a JSON object with plain values.") from None
    except UnicodeEncodeError:
        raise Misuse(f"{what} holds half of a Unicode surrogate pair.", "Send valid Unicode text.") from None
    except ValueError as error:
        raise Misuse(f"{what} is not a JSON object that can be read: {str(error)[:100]}.",
                     "Check its quotes, commas and numbers.") from None
    return value


def read_text(fields: dict[str, Any], name: str, default: str = "") -> str:
    """A field that is text; raises Misuse for anything else."""
    value = fields.get(name, default)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = f"{value}"
    if not isinstance(value, str) or "\0" in value:
        raise Misuse(f"The field {name} takes text.", "Send one text, without control characters.")
    return value


def read_names(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    """A field that is a list of names, or text such as `amazon,google`, once or several times; else raises Misuse."""
    value = fields.get(name, "")
    if not _is_text(value):
        raise Misuse(f"The field {name} takes a list of names.", 'For example ["amazon", "google"].')
    return pairs.names(value)


def read_columns(fields: dict[str, Any]) -> dict[str, Any]:
    """The field `columns`: a JSON object as it is, or pairs such as `image=photo,price=cost` as one.

    Returns
    -------
    dict
        What a column means -> its name, or a list where that comes several times.

    Raises
    ------
    Misuse
        Neither an object nor text.
    """
    value = fields.get("columns", "")
    if _is_text(value):
        columns: dict[str, Any] = {}
        for meaning, name in map(pairs.pair, pairs.names(value)):
            columns[meaning] = name if meaning not in columns else [*_as_list(columns[meaning]), name]
        return columns
    if not isinstance(value, dict):
        raise Misuse("The field columns takes an object.", 'For example {"image": "photo_url"}.')
    return value


def read_count(fields: dict[str, Any], name: str) -> int | None:
    """A field that is a whole number from 0 up; None where it is left out."""
    number = read_number(fields, name)
    if number is None:
        return None
    if not (0 <= number <= MOST and number == int(number)):
        raise Misuse(f"The field {name} takes a whole number from 0 to {MOST:,}, not {number:g}.",
                     "Correct it, or leave it out.")
    return int(number)


def read_flag(fields: dict[str, Any], name: str) -> bool:
    """A field that is true or false, in a form as text; False where it is left out; else raises Misuse."""
    value = fields.get(name, False)
    if isinstance(value, str):
        value = _FLAGS.get(value.strip().lower(), value)
    if not isinstance(value, bool):
        raise Misuse(f"The field {name} takes true or false, not {str(value)[:40]!r}.", "Leave it out for false.")
    return value


def read_number(fields: dict[str, Any], name: str) -> float | None:
    """A field that is a finite number; None where it is left out."""
    value = fields.get(name)
    if value in (None, ""):
        return None
    try:
        number = math.nan if isinstance(value, (bool, list, dict)) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise Misuse(f"The field {name} takes a number, not {str(value)[:40]!r}.", "Correct it, or leave it out.")
    return number


def read_value(fields: dict[str, Any], name: str, kind: type) -> Any:
    """A field that is an object or a list: as JSON holds it, or as JSON text in a form; empty where it is left out."""
    value = fields.get(name) or kind()
    if isinstance(value, str):
        value = read_json(value, f"The field {name}")
    if not isinstance(value, kind):
        raise Misuse(f"The field {name} takes a JSON {'object' if kind is dict else 'list'}.",
                     "Send it as Merchlens returned it.")
    return value


def exactly_one(fields: dict[str, Any], name: str, file: object) -> str:
    """The text of a field that may be replaced by an uploaded file; "" with a file.

    Raises
    ------
    Misuse
        Both are there, or neither.
    """
    value = read_text(fields, name)
    if bool(file) == bool(value):
        raise Misuse(f"Send either {name} or file.", "One of the two is needed, and only one.")
    return value


def refuse_unknown(value: str, names: Collection[str], what: str) -> None:
    """Raises Misuse when a value is not one of these names."""
    if value not in names:
        raise Misuse(f"{what} is one of {', '.join(names)}, not {value[:20]!r}.", "Choose one of them.")


def _is_text(value: Any) -> bool:
    return all(isinstance(part, str) for part in _as_list(value))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is not a number that can be stored")
    return number
