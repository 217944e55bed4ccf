"""Rule packs: what a marketplace asks of a picture, as dated data with their source. Checked, then frozen.

Light enough for every process: a page reads titles and sources here, a worker process the rules.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.errors import SetupError
from core.nouns.intent import INTENT_LABELS
from core.nouns.measures import Measures

BUNDLED = Path(__file__).parent / "packs"
FIXES = ("pad", "recrop", "whiten", "convert", "shrink")
_TYPES = {name: str(field.type).removesuffix(" | None") for name, field in Measures.__dataclass_fields__.items()}
NUMBERS = frozenset(name for name, kind in _TYPES.items() if kind in ("int", "float")) | {
    "longest", "shortest", "pixels", "aspect"}
WORDS = frozenset(name for name, kind in _TYPES.items() if kind == "str") | {"border_sides", "touches", "declared"}
MEASURES = NUMBERS | WORDS | {"size"}
_MOST_BYTES = 1_000_000  # of a pack's file
_Stamp = tuple[str, int, int]  # path, time of the last change in ns, bytes


class Rule(BaseModel):
    """One demand.

    Attributes
    ----------
    id, title : str
        A short name for tables, and the demand in a few words.
    measure : str
        One of `MEASURES`: fields and properties of `core.nouns.measures.Measures`, and "size": width and height
        together. `border_sides` and `touches` are compared as "found" or "none".
    compare : {"at_least", "at_most", "is", "one_of", "near"}
    limit : number, text or list
        "size": width and height; "near": the target value, with `tolerance`.
    tolerance : float
        Relative, for "near".
    unit : str
        "px", "%", "bytes" ...; a share in "%" is written as a percentage.
    severity : {"must", "should"}
        A broken "must" fails, a broken "should" needs review.
    limit_from : {"marketplace", "ours"}
        "ours" where the marketplace gives words and no number.
    asks : str
        What the marketplace asks, in our words: one sentence.
    starts, ends : date or None
        In force from and to (inclusive). Before `starts` a broken rule needs review, with the days that are left.
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
    def _is_consistent(self) -> Rule:
        if self.measure not in MEASURES:
            raise ValueError(f"unknown measure {self.measure!r}; the measures are {', '.join(sorted(MEASURES))}")
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError(f"it ends ({self.ends}) before it starts ({self.starts})")
        if unknown := set(self.labels) - set(INTENT_LABELS):
            raise ValueError(f"unknown label {min(unknown)!r}; the labels are {', '.join(INTENT_LABELS)}")
        if not self._limit_fits():
            raise ValueError(f"the limit {self.limit!r} does not fit {self.compare!r} of {self.measure!r}")
        return self

    def _limit_fits(self) -> bool:
        """Numbers are compared with a number, words with a word or a list of words, a size with two numbers."""
        several = self.limit if isinstance(self.limit, tuple) else ()
        if self.measure == "size":
            return self.compare in ("at_least", "at_most") and len(several) == 2 and \
                all(isinstance(item, float) for item in several)
        if self.measure in NUMBERS:
            return self.compare in ("at_least", "at_most", "near") and isinstance(self.limit, float)
        if self.compare == "is":
            return isinstance(self.limit, str)
        return self.compare == "one_of" and bool(several) and all(isinstance(item, str) for item in several)


class ViewDemand(BaseModel):
    """A demand on all pictures of one product together; `core.audits.view_demands` checks it.

    Attributes
    ----------
    id, title, asks, limit_from : str
        As of `Rule`.
    any_of : tuple of str
        Views that fulfill it.
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
    """The rules of one marketplace for one sort of picture, such as the main image.

    Attributes
    ----------
    name, title : str
    source : str
        Address of the page that states the rules.
    checked : date
        When they were last compared with the source.
    note : str
        What to know about the source.
    aspect : float or None
        Width over height that the fix "pad" pads to.
    rules : tuple of Rule
    views : tuple of ViewDemand
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
    views: tuple[ViewDemand, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Pack:
        if self.name == "all":
            raise ValueError("the name 'all' is reserved: it stands for all packs")
        ids = [rule.id for rule in self.rules] + [demand.id for demand in self.views]
        duplicates = sorted({name for name in ids if ids.count(name) > 1})
        if duplicates:
            raise ValueError(f"the id {duplicates[0]!r} occurs twice")
        return self

    def titles(self) -> dict[str, str]:
        """Rule -> its title."""
        return {rule.id: rule.title for rule in self.rules}


def packs(folder: Path | None = None) -> dict[str, Pack]:
    """The bundled packs, and those of a folder.

    Parameters
    ----------
    folder : Path, optional
        Own packs, one JSON file each; one of the same name replaces a bundled one. Files that did not change since
        the last call are not read again.

    Returns
    -------
    dict of str to Pack

    Raises
    ------
    SetupError
        A pack that cannot be read or is inconsistent; the message names the file, the rule and what is wrong.

    Examples
    --------
    >>> sorted(packs())
    ['amazon', 'ebay', 'google', 'zalando']
    """
    own = {} if folder is None else _read(_stamps(folder))
    return {**_bundled(), **own}


def read_pack(path: Path) -> Pack:
    """Read and check one pack.

    Raises
    ------
    SetupError
        See `packs`.
    """
    hint = "Compare the file with the example in docs/marketplace-rules.md."
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SetupError(f"The rule pack {path.name} has {path.stat().st_size:,} bytes; "
                             f"the limit is {_MOST_BYTES:,}.", hint)
        values: Any = json.loads(path.read_text(encoding="utf-8"))
        return Pack.model_validate(values)
    except OSError as error:
        raise SetupError(f"The rule pack {path.name} cannot be read: {error.strerror or error}.",
                         "Check that the file exists and that this user may read it.") from error
    except ValidationError as error:
        raise SetupError(f"The rule pack {path.name} is not valid: {_first(error, values)}.", hint) from error
    except (ValueError, RecursionError) as error:
        raise SetupError(f"The rule pack {path.name} is not JSON: {error}.", hint) from error


def _stamps(folder: Path) -> tuple[_Stamp, ...]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".json")
        return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    except OSError as error:
        hint = "Set MERCHLENS_RULES_DIR to a folder of JSON files, one for each pack, or unset it."
        raise SetupError(f"The folder of rule packs {folder} cannot be read: {error.strerror or error}.",
                         hint) from error


@cache
def _bundled() -> dict[str, Pack]:
    return _read(_stamps(BUNDLED))


@lru_cache(maxsize=8)
def _read(stamps: tuple[_Stamp, ...]) -> dict[str, Pack]:
    own: dict[str, Pack] = {}
    for path, _, _ in stamps:
        pack = read_pack(Path(path))
        if pack.name in own:
            raise SetupError(f"The rule pack {Path(path).name} has the name {pack.name!r}, as another file of its "
                             "folder does.", "Give each pack its own name.")
        own[pack.name] = pack
    return own


def _first(error: ValidationError, values: Any) -> str:
    """The first complaint, with the rule's name instead of its number."""
    first = error.errors()[0]
    where = [str(part) for part in first["loc"]]
    if len(where) >= 2 and where[0] in ("rules", "views") and where[1].isdigit():
        try:
            where[1] = str(values[where[0]][int(where[1])]["id"])
        except (KeyError, TypeError, IndexError):
            where[1] = f"number {int(where[1]) + 1}"
        where = [f"{'rule' if where[0] == 'rules' else 'view'} {where[1]}", *where[2:3]]
    words = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{', '.join(where)}: {words}" if where else words
