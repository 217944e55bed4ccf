"""The report in plain words, and its equation. Below grade B nothing is said to cause anything."""

from __future__ import annotations

import math

from core.sales.effects.effect import Effect, SalesReport
from core.sales.effects.panel import Panel
from core.sales.effects.regression import Fit
from core.sales.history import kind_word

MINUS = "\u2212"
OUTCOME_WORDS = {"units": "units sold", "revenue": "revenue", "price": "price"}
TERM_WORDS = {"log_price": "log price", "log_impressions": "log impressions"}


def percent(value: float, digits: int = 1) -> str:
    """A percentage with its sign: "+9.1 %"."""
    text = f"{abs(value):,.{digits}f}"
    return f"{MINUS if value < 0 else '+'}{text} %" if float(text.replace(",", "")) else "0 %"


def percent_of(beta: float) -> str:
    """A log ratio as a percentage with its sign."""
    return percent(100 * math.expm1(beta))


def interval(effect: Effect) -> str:
    """The effect with its 95 % interval: "+9.1 % (+6.2 to +12.1 %)"."""
    low, high = percent(effect.percent_low), percent(effect.percent_high)
    return f"{percent(effect.percent)} ({low.removesuffix(' %')} to {high})"


def effect_sentence(effect: Effect, reference: str) -> str:
    """One effect as a sentence; only grades A and B may say that the picture does something."""
    kind, other, what = kind_word(effect.kind), kind_word(reference), OUTCOME_WORDS[effect.outcome]
    whose = f" of {effect.product}" if effect.product else ""
    if effect.beta_low <= 0 <= effect.beta_high:
        return (f"For {kind!r} pictures no difference in {what}{whose} was found against {other!r}: "
                f"{interval(effect)}.")
    more = "higher" if effect.beta > 0 else "lower"
    if effect.causal:
        verb = "raises" if effect.beta > 0 else "lowers"
        return f"A picture {kind!r} {verb} {what}{whose} by {interval(effect).lstrip('+' + MINUS)} against {other!r}."
    return f"{kind!r} pictures are associated with {more} {what}{whose} than {other!r}: {interval(effect)}."


def headline(report: SalesReport) -> str:
    """The finding as a title."""
    main = _main(report)
    if not main:
        return "Nothing could be estimated from this table"
    what = OUTCOME_WORDS[main[0].outcome]
    if all(effect.beta_low <= 0 <= effect.beta_high for effect in main):
        return f"No difference in {what} between kinds of pictures was found"
    sure = [effect for effect in main if not effect.beta_low <= 0 <= effect.beta_high]
    best = max(sure, key=lambda effect: effect.beta if effect.beta > 0 else -1 + effect.beta)
    name = kind_word(best.kind)
    if best.causal:
        return f"{name}: {percent(best.percent, 0)} {what} against {kind_word(report.facts['reference'])}"
    more = "more" if best.beta > 0 else "fewer" if best.outcome == "units" else "less"
    return f"{name} is associated with {abs(best.percent):.0f} % {more} {what}"


def reading(report: SalesReport) -> list[str]:
    """The report for people who do not read tables: three to six sentences."""
    facts = report.facts
    said = ["This shop is simulated: its figures were made up, with known effects."] if facts["simulated"] else []
    main = _main(report)
    if not main:
        stops = [one for one in report.checks if one.level == "stop"]
        return [*said, *(f"{one.sentence} {one.advice}".strip() for one in stops)]
    said.append(f"{facts['products']:,} products over {facts['periods']:,} {facts['period']}s were looked at, "
                f"{facts['first']} to {facts['last']}; {facts['changed']:,} products changed their kind of picture.")
    said += [effect_sentence(effect, facts["reference"]) for effect in main]
    said.append("The range in brackets holds the truth in 95 of 100 such analyses, unless a doubt that the grade names "
                "is right.")
    worst = max(main, key=lambda effect: effect.grade)
    said.append(f"Grade {worst.grade}: {worst.reasons[0]}" if worst.reasons else f"Grade {worst.grade}.")
    if worst.advice and worst.grade != "A":
        said.append(f"What would lift it: {worst.advice[0]}")
    return said


def equation(panel: Panel, fit: Fit, *, effects: bool = True) -> tuple[str, str]:
    """The regression's equation with its numbers.

    Parameters
    ----------
    panel : Panel
    fit : Fit
    effects : bool
        Whether product and period effects are part of it.

    Returns
    -------
    words, latex : str
    """
    left = panel.outcome
    terms = [(name, fit.of(name)[0]) for name in fit.names]
    names = {**dict(zip(panel.dummies, map(kind_word, panel.kinds), strict=True)), **TERM_WORDS}
    words, latex = [], []
    for name, beta in terms:
        word = names.get(name, name.replace("_", " "))
        words.append(f"{MINUS if beta < 0 else '+'} {abs(beta):.3f} × {word}")
        latex.append(rf"{'-' if beta < 0 else '+'} {abs(beta):.3f}\,\text{{{_escaped(word)}}}")
    first = f"log(expected {left})" if panel.family == "poisson" else f"log({left})"
    first_latex = (rf"\log \mathbb{{E}}[\text{{{left}}}_{{it}}]" if panel.family == "poisson"
                   else rf"\log \text{{{left}}}_{{it}}")
    start = "product effect + period effect" if effects else "what is known of the product"
    start_latex = r"\alpha_i + \gamma_t" if effects else r"g(X_i)"
    lines = [" ".join(latex[place:place + 2]) for place in range(0, len(latex), 2)]
    body = r" \\ & \quad ".join([start_latex, *lines])
    return (f"{first} = {start} " + " ".join(words),
            r"\begin{aligned} " + f"{first_latex} = & \\; {body}" + r" \end{aligned}")


def _escaped(word: str) -> str:
    return "".join("\\" + letter if letter in "&%$#_{}" else " " if letter in "\\~^" else letter for letter in word)


def _main(report: SalesReport) -> list[Effect]:
    return [effect for effect in report.effects
            if effect.product is None and effect.outcome == report.facts["outcome"]]
