"""Tags of a site's own: learned from a few photos that show them, each change a version of the role "own_tags"."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

from core.analyze import AnalysisOptions
from core.catalog import vectors
from core.catalog.tables import pictures as picture_rows
from core.errors import MerchlensError, Misuse, NotFound, SetupError
from core.jobs.vector_work import files_of, fill_vectors, name_of
from core.models import store, versions
from core.models.manifest import FILE_NAME, Entry, Manifest
from core.nouns.source import Source
from core.processes.pool import INTERACTIVE
from core.site import Site
from core.sources.fetching.fetch import fetch
from core.tags.prototype import FEWEST, MOST, Prototype
from core.tags.vocabulary import LONGEST, MOST_TAGS, Tag, Taxonomy, bundled
from core.vision.own_tags.directions import read_own_tags, write_own_tags

ROLE = STEM = "own_tags"
STAGES, ITEMS = ("tags", "colors"), "items"
FEATURES, LEARN = "core.tags.tasks:features", "core.tags.tasks:learn"
MOST_OTHERS = 200  # photos of the catalog that a new tag is told from, beside those that the model brings
TIMES = 5  # pictures' time for reading all examples


@dataclass(frozen=True)
class OwnTag:
    """A tag that a site learned.

    Attributes
    ----------
    name, parent : str
        `parent` is a tag of the product's taxonomy; "" for none.
    examples : int
        Photos that it was learned from.
    found : int
        Of these, how many it finds when they are left out of the learning.
    alarms : float
        Share of the other photos at hand that it is shown for; some of them may be right.
    """

    name: str
    parent: str
    examples: int
    found: int
    alarms: float


def own_tags(site: Site) -> list[OwnTag]:
    """The tags of a site's own, in the order in which they were learned."""
    entry = _entry(site)
    return [OwnTag(**values) for values in entry.labels] if entry else []


def options(site: Site, *, each_product: bool = False) -> AnalysisOptions:
    """What tagging runs: the stages "tags" and "colors", "own_tags" where the site has some, and on request "items":
    each of several products in a photo by itself."""
    more = (*((ROLE,) if own_tags(site) else ()), *((ITEMS,) if each_product else ()))
    return AnalysisOptions(stages=(*STAGES, *more))


def taxonomy_of(site: Site) -> Taxonomy:
    """The product's taxonomy with the tags of a site's own."""
    known, own = bundled(), own_tags(site)
    if not own:
        return known
    return Taxonomy({**known.tags, **{tag.name: Tag(tag.name, tag.parent) for tag in own}}, known.attributes)


def add_own_tag(site: Site, name: str, examples: Sequence[Source], parent: str = "") -> OwnTag:
    """Learn a tag from photos that show it, and use it from the next photo on.

    Parameters
    ----------
    site : Site
        Open, with its models.
    name : str
        A word that the product's taxonomy does not have. A tag of the site's own is learned anew.
    examples : sequence of Source
        5 to 100 photos of such goods, each by itself.
    parent : str
        The tag of the product's taxonomy that it stands below; "" for none.

    Returns
    -------
    OwnTag
        What was learned. `models roll-back own_tags` takes the change back.

    Raises
    ------
    Misuse
        No name, one that is taken, an unknown parent, too few photos that can be read, or photos that are not alike.
    """
    name, parent = _checked_name(name), _checked_parent(parent)
    if len(examples) > MOST:
        raise Misuse(f"A tag is learned from {FEWEST} to {MOST} photos that show it; these are {len(examples):,}.",
                     "Choose the clearest ones.")
    folder = versions.with_own_folder(site.settings).models_dir
    model = store.entry(folder, "tags")
    places, problems = _places(site, examples)
    learned, more = site.pool.submit(LEARN, places, _others(site, model), priority=INTERACTIVE, times=TIMES).result()
    problems += more
    if not isinstance(learned, Prototype):
        raise Misuse(f"{learned} {_left_out(problems)}".strip(), "Give photos of one kind of goods, each by itself, "
                     "and all of that kind that the catalog has: those that are no examples count as other goods.")
    tag = OwnTag(name, parent, learned.examples, learned.found, round(learned.alarms, 4))
    _write(site, folder, (model, [one for one in own_tags(site) if one.name != name] + [tag]), {name: learned})
    return tag


def remove_own_tag(site: Site, name: str) -> None:
    """Use a tag of the site's own no more; what photos were given stays until they are tagged again.

    Raises
    ------
    NotFound
        The site has no such tag.
    """
    kept = own_tags(site)
    if name not in {tag.name for tag in kept}:
        names = ", ".join(tag.name for tag in kept) or "none"
        raise NotFound(f"This site has no tag {name[:60]!r} of its own.", f"Its own tags: {names}.")
    folder = versions.with_own_folder(site.settings).models_dir
    _write(site, folder, (store.entry(folder, "tags"), [tag for tag in kept if tag.name != name]), {})


