"""Which picture of a page a browser would have chosen, and why each other one lost.

A port of the page rules that Chromium had for its visual search suggestions [1]_ with the configuration it used when
none was sent to it [2]_. Three passes: cheap rules on geometry, among them that a picture with a higher z-index covers
it; the classifier's scores; and the visible area against the largest of the pictures that are left. The default
configuration has no order: Chromium then took pictures by their position in the page, compared as text ("10" comes
before "2"), and showed the first only. Whether a browser of today still does this was not checked.

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
STORED = 201  # pictures of a page that are looked at: the original's `count++ > 200`
MAX_SIDE = 10**7  # a box that is larger is no box


@dataclass(frozen=True)
class PageImage:
    """A picture where a page shows it.

    Attributes
    ----------
    uri : str
    xywh : tuple of int
        Its box in CSS pixels; (0, 0) is the viewport's upper left corner, so what is scrolled away is negative.
    original_wh : tuple of int
        The file's own size.
    z_index : int or None
        None where it has no effect (position: static).
    shopping_score, sensitive_score : float or None
        The best score that is not negative, and sensitive; None where classifying failed, which counts as 0 and 1.
    has_src : bool
        An element with `src` and decoded contents; a background of CSS is none and is never seen.
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
    over : bool
        True for >, False for <.
    threshold : float
    per : {"", "viewport area", "largest"}
        What the feature is divided by first: the largest value of it among the pictures that are compared.
    """

    feature: Feature
    over: bool
    threshold: float
    per: Per = ""


@dataclass(frozen=True)
class PageRules:
    """A configuration; each rule is a tuple of alternatives of which one must hold, and all rules must.

    Attributes
    ----------
    cheap, scores, last : tuple of tuple of Rule
        Before, with and after the classifier; `largest` in `last` is among those that the first two left.
    covered : float or None
        A picture goes when one with a higher z-index covers at least this share of it.
    order : tuple of (feature, descending)
        Sorted by each in turn; the last one counts most.
    top : int
        Pictures chosen at most.
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
    """What became of one picture.

    Attributes
    ----------
    image : PageImage
    chosen : bool
    eligible : bool
        It passed every rule; a picture before it may have been chosen.
    stage : {"not seen", "geometry", "covered", "scores", "size", "order", "chosen"}
        Where it lost.
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


def judge_page(images: Sequence[PageImage], viewport_wh: tuple[float, float],
               rules: PageRules = BROWSER_RULES) -> list[PageVerdict]:
    """Say of every picture of a page whether the browser would choose it, and if not why.

    Parameters
    ----------
    images : sequence of PageImage
        In the order of the page.
    viewport_wh : tuple of float
        Width and height of what is visible, in CSS pixels.
    rules : PageRules

    Returns
    -------
    list of PageVerdict
        One for each picture, in the same order.
    """
    _check(images, viewport_wh)
    lost: dict[int, PageVerdict] = {}
    seen = [k for k, image in enumerate(images) if image.has_src]
    for k in set(range(len(images))) - set(seen):
        lost[k] = _lost(images[k], "not seen", "It is no element with src but, say, a background: those do not count.")
    for k in seen[STORED:]:
        lost[k] = _lost(images[k], "not seen", f"Only the first {STORED} pictures of a page are looked at.")
    seen = seen[:STORED]
    values = {k: _features(images[k], viewport_wh) for k in seen}
    area = viewport_wh[0] * viewport_wh[1]

    alive = _pass((rules.cheap, "geometry", seen), images, values, (area, lost))
    for k, by in _covered([(k, images[k]) for k in alive], rules.covered).items():
        share = f"{100 * (rules.covered or 0):.0f} %"
        lost[k] = _lost(images[k], "covered", f"{images[by].uri} lies above it and covers {share} or more of it.")
    alive = [k for k in alive if k not in lost]
    alive = _pass((rules.scores, "scores", alive), images, values, (area, lost))
    alive = _pass((rules.last, "size", alive), images, values, (area, lost))

    alive.sort(key=lambda k: str(seen.index(k)))  # positions compared as text: the original has a set of names
    for feature, descending in rules.order:
        alive.sort(key=lambda k, name=feature: values[k][name], reverse=descending)  # type: ignore[misc]
    for rank, k in enumerate(alive):
        lost[k] = _ranked(images[k], rank, images[alive[0]].uri, rules.top)
    return [lost[k] for k in range(len(images))]


def _pass(stage: tuple[tuple[tuple[Rule, ...], ...], str, list[int]], images: Sequence[PageImage],
          values: Mapping[int, Mapping[str, float]], page: tuple[float, dict[int, PageVerdict]]) -> list[int]:
    """Those that keep all rules of a stage; the others get their verdict."""
    rules, name, alive = stage
    area, lost = page
    compared = alive if name == "size" else list(values)  # until the last pass the largest is that of the whole page
    largest = {rule.feature: max((values[k][rule.feature] for k in compared), default=0.0)
               for alternatives in rules for rule in alternatives if rule.per == "largest"}
    left = []
    for k in alive:
        broken = _broken(rules, values[k], area, largest)
        if broken is None:
            left.append(k)
        else:
            rule, measured = broken
            lost[k] = PageVerdict(images[k], False, False, name, _words(rule, measured), measured, rule.threshold)
    return left


def _broken(rules: tuple[tuple[Rule, ...], ...], values: Mapping[str, float], area: float,
            largest: Mapping[Feature, float]) -> tuple[Rule, float] | None:
    """The first rule that does not hold, with what was measured."""
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
    gone: dict[int, int] = {}
    for rank, (upper, above) in enumerate(layered):
        if upper in gone:
            continue
        for lower, below in layered[rank + 1:]:
            if lower not in gone and above.z_index != below.z_index and _cover(above.xywh, below.xywh) >= share:
                gone[lower] = upper
    return gone


def _cover(above: tuple[int, int, int, int], below: tuple[int, int, int, int]) -> float:
    """Share of `below` that `above` covers; 1 for an empty box."""
    (ax, ay, aw, ah), (bx, by, bw, bh) = above, below
    common = max(0, min(ax + aw, bx + bw) - max(ax, bx)) * max(0, min(ay + ah, by + bh) - max(ay, by))
    return common / (bw * bh) if bw * bh else 1.0


def _words(rule: Rule, measured: float) -> str:
    form = {"viewport area": "{:.1%} of the viewport", "largest": "{:.0%} of the largest picture's", "": "{:.0f} px"}
    say = "{:.0%}" if rule.feature == "visible share" and not rule.per else \
        "{:.2f}" if rule.feature.endswith(("score", "aspect")) else form[rule.per]
    more = "more" if rule.over else "less"
    words = f"Its {rule.feature} is {say.format(measured)}; {more} than {say.format(rule.threshold)} is needed."
    return words.replace("%", " %")


def _lost(image: PageImage, stage: str, reason: str) -> PageVerdict:
    return PageVerdict(image, False, False, stage, reason)


def _ranked(image: PageImage, rank: int, first: str, top: int) -> PageVerdict:
    if rank < top:
        return PageVerdict(image, True, True, "chosen", "It passes every rule and comes first." if rank == 0 else
                           f"It passes every rule and is number {rank + 1} of {top} that are shown.")
    return PageVerdict(image, False, True, "order", f"It passes every rule, but {first} comes before it and only "
                                                    f"{top} {'is' if top == 1 else 'are'} shown.")


def _check(images: Sequence[PageImage], viewport_wh: tuple[float, float]) -> None:
    if not all(math.isfinite(side) and 0 < side <= MAX_SIDE for side in viewport_wh):
        raise Misuse(f"The viewport is {viewport_wh[0]} x {viewport_wh[1]} pixels; both must be over 0.",
                     "Give the width and height of the browser's window.")
    for image in images:
        if not all(math.isfinite(v) and abs(v) <= MAX_SIDE for v in image.xywh) or min(image.xywh[2:]) < 0:
            raise Misuse(f"{image.uri} has the box {image.xywh}; width and height must be 0 or more.",
                         "Give x, y, width and height in CSS pixels.")
