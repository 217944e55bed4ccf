"""The report in plain words. Below grade B a sentence speaks of association, never of a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.words.grades import IMPROVE
from core.words.numerals import MINUS, percent, percent_interval, share
from core.words.sales import DEPENDENT_WORDS, NOT_ESTIMATED, kind_word, term_word

if TYPE_CHECKING:  # doors import this module, and the numbers' packages open only where a study is read
    from core.sales.effects.effect import Effect, SalesReport
    from core.sales.report.what_if import WhatIf

SIMULATED = "This shop is simulated: all figures are made up, with known effects."
INTERVALS = ("Ranges in parentheses are 95 % confidence intervals. They assume that none of the concerns listed with "
             "the grade applies.")


def headline(report: SalesReport) -> str:
    """The finding as a title."""
    main = main_effects(report)
    if not main:
        return "This table does not allow an estimate"
    what = DEPENDENT_WORDS[main[0].dependent]
    clear = [effect for effect in main if not spans_zero(effect)]
    if not clear:
        return f"No clear difference in {what} between photo types"
    best = max(clear, key=lambda effect: (effect.beta > 0, abs(effect.beta)))  # a gain first, else the greatest loss
    name = kind_word(best.kind)
    if best.causal:
        return f"{name}: {percent(best.percent, 0)} {what} compared with {kind_word(report.facts['reference'])}"
    more = "higher" if best.beta > 0 else "lower"
    return f"{name} is associated with {abs(best.percent):.0f} % {more} {what}"


def summary(report: SalesReport) -> list[str]:
    """The report for people who do not read tables: three to seven sentences."""
    facts = report.facts
    label = [SIMULATED] if facts["simulated"] else []
    main = main_effects(report)
    if not main:
        reasons = [check for check in report.checks if check.level == "stop" or check.name == NOT_ESTIMATED]
        return [*label, *(f"{check.sentence} {check.advice}".strip() for check in reasons)]
    scope = (f"The study covers {facts['products']:,} products over {facts['periods']:,} {facts['period']}s, "
             f"{facts['first']} to {facts['last']}. {facts['changed']:,} products changed their photo type.")
    worst = max(main, key=lambda effect: effect.grade)
    grade = f"Grade {worst.grade}: {worst.reasons[0]}" if worst.reasons else f"Grade {worst.grade}."
    advice = [improvement(worst.advice[0])] if worst.advice and worst.grade != "A" else []
    return [*label, scope, *(effect_sentence(effect, facts["reference"]) for effect in main), INTERVALS, grade, *advice]


def effect_sentence(effect: Effect, reference: str) -> str:
    """One effect as a sentence; only grades A and B may say that the photo type changes sales."""
    kind, other, what = f"“{kind_word(effect.kind)}”", f"“{kind_word(reference)}”", DEPENDENT_WORDS[effect.dependent]
    product = f" of {effect.product}" if effect.product else ""
    size = percent_interval(effect.percent, effect.percent_low, effect.percent_high)
    if spans_zero(effect):
        return f"No clear difference in {what}{product} between photos of type {kind} and {other}: {size}."
    if effect.causal:
        verb = "raise" if effect.beta > 0 else "lower"
        return f"Photos of type {kind} {verb} {what}{product} by {size.lstrip('+' + MINUS)} compared with {other}."
    level = f"{'a ' if effect.dependent == 'price' else ''}{'higher' if effect.beta > 0 else 'lower'}"
    return f"Photos of type {kind} are associated with {level} {what}{product} than {other}: {size}."


def improvement(advice: str) -> str:
    """Advice as the sentence that follows a grade.

    Examples
    --------
    >>> improvement("Add a column with the price.")
    'To improve this grade: add a column with the price.'
    """
    return f"{IMPROVE}: {advice[:1].lower()}{advice[1:]}"


def sensitivity_sentence(effect: Effect) -> str:
    """How strong an unobserved factor would have to be to explain the effect away; "" where that is unknown."""
    if effect.robustness_value is None or effect.e_value is None:
        return ""
    return (f"{kind_word(effect.kind)}: to explain the effect away, an unobserved factor would have to account for "
            f"{share(effect.robustness_value, 1)} of the remaining variance of both sales and photo type (robustness "
            f"value), or be associated with both by a risk ratio of {effect.e_value:.2f} (E-value).")


def what_if_sentence(what_if: WhatIf) -> str:
    """What the amounts of a what-if are."""
    count = len(what_if.products)
    relation = "is expected to change" if what_if.grade in ("A", "B") else "is associated with this change of"
    return (f"Switching {count:,} product{'' if count == 1 else 's'} to “{kind_word(what_if.kind)}” {relation} yearly "
            f"sales (grade {what_if.grade}):")


def regressor_word(report: SalesReport, name: str) -> str:
    """What people read for a column of the report's regression, such as `kind_0` or `log_price`."""
    types = [kind for kind in report.facts["kinds"] if kind != report.facts["reference"]]
    if name.startswith("kind_"):
        return kind_word(types[int(name.removeprefix("kind_"))])
    return term_word(name).capitalize()


def main_effects(report: SalesReport) -> list[Effect]:
    """Effects over all products on what the study explains."""
    return [effect for effect in report.effects
            if effect.product is None and effect.dependent == report.facts["outcome"]]


def spans_zero(effect: Effect) -> bool:
    """Whether the effect's interval holds "no effect"."""
    return effect.beta_low <= 0 <= effect.beta_high
