"""The flowchart of the photo type, with one picture's path lit: a face, else a person, else the product only."""

from __future__ import annotations

from html import escape

from core.nouns.analysis import Analysis
from core.words.colors import KIND_COLORS
from core.words.labels import KIND_WORDS
from core.words.numerals import count

STEPS = (("faces", "Face found?", "model_face"), ("persons", "Person found?", "worn_no_face"))
LAST = "product_only"


def flowchart(analysis: Analysis | None = None) -> str:
    """Draw the flowchart as HTML.

    Parameters
    ----------
    analysis : Analysis or None
        Lights the path of its picture; None lights everything.

    Returns
    -------
    str
        Questions on the left, the photo types that they lead to on the right.
    """
    parts = ['<div class="ml-flow" role="group" aria-label="How the photo type is decided">', _node("Photo")]
    reached, label = True, ""
    for stage, question, kind in STEPS:
        ends = reached and (analysis is None or analysis.kind == kind)
        detail = "" if analysis is None else _detail(analysis, stage, reached=reached)
        parts += [
            _arrow(label, lit=reached), '<div class="ml-step">', _node(question, detail, lit=reached),
            _arrow("yes", sideways=True, lit=ends), _kind(kind, lit=ends), "</div>",
        ]
        reached, label = reached and (analysis is None or not ends), "no"
    return "".join([*parts, _arrow(label, lit=reached), _kind(LAST, lit=reached), "</div>"])


def explanation(analysis: Analysis) -> str:
    """Say in a few sentences what decided the photo type, and which face candidates were rejected."""
    decision = analysis.decided_by
    word = KIND_WORDS[analysis.kind]
    if decision.stage == "none":
        text = f"{word}: neither a face nor a person was found."
    else:
        subject = "face" if decision.stage == "faces" else "person"
        text = f"{word}: decided by the {subject} in the thick box, which scored {decision.score:.2f} "
        text += f"(threshold {decision.threshold:.2f})."
    if decision.close_call:
        text += " This is a close call: a slightly different photo could get another type."
    if decision.refused:
        reasons = "; ".join(dict.fromkeys(str(each.get("reason", "")) for each in decision.refused))
        candidates = count(len(decision.refused), "face candidate was", "face candidates were")
        text += f" {candidates} rejected: {reasons}."
    if analysis.persons is None:
        text += " The search for persons was skipped because a face had already decided."
    return text


def _detail(analysis: Analysis, stage: str, *, reached: bool) -> str:
    """The small print below a question: how many detections, and the best score."""
    decision = analysis.decided_by
    detections = analysis.faces if stage == "faces" else analysis.persons
    limit = "" if decision.threshold is None else f", threshold {decision.threshold:.2f}"
    if detections is None:
        return "skipped"
    if decision.stage == stage and decision.score is not None:
        return f"{len(detections)} found; best {decision.score:.2f}{limit}"
    if len(detections):
        return f"{len(detections)} found; best {float(detections.scores[0]):.2f}" + ("" if reached else ", not needed")
    if stage == "persons" and decision.stage == "none" and decision.score is not None:
        return f"none; best {decision.score:.2f}{limit}"
    rejected = len(decision.refused) if stage == "faces" else 0
    return f"none; {rejected} rejected" if rejected else "none"


def _node(text: str, below: str = "", *, lit: bool = True) -> str:
    small = f"<small>{escape(below)}</small>" if below else ""
    return f'<div class="ml-node{" ml-lit" if lit else ""}">{escape(text)}{small}</div>'


def _kind(kind: str, *, lit: bool) -> str:
    edge = f"border-left:.5rem solid {KIND_COLORS[kind]}" if lit else ""
    return f'<div class="ml-node ml-end{" ml-lit" if lit else ""}" style="{edge}">{escape(KIND_WORDS[kind])}</div>'


def _arrow(text: str = "", *, sideways: bool = False, lit: bool) -> str:
    way = "ml-right" if sideways else "ml-down"
    return f'<div class="ml-arrow {way}{" ml-lit" if lit else ""}"><span>{escape(text)}</span></div>'

