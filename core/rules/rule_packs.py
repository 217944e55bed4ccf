"""Rule packs: what a marketplace asks of a picture, as dated data with their source. Checked, then frozen."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.errors import SetupError
from core.rules.measures.measure import Measures

BUNDLED = Path(__file__).parent / "packs"
FIXES = ("pad", "recrop", "whiten", "convert", "shrink")
MEASURES = frozenset(Measures.__dataclass_fields__) | {"longest", "shortest", "pixels", "aspect", "size", "declared"}
_MOST_BYTES = 1_000_000  # of a pack's file


class Rule(BaseModel):
    """One demand.

    Attributes
    ----------
    id, title : str
        A short name for tables, and the demand in a few words.
    measure : str
        A field of `core.rules.measures.measure.Measures`, or "size": width and height together.
    compare : {"at_least", "at_most", "is", "one_of", "near"}
    limit : number, text or list
        "size": width and height; "near": the wanted value, with `tolerance`.
    tolerance : float
        Relative, for "near".
    unit : str
        "px", "%", "bytes" ...; a share in "%" is written as a percentage.
    severity : {"must", "should"}
        A broken "must" fails, a broken "should" warns.
    limit_from : {"marketplace", "ours"}
        "ours" where the marketplace gives words and no number.
    asks : str
        What the marketplace asks, in our words.
    starts, ends : date or None
        In force from and to (inclusive). Before `starts` a broken rule warns, with the days that are left.
    labels : tuple of str
        Only for pictures of these shopping labels; empty: for all.
    evidence : str
        "background", "product", "margins", "border", "text", "watermark" or "".
    fix : str
        One of `FIXES` or "".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    title: str = Field(min_length=1, max_length=120)
    measure: str
    compare: Literal["at_least", "at_most", "is", "one_of", "near"]
    limit: float | str | tuple[float, float] | tuple[str, ...]
    tolerance: float = Field(default=0.0, ge=0, le=1)
    unit: str = ""
    severity: Literal["must", "should"]
    limit_from: Literal["marketplace", "ours"] = "marketplace"
    asks: str = Field(min_length=1, max_length=400)
    starts: date | None = None
    ends: date | None = None
    labels: tuple[str, ...] = ()
    evidence: Literal["", "background", "product", "margins", "border", "text", "watermark"] = ""
    fix: Literal["", "pad", "recrop", "whiten", "convert", "shrink"] = ""

    @model_validator(mode="after")
    def _fits_together(self) -> Rule:
        if self.measure not in MEASURES:
            raise ValueError(f"there is no measure {self.measure!r}; there are {', '.join(sorted(MEASURES))}")
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError(f"it ends ({self.ends}) before it starts ({self.starts})")
        number = isinstance(self.limit, float)
        wanted = {"is": isinstance(self.limit, str), "one_of": isinstance(self.limit, tuple) and
                  all(isinstance(item, str) for item in self.limit), "near": number}
        sizes = isinstance(self.limit, tuple) and len(self.limit) == 2 and \
            all(isinstance(item, float) for item in self.limit)
        if not wanted.get(self.compare, sizes if self.measure == "size" else number):
            raise ValueError(f"the limit {self.limit!r} does not go with {self.compare!r} of {self.measure!r}")
        return self


class Views(BaseModel):
    """A demand on all pictures of one product together; `core.audits.report.view_demands` holds galleries against it.

    Attributes
    ----------
    id, title, asks, limit_from : str
        As of `Rule`.
    any_of : tuple of str
        Views that fulfil it.
    at_least : int
        So many different pictures.
    first : bool
        Whether one of them comes first.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    title: str = Field(min_length=1, max_length=120)
    any_of: tuple[Literal["packshot", "product", "plain", "setting", "detail", "on_model", "worn"], ...] = Field(
        min_length=1)
    at_least: int = Field(default=1, ge=1, le=50)
    first: bool = False
    limit_from: Literal["marketplace", "ours"] = "marketplace"
    asks: str = Field(min_length=1, max_length=400)


class Pack(BaseModel):
    """The rules of one marketplace for one kind of picture.

    Attributes
    ----------
    name, title : str
    source : str
        Address that the rules were read at.
    checked : date
        When they were last compared with the source.
    note : str
        What to know about the source.
    aspect : float or None
        Width over height that mending pads to.
    rules : tuple of Rule
    views : tuple of Views
        What a product's pictures must show together.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    title: str = Field(min_length=1, max_length=80)
    source: str = Field(pattern=r"^https?://")
    checked: date
    note: str = ""
    aspect: float | None = Field(default=None, gt=0)
    rules: tuple[Rule, ...] = Field(min_length=1)
    views: tuple[Views, ...] = ()

    @model_validator(mode="after")
    def _names_once(self) -> Pack:
        names = [rule.id for rule in self.rules] + [views.id for views in self.views]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the rule {twice[0]!r} is there twice")
        return self


def packs(folder: Path | None = None) -> dict[str, Pack]:
    """The packs of this product, and those of a folder.

    Parameters
    ----------
    folder : Path, optional
        With own packs, one JSON file each; one of the same name replaces ours.

    Returns
    -------
    dict of str to Pack

    Raises
    ------
    SetupError
        A pack that cannot be read or makes no sense; the message names the file, the rule and what is wrong.
    """
    if folder is None:
        return dict(_bundled())
    if not folder.is_dir():
        raise SetupError(f"There is no folder {folder} with rule packs.", "Give a folder with one JSON file per pack.")
    own = [read_pack(path) for path in sorted(folder.glob("*.json"))]
    return {**_bundled(), **{pack.name: pack for pack in own}}


def read_pack(path: Path) -> Pack:
    """Read and check one pack.

    Raises
    ------
    SetupError
        See `packs`.
    """
    hint = "Compare it with a pack in core/rules/packs, and docs/marketplace-rules.md."
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SetupError(f"The rule pack {path.name} has {path.stat().st_size:,} bytes; "
                             f"at most {_MOST_BYTES:,} are read.", hint)
        values: Any = json.loads(path.read_text(encoding="utf-8"))
        return Pack.model_validate(values)
    except OSError as error:
        raise SetupError(f"The rule pack {path.name} cannot be read: {error.strerror or error}.", hint) from error
    except ValidationError as error:
        raise SetupError(f"The rule pack {path.name} makes no sense: {_first(error, values)}.", hint) from error
    except (ValueError, RecursionError) as error:
        raise SetupError(f"The rule pack {path.name} is no JSON: {error}.", hint) from error


@cache
def _bundled() -> dict[str, Pack]:
    found = [read_pack(path) for path in sorted(BUNDLED.glob("*.json"))]
    return {pack.name: pack for pack in found}


def _first(error: ValidationError, values: Any) -> str:
    """The first complaint, with the rule's name instead of its number."""
    first = error.errors()[0]
    where = [str(part) for part in first["loc"]]
    if len(where) >= 2 and where[0] == "rules" and where[1].isdigit():
        try:
            where[1] = str(values["rules"][int(where[1])]["id"])
        except (KeyError, TypeError, IndexError):
            where[1] = f"number {int(where[1]) + 1}"
        where = [f"rule {where[1]}", *where[2:3]]
    words = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{', '.join(where)}: {words}" if where else words
