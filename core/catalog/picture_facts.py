"""What a result says of its picture as facts: photo type, label, verdict, people, lettering, outcomes of rule packs.

With these beside what optional stages find, everything that a picture can be found by is a row of one table.
"""

from __future__ import annotations

from core.nouns.detections import Detections
from core.nouns.fact import Fact
from core.nouns.intent import RULE_THRESHOLD
from core.nouns.job import PictureResult

BROKEN = "broken"  # the fact that a rule fails
MEASURED = ("background", "lettering", "text")  # names of what audits measure; no model stands at these facts
_MOST_LINES = 12  # of text that was read on one picture


def standing_facts(picture: PictureResult) -> list[Fact]:
    """The facts that every result has; of lettering and rule packs only where they were looked at.

    Parameters
    ----------
    picture : PictureResult
        An analysis, perhaps with measures and verdicts of rule packs.

    Returns
    -------
    list of Fact
        `faces` and `persons` are counts: their value is a number. The score of a verdict is the shoppable score.
    """
    analysis, intent = picture.analysis, picture.analysis.intent
    model = analysis.models.get("intent", "")
    seen_by = ", ".join(filter(None, (analysis.models.get("faces"), analysis.models.get("persons"))))
    best = analysis.decided_by.score or 0.0
    sensitive = "yes" if intent.sensitive_score >= RULE_THRESHOLD else "no"
    facts = [
        Fact("type", analysis.kind, best, seen_by),
        Fact("label", intent.shopping.top, intent.shopping.score(intent.shopping.top), model),
        Fact("verdict", "shoppable" if intent.shoppable else "not_shoppable", float(intent.shoppable_score), model),
        Fact("sensitive", sensitive, float(intent.sensitive_score), model),
        *_seen("face", "faces", analysis.faces, analysis.models.get("faces", "")),
        *_seen("person", "persons", analysis.persons, analysis.models.get("persons", "")),
    ]
    return facts + _measured(picture) + _judged(picture)


def _seen(one: str, many: str, found: Detections | None, model: str) -> list[Fact]:
    if found is None:  # the short cascade did not look for persons
        return []
    best = float(found.scores[0]) if len(found) else 0.0
    return [Fact(one, "yes" if len(found) else "no", best, model), Fact(many, str(len(found)), best, model)]


def _measured(picture: PictureResult) -> list[Fact]:
    """Background and lettering, where an audit has measured them; the words that were read are facts of their own."""
    measures = picture.measures
    lettering = {"found": "yes", "unclear": "unclear", "none": "no"}.get(measures.get("text", ""))
    lines = [line for line in measures.get("text_read") or () if line][:_MOST_LINES]
    facts = [Fact("background", measures["background"])] if measures.get("background") else []
    return facts + ([Fact("lettering", lettering)] if lettering else []) + [Fact("text", line) for line in lines]


def _judged(picture: PictureResult) -> list[Fact]:
    packs = [Fact(name, outcome) for name, outcome in picture.verdicts.items() if "." not in name]
    return packs + [Fact(BROKEN, name) for name, outcome in picture.verdicts.items()
                    if "." in name and outcome == "fail"]


def names_looked_for(picture: PictureResult) -> tuple[tuple[str, bool], ...]:
    """Names whose facts a result replaces, also where it found none; each with whether an audit measured it.

    What an audit reads off a picture stands beside what the text stage reads, with its boxes: each replaces its own.
    """
    measured = MEASURED if picture.measures.get("text") else ()
    others = (*((BROKEN,) if picture.verdicts else ()), *picture.analysis.fact_names)
    return (*((name, True) for name in measured), *((name, False) for name in others))


def is_measured(fact: Fact) -> bool:
    """Whether an audit measured a fact, which a stage may write under the same name."""
    return fact.name in MEASURED and not fact.model
