"""The equation with its numbers: the same terms in words and in LaTeX, and a shop's own words harmless in both."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.sales.effects.equation import equation
from core.sales.effects.panel import Panel
from core.sales.effects.regression import Fit


def made(kinds=("model_face",), controls=("log_price",), family="poisson") -> Panel:
    return Panel(pd.DataFrame(), (), kinds, controls, "units", family)


def fitted(*betas: float, names=("kind_0", "log_price")) -> Fit:
    return Fit(names[:len(betas)], np.array(betas), np.eye(len(betas)), np.ones(len(betas)))


def test_signs_numbers_and_words():
    words, latex = equation(made(), fitted(0.0591, -1.269))
    assert words == ("log(expected units) = product effect + period effect + 0.059 × Model with face "
                     "\u2212 1.269 × log price")
    assert r"+ 0.059\,\text{Model with face}" in latex and r"- 1.269\,\text{log price}" in latex
    assert latex.startswith(r"\begin{aligned} \log \mathbb{E}") and latex.endswith(r"\end{aligned}")


def test_a_cross_section_has_facts_in_place_of_fixed_effects():
    words, latex = equation(made(family="log-linear"), fitted(0.1), fixed_effects=False)
    assert words.startswith("log(units) = known facts of the product") and "g(X_i)" in latex


def test_no_term_is_an_equation_too():
    words, latex = equation(made(), fitted())
    assert words == "log(expected units) = product effect + period effect" and latex.count("text") == 1


def test_own_labels_cannot_be_latex():
    _, latex = equation(made(kinds=(r"\input{x}_50%^$",)), fitted(0.1))
    assert r"\input" not in latex and r"\_50\%" in latex and r"\$" in latex
