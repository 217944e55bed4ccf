"""How far to trust an effect: grades A to D, with the reasons, and the data that would improve the grade.

A  a randomized test confirms it.
B  each product that changed its photo type is compared with itself, and every diagnostic is clean.
C  such a comparison with one warning sign, or a cross section of different products adjusted for known facts.
D  anything less. Below B no sentence says "causes".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.sales.effects.effect import Design, Effect, Grade
from core.words.numerals import share
from core.words.sales import term_word

LEAST_SWITCHERS = 10  # products behind a B
LEAST_PRODUCTS = 15  # of a photo type behind a C in a cross section
LEAST_OVERLAP = 0.8
DOUBT = 0.05  # p below which a pre-trend or a placebo counts as a warning sign
WEAK = 0.02  # robustness value below which a weak unobserved factor is enough
OWN = 0.005  # weight of a product's own estimate below which it is not mentioned
TEST_ADVICE = "Run a randomized picture test of this photo type (grade A)."
LOWER: dict[Grade, Grade] = {"A": "B", "B": "C", "C": "D", "D": "D"}


@dataclass(frozen=True)
class Evidence:
    """What supports the estimate of one photo type.

    Attributes
    ----------
    design : {"within", "between"}
    switchers : int
        Products that had this photo type and another one.
    pre_trend_p : float or None
        None where it could not be tested.
    placebo_p : float or None
        The smallest, times the number of placebo tests.
    influential : str
        The product without which the estimate would leave its own interval, or "".
    overlap : float or None
    facts : tuple of str
        Columns that a cross section is adjusted for.
    products : int
        Products that have this photo type (cross section).
    """

    design: Design
    switchers: int
    pre_trend_p: float | None = None
    placebo_p: float | None = None
    influential: str = ""
    overlap: float | None = None
    facts: tuple[str, ...] = ()
    products: int = 0


@dataclass
class _Findings:
    """Sentences for and against an effect, and advice."""

    good: list[str]
    doubts: list[str]
    advice: list[str]


def grade(effect: Effect, evidence: Evidence) -> Effect:
    """The effect with grade, reasons and advice.

    Parameters
    ----------
    effect : Effect
        With its robustness value.
    evidence : Evidence
    """
    within = evidence.design == "within"
    findings = _within(evidence) if within else _cross_section(evidence)
    _robustness(effect, findings)
    count = len(findings.doubts)
    letter: Grade = ("B" if not count else "C" if count == 1 else "D") if within else ("D" if count else "C")
    return replace(effect, grade=letter, reasons=(*findings.doubts, *findings.good),
                   advice=(*findings.advice, TEST_ADVICE))


def grade_product(effect: Effect, overall: Effect, share_own: float, *, has_own: bool) -> Effect:
    """Grade the effect of one product: at most that of all products, one lower without an estimate of its own.

    Parameters
    ----------
    effect, overall : Effect
    share_own : float
        In [0, 1]: weight of the product's own estimate.
    has_own : bool
        Whether the product has an estimate of its own: it had this photo type and another one, each for long enough.
    """
    if not has_own:
        reason = (f"{effect.product} did not have this photo type and another one, each for long enough; the figure is "
                  "that of the other products.")
        advice = f"Change the photo of {effect.product} for a few weeks, or include it in a picture test."
        return replace(effect, grade=LOWER[overall.grade], reasons=(reason, *overall.reasons),
                       advice=(advice, *overall.advice))
    reason = (f"{share(share_own)} of the figure comes from this product, the rest from the others."
              if share_own >= OWN else "Products differ no more than by chance; the figure is that of all products.")
    return replace(effect, grade=overall.grade, reasons=(reason, *overall.reasons), advice=overall.advice)


def _robustness(effect: Effect, findings: _Findings) -> None:
    value = effect.robustness_value
    if value is None or effect.beta_low <= 0 <= effect.beta_high:
        return
    remaining = "of the remaining variance of both sales and photo type"
    if value < WEAK:
        findings.doubts.append(f"A weak unobserved factor is enough to reduce the effect to zero: one that explains "
                               f"{share(value, 1)} {remaining}.")
    else:
        findings.good.append(f"An unobserved factor would have to explain {share(value)} {remaining} to reduce the "
                             "effect to zero.")


def _within(evidence: Evidence) -> _Findings:
    findings = _Findings([], [], [])
    if evidence.switchers < LEAST_SWITCHERS:
        findings.doubts.append(f"Only {evidence.switchers:,} products changed to or from this photo type.")
        findings.advice.append(f"Change the photos of at least {LEAST_SWITCHERS} products.")
    else:
        findings.good.append(f"{evidence.switchers:,} products changed to or from this photo type; each is compared "
                             "with itself.")
    if evidence.pre_trend_p is None:
        findings.doubts.append("The data do not allow a test of whether sales moved before the photos changed.")
        findings.advice.append("Provide more periods before and after the changes.")
    elif evidence.pre_trend_p < DOUBT:
        findings.doubts.append(f"Sales moved before the photos changed (p = {evidence.pre_trend_p:.3f}).")
        findings.advice.append("Find out what else happened at that time, and add it as a column.")
    else:
        findings.good.append(f"Sales did not move before the photos changed (p = {evidence.pre_trend_p:.2f}).")
    if evidence.placebo_p is not None and evidence.placebo_p < DOUBT:
        findings.doubts.append(f"Made-up change dates show an effect too (p = {evidence.placebo_p:.3f}).")
        findings.advice.append("Look for trends or campaigns that affect these products only.")
    elif evidence.placebo_p is not None:
        findings.good.append("Made-up change dates show no effect, as they should.")
    if evidence.influential:
        findings.doubts.append(f"Without {evidence.influential} the estimate would lie outside its 95 % interval.")
        findings.advice.append(f"Check the figures of {evidence.influential}.")
    else:
        findings.good.append("The result does not depend on any single product.")
    return findings


def _cross_section(evidence: Evidence) -> _Findings:
    findings = _Findings([], [], ["Change the photos of some products, so that each can be compared with itself "
                                  "(grade B is then possible)."])
    if evidence.facts:
        names = ", ".join(term_word(name) for name in evidence.facts)
        findings.good.append(f"Too few products changed their photo type, so different products are compared, adjusted "
                             f"for {names}.")
    else:
        findings.doubts.append("Different products are compared, and the table has no facts to adjust for.")
        findings.advice.append("Add columns that describe the products: rating, category, brand, price level.")
    if evidence.overlap is not None and evidence.overlap < LEAST_OVERLAP:
        findings.doubts.append(f"Only {share(evidence.overlap)} of products have a comparable product with another "
                               "photo type.")
    elif evidence.overlap is not None and evidence.facts:
        findings.good.append(f"{share(evidence.overlap)} of products have a comparable product with another photo "
                             "type.")
    if evidence.products < LEAST_PRODUCTS:
        findings.doubts.append(f"Only {evidence.products:,} products have this photo type.")
        findings.advice.append(f"Provide at least {LEAST_PRODUCTS} products of each photo type.")
    return findings
