"""How far an effect can be believed: A to D, with the reasons, and what data would lift the grade.

A  a randomized test stands behind it.
B  products that changed their picture are held against themselves, and every look at it came out well.
C  such a comparison with one doubt, or different products held against each other, adjusted for known facts.
D  anything less. Below B nobody may say "causes".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.sales.effects.effect import Design, Effect, Grade

LEAST_CHANGED = 10  # products behind a B
LEAST_BETWEEN = 15  # products of a kind behind a C
LEAST_OVERLAP = 0.8
DOUBT = 0.05  # p below which a pre-trend or a placebo speaks against the estimate
WEAK = 0.02  # robustness value below which a slight unseen cause would do
TEST_ADVICE = "A randomized picture test would lift it to A: plan one for this kind."
LOWER: dict[Grade, Grade] = {"A": "B", "B": "C", "C": "D", "D": "D"}


@dataclass(frozen=True)
class Evidence:
    """What is known about the estimate of one kind.

    Attributes
    ----------
    design : {"within", "between"}
    changed : int
        Products that had this kind and another one.
    pre_trend_p : float or None
        None where it could not be tested.
    placebo_p : float or None
        The smallest, times how many were tried.
    swings : str
        The product without which the estimate would leave its own interval, or "".
    overlap : float or None
    facts : tuple of str
        What products were adjusted for (between).
    thin : int
        Products that have this kind (between).
    """

    design: Design
    changed: int
    pre_trend_p: float | None = None
    placebo_p: float | None = None
    swings: str = ""
    overlap: float | None = None
    facts: tuple[str, ...] = ()
    thin: int = 0


def graded(effect: Effect, evidence: Evidence) -> Effect:
    """The effect with grade, reasons and advice.

    Parameters
    ----------
    effect : Effect
        With its robustness value.
    evidence : Evidence
    """
    good, doubts, advice = (_within if evidence.design == "within" else _between)(evidence)
    value = effect.robustness_value
    if value is not None and effect.beta_low * effect.beta_high > 0:
        if value < WEAK:
            doubts.append(f"A slight unseen cause would do: one that explains {value:.1%} of what is left of sales and "
                          "of pictures would bring the effect to zero.")
        else:
            good.append(f"An unseen cause would have to explain {value:.0%} of what is left of sales and of pictures "
                        "to bring the effect to zero.")
    grade: Grade
    if evidence.design == "within":
        grade = "B" if not doubts else "C" if len(doubts) == 1 else "D"
    else:
        grade = "C" if not doubts else "D"
    return replace(effect, grade=grade, reasons=(*doubts, *good), advice=(*advice, TEST_ADVICE))


def for_product(effect: Effect, overall: Effect, share_own: float, tells: bool) -> Effect:
    """Grade the effect of one product: at most that of all, one lower where the product tells nothing by itself.

    Parameters
    ----------
    effect, overall : Effect
    share_own : float
        In [0, 1]: weight of the product's own figure.
    tells : bool
        Whether the product has a figure of its own: it had this kind and another one, long enough.
    """
    if not tells:
        reason = (f"{effect.product} was not shown with this kind and with another one, each long enough: the figure "
                  "is that of the others.")
        advice = (f"Change the picture of {effect.product} for some weeks, or take it into a picture test.",)
        return replace(effect, grade=LOWER[overall.grade], reasons=(reason, *overall.reasons),
                       advice=(*advice, *overall.advice))
    reason = (f"{share_own:.0%} of the figure is the product's own, the rest that of the others." if share_own >= 0.005
              else "Products differ no more than chance would have it: the figure is that of all.")
    return replace(effect, grade=overall.grade, reasons=(reason, *overall.reasons), advice=overall.advice)


def _within(evidence: Evidence) -> tuple[list[str], list[str], list[str]]:
    good = [f"{evidence.changed:,} products changed to or from this kind of picture and are held against themselves."]
    doubts: list[str] = []
    advice: list[str] = []
    if evidence.changed < LEAST_CHANGED:
        doubts.append(good.pop().replace("products changed", "products only changed"))
        advice.append(f"Let at least {LEAST_CHANGED} products change their picture.")
    if evidence.pre_trend_p is None:
        doubts.append("Whether sales moved before the pictures changed could not be tested.")
        advice.append("Give more weeks before and after the changes.")
    elif evidence.pre_trend_p < DOUBT:
        doubts.append(f"Sales moved before the pictures changed (p = {evidence.pre_trend_p:.3f}).")
        advice.append("Find out what else happened then, and give it as a column.")
    else:
        good.append(f"Sales did not move before the pictures changed (p = {evidence.pre_trend_p:.2f}).")
    if evidence.placebo_p is not None and evidence.placebo_p < DOUBT:
        doubts.append(f"Changes that never were show an effect too (p = {evidence.placebo_p:.3f}).")
    elif evidence.placebo_p is not None:
        good.append("Changes that never were show no effect.")
    if evidence.swings:
        doubts.append(f"Without {evidence.swings} the estimate would leave its own interval.")
        advice.append(f"Check the figures of {evidence.swings}.")
    else:
        good.append("No single product decides it.")
    return good, doubts, advice


def _between(evidence: Evidence) -> tuple[list[str], list[str], list[str]]:
    good: list[str] = []
    doubts: list[str] = []
    advice = ["Change the pictures of some products: then each can be held against itself, which can be a B."]
    if evidence.facts:
        names = ", ".join(name.replace("_", " ") for name in evidence.facts)
        good.append("Too few products changed their picture, so different products are compared, adjusted for "
                    f"{names}.")
    else:
        doubts.append("Different products are compared, and nothing is known of them to adjust for.")
        advice.append("Give columns that tell good products from others: rating, category, brand, price level.")
    if evidence.overlap is not None and evidence.overlap < LEAST_OVERLAP:
        doubts.append(f"Only {evidence.overlap:.0%} of products might as well have had the other kind of picture: the "
                      "others have no counterpart.")
    elif evidence.overlap is not None and evidence.facts:
        good.append(f"{evidence.overlap:.0%} of products might as well have had the other kind of picture.")
    if evidence.thin < LEAST_BETWEEN:
        doubts.append(f"Only {evidence.thin:,} products have this kind of picture.")
        advice.append(f"Give at least {LEAST_BETWEEN} products of each kind.")
    return good, doubts, advice
