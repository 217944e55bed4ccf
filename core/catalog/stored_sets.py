"""Label sets out of kept analyses, without reading the analyses: a few letters of each leave the database."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from sqlalchemy import Integer, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from core.catalog.tables import results

_KEY = '"label_set": '  # a quote inside a text of a stranger has a backslash before it
_LETTERS = 200  # more than all labels take
_SET = re.compile(re.escape(_KEY) + r"(\[[^\]]*\])")


class Place(FunctionElement[int]):
    """Where a text begins inside another one, from 1; 0 where it does not stand there."""

    type = Integer()
    inherit_cache = True


@compiles(Place, "sqlite")
def _instr(element: Place, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(Place, "postgresql")
def _strpos(element: Place, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


SET_COLUMN = func.substr(results.c.analysis, Place(results.c.analysis, _KEY), _LETTERS).label("label_set")


def label_set_of(text: str | None) -> tuple[str, ...]:
    """The labels in what `SET_COLUMN` gives; empty where the analysis has no label set.

    Examples
    --------
    >>> label_set_of('"label_set": ["apparel", "other"], "label_set_coverage": 0.9'), label_set_of('{"schema": 1')
    (('apparel', 'other'), ())
    """
    found = _SET.match(text or "")
    return _labels(found[1]) if found else ()


@cache
def _labels(text: str) -> tuple[str, ...]:
    """Of four labels there are few sets, and a job has 100,000 rows."""
    return tuple(json.loads(text))
