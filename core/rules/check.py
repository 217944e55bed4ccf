"""A picture's measures against a marketplace's rules: verdicts with the measured value, the limit and the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from core.nouns.measures import MADE_BY_AI, SYNTHETIC, Box, Measures
from core.nouns.verdict import Outcome, Verdict
from core.rules.rule_packs import Pack, Rule

NEAR_WHITE = 235  # a background's darkest mean channel that may honestly be made white; paper, not gray walls
_MOST_WORDS = 6  # lines of lettering that a reason quotes
_TIGHT = 0.002  # of the frame: less room than this cannot be cropped
_WORDS = {
    "product": "no product stands out from the background, or the background is not plain",
    "edge_width": "there are too few clear edges on the product",
    "text": "the background is busy, and nobody read what is on it",
    "watermark": "too little plain background shows, and a faint mark on the product itself is not seen",
    "colors": "how the file stores colors was not noted",
    "format": "the file's format was not noted",
    "bytes": "the file's size was not noted",
    "declared": "the file declares nothing, and no picture shows whether a model made it; if one did, mark it",
    "label": "the rule depends on what kind of product it is, which was not looked at",
}


def check(measures: Measures, pack: Pack, today: date) -> list[Verdict]:
    """Judge a picture by all rules of a pack that are in force on a day or will be.

    Parameters
    ----------
    measures : Measures
    pack : Pack
    today : date

    Returns
    -------
    list of Verdict
        In the pack's order; rules that have ended, or are for another kind of product, are left out.
    """
    found = []
    for rule in pack.rules:
        if rule.ends is not None and today > rule.ends:
            continue
        if rule.labels and measures.top_label and measures.top_label not in rule.labels:
            continue
        found.append(_judge(measures, rule, pack, today))
    return found


def overall(verdicts: Iterable[Verdict]) -> Literal["pass", "warn", "fail"]:
    """The worst outcome; "unknown" counts as nothing found against the picture.

    Parameters
    ----------
    verdicts : iterable of Verdict
    """
    outcomes = {verdict.outcome for verdict in verdicts}
    return "fail" if "fail" in outcomes else "warn" if "warn" in outcomes else "pass"


def _judge(measures: Measures, rule: Rule, pack: Pack, today: date) -> Verdict:
    value = _value(measures, rule)
    shown = _lettering(measures) if rule.measure == "text" else _shown(value, rule)
    if rule.measure == "declared":
        shown = _declaration(measures)
    limit = _limit(rule)
    days = (rule.starts - today).days if rule.starts is not None and rule.starts > today else None
    outcome: Outcome = "pass" if value is not None and _holds(value, rule) else "unknown"
    unsure = value is None or (bool(rule.labels) and not measures.top_label)
    if outcome != "pass" and not unsure:
        outcome = "fail" if rule.severity == "must" and days is None else "warn"
    broken, to_see = outcome in ("warn", "fail"), rule.measure == "text" and measures.text == "unclear"
    return Verdict(
        rule=rule.id, title=rule.title, pack=pack.name, outcome=outcome, measured=shown, limit=limit, unit=rule.unit,
        reason=_reason(rule, outcome, shown, days, to_see=to_see),
        evidence=_evidence(measures, rule) if broken or to_see else "",
        fix=_honest_fix(measures, rule) if broken else "", days_left=days,
    )


def _value(measures: Measures, rule: Rule) -> Any:
    if rule.measure == "size":
        return measures.width, measures.height
    value = getattr(measures, rule.measure)
    if rule.measure in ("border_sides", "touches"):
        return "found" if value else "none"
    if rule.measure == "bytes":
        return value or None
    return None if value in ("", "unknown") or (rule.measure == "text" and value == "unclear") else value


def _holds(value: Any, rule: Rule) -> bool:
    limit: Any = rule.limit
    if rule.compare == "is":
        return bool(value == limit)
    if rule.compare == "one_of":
        return str(value).lower() in {str(item).lower() for item in limit}
    if rule.compare == "near":
        return bool(abs(value - limit) <= rule.tolerance * limit)
    pairs = list(zip(value, limit, strict=True)) if rule.measure == "size" else [(value, limit)]
    if rule.compare == "at_least":
        return all(one >= least for one, least in pairs)
    return all(one <= most for one, most in pairs)


def _shown(value: Any, rule: Rule) -> str:
    """As people read it; a value just short of its limit is not rounded to it."""
    if value is None:
        return ""
    if rule.measure == "size":
        return f"{value[0]:.0f} x {value[1]:.0f} px"
    if isinstance(value, str):
        return {"jpeg": "JPEG"}.get(value, value.upper() if rule.measure == "format" else value)
    if rule.unit == "%":
        cut = int(value * 1000) / 10
        return f"{cut:g} %"
    if rule.unit == "bytes":
        return f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{value:,.0f} bytes"
    if isinstance(value, float) and value != int(value):
        return f"{value:.2f} {rule.unit}".strip()
    return f"{value:,.0f} {rule.unit}".strip()


def _lettering(measures: Measures) -> str:
    """What was found, with the words where they were read."""
    if measures.text == "unknown":
        return ""
    words = list(dict.fromkeys(f"“{words}”" for words in measures.text_read if words))
    more = [f"{len(words) - _MOST_WORDS} more"] if len(words) > _MOST_WORDS else []
    return f"{measures.text}: {', '.join(words[:_MOST_WORDS] + more)}" if words else measures.text


def _declaration(measures: Measures) -> str:
    """How the picture was made, as its file declares it; "" where it declares nothing."""
    term = measures.source_type
    if term:
        how = "made by AI, " if term == MADE_BY_AI else "synthetic, " if term in SYNTHETIC else ""
        return f"declared as {how}{term}"
    return f"declared in its C2PA manifest only, {measures.manifest}" if measures.manifest in SYNTHETIC else ""


def _limit(rule: Rule) -> str:
    words = {"at_least": "at least ", "at_most": "at most ", "near": "about "}.get(rule.compare, "")
    if rule.compare == "one_of" and isinstance(rule.limit, tuple):
        return ", ".join(str(item).upper() for item in rule.limit)
    return words + _shown(rule.limit, rule)


def _reason(rule: Rule, outcome: Outcome, shown: str, days: int | None, *, to_see: bool) -> str:
    ours = " (the limit is ours; the marketplace names none)" if rule.limit_from == "ours" else ""
    if to_see:
        words = shown.partition(": ")[2]
        if words:
            return f"{rule.asks} There is lettering, {words}. It does not advertise: it may be print on the product, " \
                "a sign in the scene, or laid over the picture. Look at it."
        return f"{rule.asks} There is what looks like lettering and could not be read. Look at it."
    if outcome == "unknown":
        words = _WORDS["label"] if shown else _WORDS.get(rule.measure, _WORDS["product"])
        return f"{rule.asks} It could not be told: {words}."
    if outcome == "pass":
        return f"{rule.asks} Measured: {shown}."
    when = f" From {rule.starts:%d %B %Y} on, in {days} days, this fails." if days is not None else ""
    if rule.compare == "is":
        found, _, words = shown.partition(": ")
        return f"{rule.asks} Here {words or 'one'} was found{ours}.{when}" if found == "found" else \
            f"{rule.asks} Here it is {shown}{ours}.{when}"
    return f"{rule.asks} Measured: {shown}, wanted: {_limit(rule)}{ours}.{when}"


def _evidence(measures: Measures, rule: Rule) -> tuple[Box, ...] | str:
    boxes = {"text": measures.text_boxes, "watermark": measures.watermark_boxes,
             "product": (measures.product_box,) if measures.product_box else ()}
    if rule.evidence == "border":
        left, top, right, bottom = measures.border_insets
        wide, high = measures.width, measures.height
        sides: dict[str, Box] = {"left": (0, 0, left, high), "top": (0, 0, wide, top),
                                 "right": (wide - right, 0, wide, high), "bottom": (0, high - bottom, wide, high)}
        return tuple(sides[side] for side in measures.border_sides)
    return boxes.get(rule.evidence, rule.evidence)


def _honest_fix(measures: Measures, rule: Rule) -> str:
    """The rule's fix, where this picture allows it; see `core.rules.fix`, which refuses the same."""
    plain, white = measures.background == "plain", min(measures.background_rgb) >= NEAR_WHITE
    if rule.fix == "whiten" and not (plain and white):
        return ""
    if rule.fix == "pad" and not (plain and white):
        return ""
    if rule.fix == "recrop" and (measures.product_box is None or measures.text == "found"
                                 or all(margin <= _TIGHT for margin in measures.margins or ())):
        return ""
    return rule.fix
