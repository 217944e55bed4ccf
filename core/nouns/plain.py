"""Nested frozen dataclasses, tuples, mappings and numbers as plain values for JSON, and back."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints


def to_plain(value: Any) -> Any:
    """Plain values, ready for JSON; fields keep their names."""
    if is_dataclass(value):
        return {item.name: to_plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, dict):
        return {name: to_plain(part) for name, part in value.items()}
    return [to_plain(part) for part in value] if isinstance(value, (tuple, list)) else value


def from_plain(kind: Any, value: Any) -> Any:
    """Inverse of `to_plain`.

    Parameters
    ----------
    kind : type
        What it was, such as a dataclass or `tuple[Item, ...]`.
    value : plain values

    Raises
    ------
    KeyError, TypeError, AttributeError
        The values are not of that kind.
    """
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{item.name: from_plain(hints[item.name], value[item.name])  # type: ignore[operator]
                       for item in fields(kind)})
    parts = get_args(kind)
    if get_origin(kind) is tuple:
        kinds = [parts[0]] * len(value) if parts[-1] is ... else parts
        return tuple(from_plain(part, item) for part, item in zip(kinds, value, strict=True))
    if get_origin(kind) is dict:
        return {name: from_plain(parts[1], part) for name, part in value.items()}
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Types of a dataclass's fields; resolving their names takes longer than all the rest."""
    return get_type_hints(kind)