def _entry(site: Site) -> Entry | None:
    folder = site.settings.data_dir / versions.OWN
    if not (folder / FILE_NAME).is_file():
        return None
    manifest = Manifest.read(folder)
    return manifest.entries[manifest.current[ROLE]] if ROLE in manifest.current else None


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST or not name.isprintable():
        raise Misuse(f"The name of a tag has 1 to {LONGEST} letters.", "Write a short name, such as cargo pants.")
    if taken := bundled().tag_of(name):
        raise Misuse(f"The product knows the tag {taken!r} already.", "Choose another name, or correct that tag on "
                     "photos and train: python -m core train tags.")
    return name


def _checked_parent(parent: str) -> str:
    found = bundled().tag_of(parent) if parent.strip() else ""
    if parent.strip() and not found:
        raise Misuse(f"There is no tag {parent[:60]!r} for the new one to stand below.",
                     "Choose a word of the taxonomy (core/tags/taxonomy), or none.")
    return found


def _places(site: Site, examples: Sequence[Source]) -> tuple[list[tuple[str, str]], list[str]]:
    """Path and name of each example, once; and what is wrong with the others."""
    places, problems = dict[str, str](), list[str]()
    for source in examples:
        if source.failure:
            problems.append(f"{source.uri}: {source.failure.message}")
            continue
        try:
            path = source.path or site.keep(fetch(source.uri, site.settings).data)
            places.setdefault(str(path), source.uri)
        except MerchlensError as error:
            problems.append(f"{source.uri}: {error.message}")
    return list(places.items()), problems


def _others(site: Site, model: Entry) -> np.ndarray:
    """Features of photos of the catalog: ndarray of float32, shape (M, D); those that are not there yet are made."""
    name, query = name_of(model, "features"), select(picture_rows.c.picture_id).order_by(picture_rows.c.picture_id)
    with site.store.reading() as connection:
        known = list(connection.execute(query.limit(MOST_OTHERS)).scalars())
        lacking = set(known) - set(vectors.known(connection, known, name))
    asked: list[Any] = [(picture_id, (path, checked)) for picture_id, path, checked in files_of(site, sorted(lacking))]
    if asked:
        fill_vectors(site, FEATURES, name, asked, progress=lambda words, share: True)
    with site.store.reading() as connection:
        found = vectors.of_pictures(connection, known, name)
    return np.stack(list(found.values())) if found else np.zeros((0, 0), np.float32)


def _write(site: Site, folder: Path, what: tuple[Entry, list[OwnTag]], learned: dict[str, Prototype]) -> None:
    """A new version with these tags, in use at once; what was learned before is taken over."""
    model, tags = what
    if len(tags) > MOST_TAGS:
        raise Misuse(f"A site has at most {MOST_TAGS:,} tags of its own.", "Remove some.")
    before = _entry(site)
    kept = read_own_tags(before.path) if before else None
    rows = {name: (one.direction, one.offset) for name, one in learned.items()}
    if kept:
        rows = {name: (kept.directions[place], float(kept.offsets[place])) for place, name in
                enumerate(kept.names)} | rows
    name = versions.next_name(folder, STEM)
    facts = {"role": ROLE, "origin": "learned on this site from examples by core/tags/own.py", "license": "the site's",
             "labels": [asdict(tag) for tag in tags], "input": dict(model.input), "card": f"{name}.md"}
    try:
        with tempfile.TemporaryDirectory(dir=site.settings.data_dir, prefix="own-tags-") as part:
            write_own_tags(Path(part) / f"{name}.npz", model.input["network"],
                           [(tag.name, *rows[tag.name]) for tag in tags])
            (Path(part) / f"{name}.md").write_text(_card(name, tags), "utf-8")
            versions.register(folder, name, facts, [f"{name}.npz"], source=Path(part), documents=[f"{name}.md"])
        versions.promote(folder, name)
    except OSError as error:
        raise SetupError(f"The tag could not be stored: {error.strerror or error}.",
                         "Make room on the disk of the data folder.") from None


def _card(name: str, tags: list[OwnTag]) -> str:
    lines = [f"# {name}: tags of this site", "", "Each is a direction of the features of the tags model in which its "
             "examples stand apart from other photos (core/tags/prototype.py).", "",
             "| tag | below | examples | found when left out | shown for other photos |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {tag.name} | {tag.parent} | {tag.examples} | {tag.found} | {tag.alarms:.1%} |"
                                for tag in tags), ""])


def _left_out(problems: list[str]) -> str:
    return f"{len(problems)} were left out, the first one {problems[0]}" if problems else ""
