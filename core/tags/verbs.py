"""What a user can ask of this room: tag photos, correct their tags, see where a tag comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import delete

from core import analyze
from core.catalog import corrections as kept
from core.catalog import pictures
from core.catalog.picture_texts import note_changes
from core.catalog.results import BY_PEOPLE
from core.catalog.tables import facts as fact_rows
from core.errors import Misuse
from core.nouns.analysis import Analysis
from core.nouns.correction import Correction
from core.nouns.fact import Fact
from core.nouns.failure import Failure
from core.nouns.source import Source
from core.processes.pool import INTERACTIVE
from core.site import Site
from core.tags.evidence import METHODS, Evidence
from core.tags.listing import ITEM, TAG, Tagging, tagging
from core.tags.own import options, taxonomy_of
from core.tags.vocabulary import Taxonomy, bundled

ATTRIBUTES = ("gender", "usage", "pattern", "material", "color")
JUDGED = "tags"  # name of the correction: all that people said of a photo's tags
WHY = "core.tags.tasks:why"


def start(site: Site, sources: list[Source], *, each_product: bool = False) -> str:
    """Begin to tag photos in the background: an analysis with the stages of `core.tags.options`; returns its id."""
    return analyze.start(site, sources, options(site, each_product=each_product))


def in_order(site: Site, job_id: str, taxonomy: Taxonomy | None = None) -> Iterator[Tagging | Failure]:
    """The tags of a job's photos in the order of the sources, each as soon as those before it are there.

    Parameters
    ----------
    site : Site
    job_id : str
        As `start` returned it.
    taxonomy : Taxonomy, optional
        Somebody's own; the product's by default.
    """
    for result in analyze.in_order(site, job_id):
        yield result if isinstance(result, Failure) else tags_of(site, result, taxonomy)


def tag_now(site: Site, source: Source, taxonomy: Taxonomy | None = None, *, each_product: bool = False) -> Tagging:
    """Tag one photo while somebody waits; raises what `core.analyze.analyze_now` raises."""
    return tags_of(site, analyze.analyze_now(site, source, options(site, each_product=each_product)), taxonomy)


def tags_of(site: Site, analysis: Analysis, taxonomy: Taxonomy | None = None) -> Tagging:
    """The tags of an analyzed photo: what the model showed, without what people refused, with what they added.

    Parameters
    ----------
    site : Site
    analysis : Analysis
        Of `core.tags.options`.
    taxonomy : Taxonomy, optional
    """
    said = judged(site, analysis.picture_id)
    facts = [fact for fact in analysis.facts if fact.name in (TAG, ITEM, *ATTRIBUTES)
             and said.get((TAG if fact.name == ITEM else fact.name, fact.value)) is not False]
    facts += [Fact(name, value, 1.0, BY_PEOPLE) for (name, value), right in said.items() if right]
    whole = taxonomy_of(site)
    return tagging(analysis, _without_orphans(facts, said, whole), taxonomy or whole)


def judge(site: Site, picture_id: str, fact: tuple[str, str], right: bool | None, *, author: str = "") -> None:
    """Say that a tag is right or wrong, or take that back; what was said before is kept.

    Parameters
    ----------
    site : Site
    picture_id : str
        Of an analyzed photo.
    fact : (str, str)
        Name and value, such as ("tag", "sandal"): one of the product's own taxonomy.
    right : bool or None
        True accepts or adds it, False refuses it, None takes back what was said.
    author : str

    Raises
    ------
    Misuse
        No such tag or value.
    NotFound
        The photo was not analyzed here.
    """
    name, value = fact[0], known(*fact, taxonomy_of(site))
    analysis = analyze.analysis_of(site, picture_id)
    before = judged(site, picture_id)
    now = {key: said for key, said in before.items() if key != (name, value)}
    if right is not None:
        now[name, value] = right
    if now == before:
        return
    with site.store.writing() as connection:
        word = Correction(picture_id, JUDGED, _text(now), _text(before), author.strip(), datetime.now(UTC))
        kept.add(connection, [word])
        connection.execute(delete(fact_rows).where(
            fact_rows.c.picture_id == picture_id, fact_rows.c.name == name, fact_rows.c.value == value))
        found = [fact for fact in analysis.facts if (fact.name, fact.value) == (name, value) and right is None]
        for one in [Fact(name, value, 1.0, BY_PEOPLE)] if right else found[:1]:
            connection.execute(fact_rows.insert().values(picture_id=picture_id, name=name, value=value,
                                                         score=one.score, model=one.model))
        note_changes(connection, [picture_id])


def judged(site: Site, picture_id: str) -> dict[tuple[str, str], bool]:
    """What people said of a photo's tags: (name, value) -> whether it is right."""
    with site.store.reading() as connection:
        words = kept.history(connection, picture_id, JUDGED)
    return {(name, value): right for name, value, right in json.loads(words[0].value)} if words else {}


def history(site: Site, picture_id: str) -> list[Correction]:
    """All that people said of a photo's tags, the newest first."""
    with site.store.reading() as connection:
        return kept.history(connection, picture_id, JUDGED)


def known(name: str, value: str, taxonomy: Taxonomy | None = None) -> str:
    """A tag, or a value of an attribute, by its own name; raises Misuse for an unknown one.

    Parameters
    ----------
    name, value : str
    taxonomy : Taxonomy, optional
        The product's by default.

    Examples
    --------
    >>> known("tag", "Trainer"), known("gender", "ladies")
    ('sneaker', 'women')
    """
    taxonomy = taxonomy or bundled()
    if name != TAG and name not in taxonomy.attributes:
        raise Misuse(f"A tag is about {', '.join((TAG, *taxonomy.attributes))}, not {name[:40]!r}.", "Choose one.")
    found = taxonomy.tag_of(value) if name == TAG else taxonomy.value_of(name, value)
    if not found:
        raise Misuse(f"There is no {name} {value[:60]!r}.", "Choose a word of the taxonomy (core/tags/taxonomy).")
    return found


def why(site: Site, picture_id: str, fact: tuple[str, str], method: str = METHODS[0]) -> Evidence:
    """Where a photo speaks for a tag, and what is left of the tag without that part.

    Parameters
    ----------
    site : Site
    picture_id : str
        Of an analyzed photo.
    fact : (str, str)
        Such as "tag", "sandal".
    method : {"grad-cam", "occlusion"}
        The gradient of the tag by the last feature map, or how far the tag falls while parts are covered.

    Raises
    ------
    Misuse
        Another method, or a tag that the model does not know.
    NotFound
        The photo was not analyzed here.
    """
    if method not in METHODS:
        raise Misuse(f"A tag is explained by {' or '.join(METHODS)}, not {method[:40]!r}.", "Choose one of them.")
    path = pictures.preview(site.settings.data_dir, picture_id)
    found: Evidence = site.pool.submit(WHY, str(path), fact, method, priority=INTERACTIVE, times=2).result()
    return found


def _without_orphans(facts: list[Fact], said: dict[tuple[str, str], bool], taxonomy: Taxonomy) -> list[Fact]:
    """Without tags below a tag that people refused."""
    refused = {value for (name, value), right in said.items() if name == TAG and not right}
    return [fact for fact in facts if fact.name not in (TAG, ITEM) or not refused & set(
        taxonomy.path(fact.value) if fact.value in taxonomy.tags else ())]


def _text(said: dict[tuple[str, str], bool]) -> str:
    return json.dumps(sorted([name, value, right] for (name, value), right in said.items()))
