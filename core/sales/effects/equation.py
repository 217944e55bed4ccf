"""The regression's equation with its numbers, as text and as LaTeX."""

from __future__ import annotations

from core.sales.effects.panel import Panel
from core.sales.effects.regression import Fit
from core.words.numerals import MINUS
from core.words.sales import kind_word, term_word

LATEX_SPECIAL, LATEX_BLANK = "&%$#_{}", "\\~^"
TERMS_A_LINE = 2


def equation(panel: Panel, fit: Fit, *, fixed_effects: bool = True) -> tuple[str, str]:
    """The regression's equation with its numbers.

    Parameters
    ----------
    panel : Panel
    fit : Fit
        Coefficients of the columns that appear in the equation.
    fixed_effects : bool
        Whether product and period effects are part of it.

    Returns
    -------
    words, latex : str
    """
    names = {name: kind_word(kind) for name, kind in zip(panel.dummies, panel.kinds, strict=True)}
    words, latex = [], []
    for name in fit.names:
        beta, word = fit.of(name)[0], names.get(name) or term_word(name)
        words.append(f"{MINUS if beta < 0 else '+'} {abs(beta):.3f} × {word}")
        latex.append(rf"{'-' if beta < 0 else '+'} {abs(beta):.3f}\,\text{{{_escape(word)}}}")
    left, left_latex = _left_side(panel)
    start = "product effect + period effect" if fixed_effects else "known facts of the product"
    start_latex = r"\alpha_i + \gamma_t" if fixed_effects else r"g(X_i)"
    lines = [" ".join(latex[place:place + TERMS_A_LINE]) for place in range(0, len(latex), TERMS_A_LINE)]
    body = r" \\ & \quad ".join([start_latex, *lines])
    return (" ".join([f"{left} = {start}", *words]),
            r"\begin{aligned} " + f"{left_latex} = & \\; {body}" + r" \end{aligned}")


def _left_side(panel: Panel) -> tuple[str, str]:
    name = panel.dependent
    if panel.family == "poisson":
        return f"log(expected {name})", rf"\log \mathbb{{E}}[\text{{{name}}}_{{it}}]"
    return f"log({name})", rf"\log \text{{{name}}}_{{it}}"


def _escape(word: str) -> str:
    """A shop's own word inside LaTeX's \\text."""
    return "".join(f"\\{letter}" if letter in LATEX_SPECIAL else " " if letter in LATEX_BLANK else letter
                   for letter in word)
