"""Tags that people give pictures: facts like those of stages, which no stage replaces, with every change kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select

from core.catalog import corrections as kept
from core.catalog.picture_texts import note_changes
from core.catalog.query import inserting, storable
from core.catalog.results import BY_PEOPLE
from core.catalog.searchable import BATCH
from core.catalog.tables import facts, pictures
from core.errors import Misuse
from core.nouns.correction import Correction
from core.site import Site
from core.words.numerals import count

TAG = "tag"  # the name of the fact
CHANGED = "own_tags"  # the name of the correction: values are all tags of a picture, before and after
MOST_LETTERS, MOST_TAGS = 60, 50  # of one tag; of one picture


@dataclass(frozen=True)
class TagStep:
    """One change of a picture's tags.

    Attributes
    ----------
    before, now : tuple of str
        All tags that people had given.
    author : str
    created : datetime
        UTC.
    """

    before: tuple[str, ...]
    now: tuple[str, ...]
    author: str
    created: datetime


def tag(site: Site, picture_ids: Sequence[str], *, add: Iterable[str] = (), remove: Iterable[str] = (),
        author: str = "") -> int:
    """Give pictures tags, or take tags of people away; what each had before is kept.

    Parameters
    ----------
    site : Site
    picture_ids : sequence of str
        Of the catalog; others are passed over.
    add, remove : iterable of str
        Tags, in any case; they are kept in lower case.
    author : str
        Who says so.

    Returns
    -------
    int
        Number of pictures whose tags changed.

    Raises
    ------
    Misuse
        No picture, no tag, one that cannot be kept, or more than 50 on a picture. Then nothing has changed.
    """
    new, old = frozenset(map(tag_name, add)), frozenset(map(tag_name, remove))
    if not new and not old:
        raise Misuse("No tag was named.", "Name one to add or to take away.")
    if new & old:
        raise Misuse(f"“{min(new & old)}” cannot be added and taken away at once.", "Choose one of the two.")
    if not picture_ids:
        raise Misuse("No picture is selected.", "Select one or more first.")
    ids, changed = list(dict.fromkeys(picture_ids)), 0
    with site.store.writing() as connection:
        for start in range(0, len(ids), BATCH):
            changed += _change(connection, ids[start:start + BATCH], new, old, author=author.strip())
    return changed


def tags_of(site: Site, picture_id: str) -> tuple[str, ...]:
    """The tags that people gave a picture, in order."""
    with site.store.reading() as connection:
        return tuple(sorted(_given(connection, [picture_id]).get(picture_id, ())))


def tag_history(site: Site, picture_id: str) -> list[TagStep]:
    """Every change of a picture's tags, the newest first."""
    with site.store.reading() as connection:
        return [TagStep(_listed(step.before), _listed(step.value), step.author, step.created)
                for step in kept.history(connection, picture_id, CHANGED)]


def tag_name(text: str) -> str:
    """A tag as it is kept: lower case, single spaces; raises Misuse for one that a query could not ask for.

    Examples
    --------
    >>> tag_name("  Summer   Sale")
    'summer sale'
    """
    name = " ".join(storable(text).casefold().split())
    if not 0 < len(name) <= MOST_LETTERS:
        raise Misuse(f"A tag has 1 to {MOST_LETTERS} letters, not {len(name)}.", "Choose another one.")
    if name == "any" or name.startswith("-") or not name.isprintable() or any(sign in name for sign in '",'):
        raise Misuse(f"{name!r} cannot be a tag: a query could not ask for it.",
                     "Leave out quotes, commas and a leading minus; it must not be the word any.")
    return name


def _change(connection: Connection, ids: list[str], new: frozenset[str], old: frozenset[str], *, author: str) -> int:
    known = connection.execute(select(pictures.c.picture_id).where(pictures.c.picture_id.in_(ids))).scalars()
    given, now = _given(connection, ids), datetime.now(UTC)
    steps, added, gone = list[Correction](), list[dict[str, Any]](), list[tuple[str, str]]()
    for name in known:
        before = given.get(name, frozenset())
        after = (before | new) - old
        if after == before:
            continue
        if len(after) > MOST_TAGS:
            raise Misuse(f"A picture has at most {count(MOST_TAGS, 'tag')} of people, not {len(after)}.",
                         "Take others away first.")
        steps.append(Correction(name, CHANGED, json.dumps(sorted(after)), json.dumps(sorted(before)), author, now))
        added += [{"picture_id": name, "name": TAG, "value": value, "score": 1.0, "model": BY_PEOPLE}
                  for value in sorted(after - before)]
        gone += [(name, value) for value in before - after]
    kept.add(connection, steps)
    if added:
        statement = inserting(connection, facts)
        connection.execute(statement.on_conflict_do_update(index_elements=["picture_id", "name", "value"], set_={
            "score": statement.excluded.score, "model": statement.excluded.model}), added)
    if gone:
        by_value = {value: [name for name, other in gone if other == value] for _, value in gone}
        connection.execute(delete(facts).where(facts.c.name == TAG, facts.c.model == BY_PEOPLE, or_(*(
            and_(facts.c.value == value, facts.c.picture_id.in_(names)) for value, names in by_value.items()))))
    note_changes(connection, (step.picture_id for step in steps))
    return len(steps)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(map(str, json.loads(value or "[]")))


def _given(connection: Connection, ids: list[str]) -> dict[str, frozenset[str]]:
    rows = connection.execute(select(facts.c.picture_id, facts.c.value).where(
        facts.c.picture_id.in_(ids), facts.c.name == TAG, facts.c.model == BY_PEOPLE))
    given: dict[str, frozenset[str]] = {}
    for picture_id, value in rows:
        given[picture_id] = given.get(picture_id, frozenset()) | {value}
    return given
