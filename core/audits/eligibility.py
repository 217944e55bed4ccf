"""The browser's rules: which picture of a page it would choose, and why it passes over each other one.

A port of Chromium's page rules for its visual search suggestions [1]_, with the configuration that it used when the
server sent none [2]_. Three passes: geometry, including pictures covered by one with a higher z-index; the
classifier's scores; and the visible area compared with the largest picture that is left. The default configuration
has no order: Chromium then took pictures by their position in the page, compared as text ("10" before "2"), and showed
the first only. Whether browsers of today still do this is not verified.

References
----------
.. [1] Chromium, chrome/renderer/companion/visual_query/visual_query_eligibility.cc.
.. [2] Chromium, chrome/renderer/companion/visual_query/visual_query_classifier_agent.cc, CreateEligibilitySpec, and
   chrome/common/companion/visual_query/features.cc, max_visual_suggestions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import Misuse
from core.nouns.intent import RULE_THRESHOLD

Feature = Literal["visible area", "visible share", "width", "height", "area", "aspect", "original area",
                  "original aspect", "original width", "original height", "distance to center", "shopping score",
                  "sensitive score"]
Per = Literal["", "viewport area", "largest"]
STORED = 201  # pictures of a page that the browser checks: the original's `count++ > 200`
MAX_SIDE = 10**7  # CSS pixels of a plausible box


@dataclass(frozen=True)
class PageImage:
    """A picture where a page shows it.

    Attributes
    ----------
    uri : str
        Its address.
    xywh : tuple of int
        Its box in CSS pixels; (0, 0) is the viewport's upper left corner, so positions scrolled away are negative.
    original_wh : tuple of int
        The file's own size in pixels.
    z_index : int or None
        None where it has no effect (position: static).
    shopping_score, sensitive_score : float or None
        The best score of a product label, and "sensitive", in [0, 1]; None without an analysis counts as 0 and 1.
    has_src : bool
        True for an element with `src` and decoded contents; False for a CSS background, which the browser ignores.
    """

    uri: str
    xywh: tuple[int, int, int, int]
    original_wh: tuple[int, int] = (0, 0)
    z_index: int | None = None
    shopping_score: float | None = None
    sensitive_score: float | None = None
    has_src: bool = True


@dataclass(frozen=True)
class Rule:
    """A feature must be over (or under) a threshold.

    Attributes
    ----------
    feature : str
        One of `Feature`.
    over : bool
        True for >, False for <.
    threshold : float
        In the feature's unit.
    per : {"", "viewport area", "largest"}
        What the feature is divided by: the viewport's area, or the largest value among the compared pictures.
    """

    feature: Feature
    over: bool
    threshold: float
    per: Per = ""


@dataclass(frozen=True)
class PageRules:
    """A configuration. Every rule must hold; a rule is a tuple of alternatives, one of which must hold.

    Attributes
    ----------
    cheap, scores, last : tuple of tuple of Rule
        Before, with and after the classifier; `largest` in `last` is among those that pass the first two.
    covered : float or None
        A picture fails when one with a higher z-index covers at least this share of it.
    order : tuple of (feature, descending)
        Sort keys; the last one counts most.
    top : int
        Maximum number of chosen pictures.
    """

    cheap: tuple[tuple[Rule, ...], ...] = ()
    scores: tuple[tuple[Rule, ...], ...] = ()
    last: tuple[tuple[Rule, ...], ...] = ()
    covered: float | None = None
    order: tuple[tuple[Feature, bool], ...] = ()
    top: int = 1


BROWSER_RULES = PageRules(
    cheap=((Rule("visible area", True, 0.01, "viewport area"),), (Rule("visible share", True, 0.45),),
           (Rule("width", True, 100),), (Rule("height", True, 100),)),
    scores=((Rule("shopping score", True, RULE_THRESHOLD),), (Rule("sensitive score", False, RULE_THRESHOLD),)),
    last=((Rule("visible area", True, 0.5, "largest"),),),
    covered=0.85,
)


@dataclass(frozen=True)
class PageVerdict:
    """The browser's decision on one picture.

    Attributes
    ----------
    image : PageImage
        The picture.
    chosen : bool
        True for the browser's choice.
    eligible : bool
        True when it passes every rule; an earlier picture may still be the choice.
    stage : {"not seen", "geometry", "covered", "scores", "size", "order", "chosen"}
        The stage that it failed.
    reason : str
        One sentence.
    measured, limit : float or None
        Of the rule that it broke.
    """

    image: PageImage
    chosen: bool
    eligible: bool
    stage: str
    reason: str
    measured: float | None = None
    limit: float | None = None


def page_verdicts(images: Sequence[PageImage], viewport_wh: tuple[float, float],
                  rules: PageRules = BROWSER_RULES) -> list[PageVerdict]:
    """Decide for every picture of a page whether the browser would choose it, and if not why.

    Parameters
    ----------
    images : sequence of PageImage
        In the order of the page.
    viewport_wh : tuple of float
        Width and height of the visible part, in CSS pixels.
    rules : PageRules, optional
        The browser's defaults.

    Returns
    -------
    list of PageVerdict
        One for each picture, in the same order.

    Raises
    ------
    Misuse
        A viewport or a box with an impossible size.

    Examples
    --------
    >>> icon = PageImage("icon.svg", (0, 0, 16, 16))
    >>> boots = PageImage("boots.jpg", (0, 20, 600, 600), shopping_score=0.9, sensitive_score=0.0)
    >>> [verdict.stage for verdict in page_verdicts([icon, boots], (1366, 768))]
    ['geometry', 'chosen']
    """
    _check(images, viewport_wh)
    verdicts: dict[int, PageVerdict] = {}
    seen = [k for k, image in enumerate(images) if image.has_src]
    for k in set(range(len(images))) - set(seen):
        verdicts[k] = _failed(images[k], "not seen", "It is not an element with src, as a CSS background is not.")
    for k in seen[STORED:]:
        verdicts[k] = _failed(images[k], "not seen", f"The browser checks the first {STORED} pictures of a page only.")
    values = {k: _features(images[k], viewport_wh) for k in seen[:STORED]}
    passing = _passing(images, values, (rules, viewport_wh[0] * viewport_wh[1]), verdicts)
    passing.sort(key=lambda k: str(seen.index(k)))  # positions compared as text: the original has a set of names
    for feature, descending in rules.order:
        passing.sort(key=lambda k, name=feature: values[k][name], reverse=descending)  # type: ignore[misc]
    for rank, k in enumerate(passing):
        verdicts[k] = _ranked(images[k], rank, images[passing[0]].uri, rules.top)
    return [verdicts[k] for k in range(len(images))]


def _passing(images: Sequence[PageImage], values: Mapping[int, Mapping[str, float]],
             rules_area: tuple[PageRules, float], verdicts: dict[int, PageVerdict]) -> list[int]:
    """Positions of the pictures that pass every rule; the others get their verdict."""
    rules, area = rules_area
    passing = _pass((rules.cheap, "geometry", list(values)), images, values, (area, verdicts))
    for k, by in _covered([(k, images[k]) for k in passing], rules.covered).items():
        share = f"{100 * (rules.covered or 0):.0f} %"
        verdicts[k] = _failed(images[k], "covered", f"{images[by].uri} covers {share} or more of it.")
    passing = [k for k in passing if k not in verdicts]
    passing = _pass((rules.scores, "scores", passing), images, values, (area, verdicts))
    return _pass((rules.last, "size", passing), images, values, (area, verdicts))


def _pass(stage: tuple[tuple[tuple[Rule, ...], ...], str, list[int]], images: Sequence[PageImage],
          values: Mapping[int, Mapping[str, float]], page: tuple[float, dict[int, PageVerdict]]) -> list[int]:
    """Those that pass all rules of a stage; the others get their verdict."""
    rules, name, candidates = stage
    area, verdicts = page
    compared = candidates if name == "size" else list(values)  # before the last pass, the largest of the whole page
    largest = {rule.feature: max((values[k][rule.feature] for k in compared), default=0.0)
               for alternatives in rules for rule in alternatives if rule.per == "largest"}
    passing = []
    for k in candidates:
        broken = _broken(rules, values[k], area, largest)
        if broken is None:
            passing.append(k)
        else:
            rule, measured = broken
            verdicts[k] = PageVerdict(images[k], False, False, name, _words(rule, measured), measured, rule.threshold)
    return passing


def _broken(rules: tuple[tuple[Rule, ...], ...], values: Mapping[str, float], area: float,
            largest: Mapping[Feature, float]) -> tuple[Rule, float] | None:
    """The first rule that does not hold, with the measured value."""
    for alternatives in rules:
        measured = []
        for rule in alternatives:
            value = values[rule.feature]
            if rule.per:
                by = area if rule.per == "viewport area" else largest[rule.feature]
                value = value / by if by else 0.0
            measured.append(value)
            if value > rule.threshold if rule.over else value < rule.threshold:
                break
        else:
            if alternatives:
                return alternatives[0], measured[0]
    return None


def _features(image: PageImage, viewport_wh: tuple[float, float]) -> dict[str, float]:
    x, y, w, h = image.xywh
    view_w, view_h = int(viewport_wh[0]), int(viewport_wh[1])
    visible = max(0, min(x + w, view_w) - max(x, 0)) * max(0, min(y + h, view_h) - max(y, 0))
    original_w, original_h = image.original_wh
    failed = image.shopping_score is None or image.sensitive_score is None
    return {
        "visible area": float(visible), "visible share": visible / (w * h) if w * h else 0.0,
        "width": float(w), "height": float(h), "area": float(w * h), "aspect": _aspect(w, h),
        "original width": float(original_w), "original height": float(original_h),
        "original area": float(original_w * original_h), "original aspect": _aspect(original_w, original_h),
        "distance to center": math.hypot(x + w / 2 - viewport_wh[0] / 2, y + h / 2 - viewport_wh[1] / 2),
        "shopping score": 0.0 if failed else float(image.shopping_score or 0.0),
        "sensitive score": 1.0 if failed else float(image.sensitive_score or 0.0),
    }


def _aspect(width: int, height: int) -> float:
    return max(width, height) / min(width, height) if width and height else 0.0


def _covered(images: Sequence[tuple[int, PageImage]], share: float | None) -> dict[int, int]:
    """Position of each covered picture -> position of the one that covers it."""
    layered = [(k, image) for k, image in images if image.z_index is not None]
    if share is None or share <= 0 or len({image.z_index for _, image in layered}) < 2:
        return {}
    layered.sort(key=lambda pair: -(pair[1].z_index or 0))
    covered: dict[int, int] = {}
    for rank, (upper, above) in enumerate(layered):
        if upper in covered:
            continue
        for lower, below in layered[rank + 1:]:
            if lower not in covered and above.z_index != below.z_index and _cover(above.xywh, below.xywh) >= share:
                covered[lower] = upper
    return covered


def _cover(above: tuple[int, int, int, int], below: tuple[int, int, int, int]) -> float:
    """Share of `below` that `above` covers; 1 for an empty box."""
    (ax, ay, aw, ah), (bx, by, bw, bh) = above, below
    common = max(0, min(ax + aw, bx + bw) - max(ax, bx)) * max(0, min(ay + ah, by + bh) - max(ay, by))
    return common / (bw * bh) if bw * bh else 1.0


def _words(rule: Rule, measured: float) -> str:
    forms = {"viewport area": "{:.1%} of the viewport", "largest": "{:.0%} of the largest photo's", "": "{:.0f} px"}
    form = "{:.0%}" if rule.feature == "visible share" and not rule.per else \
        "{:.2f}" if rule.feature.endswith(("score", "aspect")) else forms[rule.per]
    more = "more" if rule.over else "less"
    words = f"Its {rule.feature} is {form.format(measured)}; the rule asks for {more} than " \
            f"{form.format(rule.threshold)}."
    return words.replace("%", " %")


def _failed(image: PageImage, stage: str, reason: str) -> PageVerdict:
    return PageVerdict(image, False, False, stage, reason)


def _ranked(image: PageImage, rank: int, first: str, top: int) -> PageVerdict:
    if rank < top:
        return PageVerdict(image, True, True, "chosen", "It passes every rule and comes first." if rank == 0 else
                           f"It passes every rule and is number {rank + 1} of {top}.")
    return PageVerdict(image, False, True, "order", f"It passes every rule, but {first} comes before it and the "
                                                    f"browser shows {top} only.")


def _check(images: Sequence[PageImage], viewport_wh: tuple[float, float]) -> None:
    if not all(math.isfinite(side) and 0 < side <= MAX_SIDE for side in viewport_wh):
        raise Misuse(f"Both sides of the viewport must be above 0, not {viewport_wh[0]} x {viewport_wh[1]} pixels.",
                     "Use the width and height of the browser's window.")
    for image in images:
        if not all(math.isfinite(v) and abs(v) <= MAX_SIDE for v in image.xywh) or min(image.xywh[2:]) < 0:
            raise Misuse(f"Width and height of {image.uri} must be 0 or more; its box is {image.xywh}.",
                         "Use x, y, width and height in CSS pixels.")
