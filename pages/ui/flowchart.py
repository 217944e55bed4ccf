"""The flowchart of the cascade, lit for one picture: face, else person, else only the product."""

from __future__ import annotations

from html import escape

from core.nouns.analysis import Analysis
from pages.ui.marks import KIND_COLORS, KIND_WORDS, count

STEPS = (("faces", "Face found?", "model_face"), ("persons", "Person found?", "worn_no_face"))
LAST = "product_only"


def flowchart(analysis: Analysis | None = None) -> str:
    """The cascade as HTML; without an analysis all of it is lit.

    Parameters
    ----------
    analysis : Analysis or None

    Returns
    -------
    str
        Questions on the left, the kinds they lead to on the right; what this picture passed is drawn solid.
    """
    parts = ['<div class="ml-flow" role="group" aria-label="How the kind is decided">', _node("Photo")]
    reached, label = True, ""
    for stage, question, kind in STEPS:
        ends = reached and (analysis is None or analysis.kind == kind)
        seen = "" if analysis is None else _seen(analysis, stage, reached=reached)
        parts += [
            _arrow(label, lit=reached), '<div class="ml-step">', _node(question, seen, lit=reached),
            _arrow("yes", sideways=True, lit=ends), _kind(kind, lit=ends), "</div>",
        ]
        reached, label = reached and (analysis is None or not ends), "no"
    return "".join([*parts, _arrow(label, lit=reached), _kind(LAST, lit=reached), "</div>"])


def explained(analysis: Analysis) -> str:
    """One or two sentences: what decided the kind, and which faces were refused."""
    decided = analysis.decided_by
    kind = KIND_WORDS[analysis.kind]
    if decided.stage == "none":
        text = f"{kind}: neither a face nor a person was found."
    else:
        found = "face" if decided.stage == "faces" else "person"
        text = f"{kind}: the {found} in the thick box decided, with {decided.score:.2f} "
        text += f"against a threshold of {decided.threshold:.2f}."
    if decided.close_call:
        text += " This is a close call: a slightly different photo could be filed otherwise."
    if decided.refused:
        reasons = "; ".join(dict.fromkeys(str(each.get("reason", "")) for each in decided.refused))
        were = count(len(decided.refused), "face candidate was", "face candidates were")
        text += f" {were} refused on a second look: {reasons}."
    if analysis.persons is None:
        text += " Persons were not looked for, because the cascade stopped at its first decision."
    return text


def _seen(analysis: Analysis, stage: str, *, reached: bool) -> str:
    decided = analysis.decided_by
    found = analysis.faces if stage == "faces" else analysis.persons
    if found is None:
        return "not looked for"
    if decided.stage == stage and decided.score is not None and decided.threshold is not None:
        return f"{len(found)} found; best {decided.score:.2f}, threshold {decided.threshold:.2f}"
    if len(found):
        return f"{len(found)} found; best {float(found.scores[0]):.2f}" + ("" if reached else ", not needed")
    if stage == "persons" and decided.stage == "none" and decided.score is not None and decided.threshold is not None:
        return f"none; best {decided.score:.2f}, threshold {decided.threshold:.2f}"
    refused = len(decided.refused) if stage == "faces" else 0
    return f"none; {refused} refused" if refused else "none"


def _node(text: str, below: str = "", *, lit: bool = True) -> str:
    small = f"<small>{escape(below)}</small>" if below else ""
    return f'<div class="ml-node{" ml-lit" if lit else ""}">{escape(text)}{small}</div>'


def _kind(kind: str, *, lit: bool) -> str:
    edge = f"border-left:.5rem solid {KIND_COLORS[kind]}" if lit else ""
    return f'<div class="ml-node ml-end{" ml-lit" if lit else ""}" style="{edge}">{escape(KIND_WORDS[kind])}</div>'


def _arrow(text: str = "", *, sideways: bool = False, lit: bool) -> str:
    way = "ml-right" if sideways else "ml-down"
    return f'<div class="ml-arrow {way}{" ml-lit" if lit else ""}"><span>{escape(text)}</span></div>'

