"""Places on the server, taken out of what visitors of other machines read: they see names, not folders."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")


def without_paths(value: Value, source: str, data_dir: Path) -> Value:
    """A value whose texts name no folder of the server.

    Parameters
    ----------
    value : object
        Text, or anything made of mappings, lists, tuples and dataclasses.
    source : str
        What was audited: a file or folder of the server by its path, or an address, which stays.
    data_dir : Path
        Of the site.

    Returns
    -------
    object
        Of the same type.

    Examples
    --------
    >>> without_paths({"uri": "/srv/shop/photos/a.jpg", "count": 3}, "/srv/shop/photos", Path("/var/lens"))
    {'uri': 'photos/a.jpg', 'count': 3}
    >>> without_paths(["https://shop.example/a.jpg"], "https://shop.example/a.jpg", Path("/var/lens"))
    ['https://shop.example/a.jpg']
    """
    folders = [data_dir.absolute()]
    if Path(source).is_absolute():
        folders += [Path(source), Path(source).parent]
    named = [(str(folder), folder.name) for folder in folders if folder != Path(folder.anchor)]
    inside = [(f"{folder}{os.sep}", "") for folder in folders[::2] if folder != Path(folder.anchor)]
    result: Value = _renamed(value, tuple(inside[::-1] + named[::-1]))
    return result


def _renamed(value: Any, names: tuple[tuple[str, str], ...]) -> Any:
    if isinstance(value, str):
        for path, name in names:
            value = value.replace(path, name)
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _renamed(getattr(value, field.name), names)
                                 for field in fields(value) if field.init})
    if isinstance(value, Mapping):
        return {name: _renamed(item, names) for name, item in value.items()}
    if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        return type(value)(_renamed(item, names) for item in value)
    return value
