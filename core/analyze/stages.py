"""The table of what runs on a picture: one row for each stage, with its role in the manifest and what it writes.

The first three always run, in `pipeline`, and decide the photo type and the shopping intent. The others run when
somebody asks for them; each is a function (image, analysis) -> tuple of Fact, opened by name in worker processes only.
How to add one: docs/adding-a-stage.md.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.catalog import face_opt_in
from core.errors import Misuse
from core.models import versions
from core.models.manifest import FILE_NAME, Manifest
from core.nouns.analysis import Analysis
from core.nouns.fact import FACE_FACTS, Fact

RunStage = Callable[[Any, Analysis], tuple[Fact, ...]]


@dataclass(frozen=True)
class Stage:
    """One row of the table.

    Attributes
    ----------
    role : str
        Of its model in the manifest.
    writes : tuple of str
        Fields of the analysis, or names of facts (their words stand in `core.words.facts`).
    opens : str
        "module:function" that takes the model's manifest entry and returns the stage's function; "" for the three that
        always run.
    opt_in : bool
        True for what runs only where the site has switched it on (`core.catalog.face_opt_in`).
    own : bool
        True for what runs only where the site has made a model of its own.
    named : bool
        True for what takes so long that it runs only where somebody names it.
    """

    role: str
    writes: tuple[str, ...]
    opens: str = ""
    opt_in: bool = False
    own: bool = False
    named: bool = False


STAGES = {
    "faces": Stage("faces", ("faces", "decided_by")),
    "persons": Stage("persons", ("persons", "decided_by")),
    "intent": Stage("intent", ("intent",)),
    "colors": Stage("colors", ("color", "background_color"), "core.vision.colors.detector:open_colors"),
    "mask": Stage("mask", ("product_area",), "core.vision.mask.detector:open_mask"),
    "objects": Stage("objects", ("object",), "core.vision.objects.detector:open_objects"),
    "quality": Stage("quality", ("sharpness", "brightness", "contrast"), "core.vision.quality.detector:open_quality"),
    "scenes": Stage("scenes", ("scene",), "core.vision.scenes.detector:open_scenes"),
    "tags": Stage("tags", ("tag", "gender", "usage", "pattern", "material"), "core.vision.tags.detector:open_tags"),
    "items": Stage("tags", ("item",), "core.vision.tags.items:open_items", named=True),
    "own_tags": Stage("own_tags", ("tag",), "core.vision.own_tags.detector:open_own_tags", own=True),
    "text": Stage("text", ("text",), "core.vision.text.stage:open_text"),
    "unsafe": Stage("unsafe", ("unsafe",), "core.vision.unsafe.detector:open_unsafe"),
    "face_details": Stage("face_details", FACE_FACTS, "core.vision.face_details.detector:open_face_details",
                          opt_in=True),
}
OPTIONAL = tuple(name for name, stage in STAGES.items() if stage.opens)


def check_stages(names: tuple[str, ...]) -> None:
    """Raises Misuse when one of `names` is not an optional stage; takes any value that a door was given."""
    if not isinstance(names, tuple | list):
        raise Misuse("Stages must be a list of names.", f"Choose from: {', '.join(OPTIONAL)}.")
    for name in names:
        if name not in OPTIONAL:
            raise Misuse(f"There is no optional stage {str(name)[:40]!r}.", f"Choose from: {', '.join(OPTIONAL)}.")


def check_allowed(names: tuple[str, ...], data_dir: Path) -> None:
    """Raises Misuse when one of `names` needs a switch that is off on the site of this data folder, or a model that it
    has not made."""
    if any(STAGES[name].opt_in for name in names):
        face_opt_in.check(data_dir)
    for name in names:
        if STAGES[name].own and not _has(name, data_dir):
            raise Misuse("This site has learned no tags of its own yet.",
                         "Teach one from five photos: on the page Tags, or by python -m core own-tags add.")


def offered(data_dir: Path) -> tuple[str, ...]:
    """The optional stages of a site, without those that its switch keeps off or whose model it has not made."""
    is_on = face_opt_in.read(data_dir).on
    return tuple(name for name in OPTIONAL if (is_on or not STAGES[name].opt_in)
                 and (not STAGES[name].own or _has(name, data_dir)))


def unnamed(data_dir: Path) -> tuple[str, ...]:
    """Those that run where nobody names any."""
    return tuple(name for name in offered(data_dir) if not STAGES[name].named)


def _has(name: str, data_dir: Path) -> bool:
    folder = data_dir / versions.OWN
    return (folder / FILE_NAME).is_file() and STAGES[name].role in Manifest.read(folder).current


def open_stage(name: str, entry: Any) -> RunStage:
    """Open an optional stage with its model's manifest entry; in worker processes only."""
    module, _, function = STAGES[name].opens.partition(":")
    run: RunStage = getattr(importlib.import_module(module), function)(entry)
    return run
