"""A picture's measures against a marketplace's rules: verdicts with the measured value, the limit and the evidence.

Arithmetic on numbers only, so that any process can do it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from core.images.formats import READ
from core.nouns.measures import MADE_BY_AI, SYNTHETIC, Box, Measures
from core.nouns.verdict import Outcome, Verdict
from core.rules.fixable import FAINT, union, why_no_fix
from core.rules.rule_packs import Pack, Rule

_QUOTES = 6  # lines of text in a reason
_CLEAR = 0.02  # of the frame: faint edges that stick out less belong to the product's own
_SHARES = ("reach", "box_share", "mask_share")
_WHY_UNKNOWN = {
    "product": "no product stands out from the background, or the background is not plain",
    "edge_width": "the product has too few clear edges",
    "text": "the background is busy, and its text was not read",
    "watermark": "too little plain background shows, and a faint mark on the product itself stays unseen",
    "colors": "how the file stores colors is unknown",
    "format": "the file's format is unknown",
    "bytes": "the file's size is unknown",
    "declared": "the file declares nothing, and pixels do not show whether a model made the picture; if one did, "
                "declare it",
    "label": "the rule depends on the product type, which is unknown",
}
_NOUNS = {"border_sides": "a border", "text": "text", "watermark": "a watermark",
          "touches": "a product that touches its edge"}


def check(measures: Measures, pack: Pack, today: date) -> list[Verdict]:
    """Check a picture against all rules of a pack that are in force on a day or will be.

    Parameters
    ----------
    measures : Measures
    pack : Pack
    today : date

    Returns
    -------
    list of Verdict
        In the pack's order, without rules that have ended or are for another type of product.
    """
    return [_verdict(measures, rule, pack, today) for rule in pack.rules
            if (rule.ends is None or today <= rule.ends)
            and (not rule.labels or not measures.top_label or measures.top_label in rule.labels)]


def overall(verdicts: Iterable[Verdict]) -> Literal["pass", "warn", "fail"]:
    """The worst outcome; "unknown" does not count against the picture.

    Parameters
    ----------
    verdicts : iterable of Verdict

    Examples
    --------
    >>> overall([])
    'pass'
    """
    outcomes = {verdict.outcome for verdict in verdicts}
    return "fail" if "fail" in outcomes else "warn" if "warn" in outcomes else "pass"


def check_packs(measures: Measures, packs: Mapping[str, Pack], names: Iterable[str], today: date
                ) -> dict[str, list[Verdict]]:
    """Check a picture against several packs.

    Parameters
    ----------
    measures : Measures
    packs : mapping of str to Pack
        All packs of the site.
    names : iterable of str
        The packs to check; a pack that the site no longer has is left out.
    today : date

    Returns
    -------
    dict of str to list of Verdict
        Pack -> its verdicts.
    """
    return {name: check(measures, packs[name], today) for name in names if name in packs}


def outcomes_by_name(verdicts: dict[str, list[Verdict]]) -> dict[str, str]:
    """What a database keeps of verdicts: pack -> "pass", "warn" or "fail"; broken "pack.rule" -> "fail".

    Parameters
    ----------
    verdicts : dict of str to list of Verdict
        Pack -> its verdicts.
    """
    broken = {f"{name}.{verdict.rule}": "fail" for name, of_pack in verdicts.items() for verdict in of_pack
              if verdict.outcome == "fail"}
    return {name: overall(of_pack) for name, of_pack in verdicts.items()} | broken


def _verdict(measures: Measures, rule: Rule, pack: Pack, today: date) -> Verdict:
    value = _value(measures, rule)
    words = _words(measures, rule, value)
    days = (rule.starts - today).days if rule.starts is not None and rule.starts > today else None
    outcome: Outcome = "pass" if value is not None and _holds(value, rule) else "unknown"
    is_unknown = value is None or (bool(rule.labels) and not measures.top_label)
    if outcome != "pass" and not is_unknown:
        outcome = "fail" if rule.severity == "must" and days is None else "warn"
    is_broken, is_unclear = outcome in ("warn", "fail"), rule.measure == "text" and measures.text == "unclear"
    reason = _unclear_text(rule, words) if is_unclear else _reason(measures, rule, (outcome, words), days)
    why_not = why_no_fix(measures, rule, pack) if is_broken and rule.fix else ""
    return Verdict(
        rule=rule.id, title=rule.title, pack=pack.name, outcome=outcome, measured=words, limit=_limit(rule),
        unit=rule.unit, reason=f"{reason} No automatic fix: {why_not}." if why_not else reason,
        evidence=_evidence(measures, rule) if is_broken or is_unclear else "",
        fix=rule.fix if is_broken and not why_not else "", days_left=days,
    )


def _value(measures: Measures, rule: Rule) -> Any:
    """What is compared with the rule's limit; None where it is unknown."""
    if rule.measure == "size":
        return measures.width, measures.height
    value = getattr(measures, rule.measure)
    if rule.measure in ("border_sides", "touches"):
        return "found" if value else "none"
    if rule.measure == "bytes":
        return value or None
    if rule.measure in _SHARES and value is not None and _holds(value, rule) != _holds(_most(measures, rule), rule):
        return None
    return None if value in ("", "unknown") or (rule.measure == "text" and value == "unclear") else value


def _most(measures: Measures, rule: Rule) -> float:
    """What a share of the product would be if the faint edges around it were its own."""
    value: float = getattr(measures, rule.measure)
    if measures.product_box is None or measures.faint_box is None:
        return value
    left, top, right, bottom = union(measures.product_box, measures.faint_box)
    across, down = (right - left) / measures.width, (bottom - top) / measures.height
    most = max(across, down) if rule.measure == "reach" else across * down
    return most if most > value + _CLEAR else value


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


def _words(measures: Measures, rule: Rule, value: Any) -> str:
    """The measured value as people read it."""
    if rule.measure == "text":
        return _quotes(measures)
    if rule.measure in _SHARES and value is not None and _most(measures, rule) > value:
        return f"{_formatted(value, rule)} to {_formatted(_most(measures, rule), rule)}"
    return _declaration(measures) if rule.measure == "declared" else _formatted(value, rule)


def _formatted(value: Any, rule: Rule) -> str:
    """A value with its unit; one that falls just short of its limit is not rounded to it."""
    if value is None:
        return ""
    if rule.measure == "size":
        return f"{value[0]:.0f} x {value[1]:.0f} px"
    if isinstance(value, str):
        return READ.get(value, value.upper()) if rule.measure == "format" else value
    if rule.unit == "%":
        percent = int(value * 1000) / 10
        return f"{percent:g} %"
    if rule.unit == "bytes":
        return f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{value:,.0f} bytes"
    if isinstance(value, float) and value != int(value):
        return f"{value:.2f} {rule.unit}".strip()
    return f"{value:,.0f} {rule.unit}".strip()


def _quotes(measures: Measures) -> str:
    """The state of the picture's text, with the words where they were read."""
    if measures.text == "unknown":
        return ""
    quotes = list(dict.fromkeys(f"“{line}”" for line in measures.text_read if line))
    more = [f"{len(quotes) - _QUOTES} more"] if len(quotes) > _QUOTES else []
    return f"{measures.text}: {', '.join(quotes[:_QUOTES] + more)}" if quotes else measures.text


def _declaration(measures: Measures) -> str:
    """How the picture was made, as its file declares it; "" where it declares nothing."""
    term = measures.source_type
    if term:
        how = "made by AI, " if term == MADE_BY_AI else "synthetic, " if term in SYNTHETIC else ""
        return f"declared as {how}{term}"
    return f"declared in its C2PA manifest only, {measures.manifest}" if measures.manifest in SYNTHETIC else ""


def _limit(rule: Rule) -> str:
    if rule.compare == "one_of" and isinstance(rule.limit, tuple):
        return ", ".join(_formatted(item, rule) for item in rule.limit)
    word = {"at_least": "at least ", "at_most": "at most ", "near": "about "}.get(rule.compare, "")
    return word + _formatted(rule.limit, rule)


def _reason(measures: Measures, rule: Rule, verdict: tuple[Outcome, str], days: int | None) -> str:
    outcome, words = verdict
    if outcome == "unknown":
        why = FAINT if rule.measure in _SHARES and getattr(measures, rule.measure) is not None else \
            _WHY_UNKNOWN["label"] if words else _WHY_UNKNOWN.get(rule.measure, _WHY_UNKNOWN["product"])
        return f"{rule.asks} Cannot tell: {why}."
    if outcome == "pass":
        return f"{rule.asks} Measured: {words}."
    own = " (limit set by this rule pack; the marketplace gives none)" if rule.limit_from == "ours" else ""
    start = f" This fails from {rule.starts:%d %B %Y} on, in {days} days." if days is not None else ""
    if rule.compare == "is":
        state, _, quotes = words.partition(": ")
        if state == "found":
            return f"{rule.asks} This picture has {_NOUNS[rule.measure]}{': ' if quotes else ''}{quotes}{own}.{start}"
        return f"{rule.asks} This picture: {words}{own}.{start}"
    return f"{rule.asks} Measured: {words}; required: {_limit(rule)}{own}.{start}"


def _unclear_text(rule: Rule, words: str) -> str:
    """Text that does not advertise is for a person to look at."""
    quotes = words.partition(": ")[2]
    if quotes:
        return f"{rule.asks} This picture has text: {quotes}. It does not advertise; it may be print on the product, " \
               "a sign in the scene, or laid over the picture. Please check it."
    return f"{rule.asks} This picture seems to have text that could not be read. Please check it."


def _evidence(measures: Measures, rule: Rule) -> tuple[Box, ...] | str:
    boxes = {"text": measures.text_boxes, "watermark": measures.watermark_boxes,
             "product": (measures.product_box,) if measures.product_box else ()}
    if rule.evidence == "border":
        left, top, right, bottom = measures.border_insets
        width, height = measures.width, measures.height
        sides: dict[str, Box] = {"left": (0, 0, left, height), "top": (0, 0, width, top),
                                 "right": (width - right, 0, width, height),
                                 "bottom": (0, height - bottom, width, height)}
        return tuple(sides[side] for side in measures.border_sides)
    return boxes.get(rule.evidence, rule.evidence)
