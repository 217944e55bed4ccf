"""Effects where products kept their pictures: products are held against each other, adjusted for what is known.

Double machine learning of a partially linear model [1]_. First the sales level of each product, once period, price,
promotion and impressions are accounted for; then what its known facts foretell of that level and of its kind of picture
is taken out of both, and what is left of one is regressed on what is left of the other. Learners never foretell the
products that they learned from.

References
----------
.. [1] Chernozhukov et al. (2018), Double/debiased machine learning, Econometrics Journal 21, C1-C68, section 4.1 and
   definition 3.3 (median over splits).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler
from statsmodels.regression.linear_model import OLS

from core.sales.effects.panel import MOST_LEVELS, Panel
from core.sales.effects.regression import Fit, levels
from core.sales.history import History

FOLDS, SPLITS = 5, 5
KNOTS = 5
PENALTIES = np.logspace(-3, 3, 13)
RARE = 0.05  # a product that its facts give less chance than this of having the kind tells nothing of it


@dataclass(frozen=True, eq=False)
class Adjusted:
    """What the comparison of products found.

    Attributes
    ----------
    fit : Fit
        Of the kinds' columns, less those that a fact in words tells altogether: products under one word never have
        both the kind and the reference.
    overlap : dict of str to float
        For each kind: share of products that might as well have had this kind or another, by their facts.
    facts : tuple of str
        What was adjusted for.
    explained : float
        Share of the variance of sales levels that the facts foretell, out of sample; at least 0.
    """

    fit: Fit
    overlap: dict[str, float]
    facts: tuple[str, ...]
    explained: float


def adjusted(panel: Panel, history: History, seed: int = 0) -> Adjusted:
    """Estimate the effects of kinds between products.

    Parameters
    ----------
    panel : Panel
    history : History
        The same, with its covariates.
    seed : int
        Of the splits.
    """
    products, numbers, words = _products(panel, history)
    facts = (*numbers, *words)
    level = products["level"].to_numpy()
    shares = products[[*panel.dummies]].to_numpy()
    kind = np.where(shares.max(axis=1) > 0.5, shares.argmax(axis=1) + 1, 0)  # 0 is the reference
    found = [_split(products, (numbers, words), (level, kind), seed + number) for number in range(SPLITS)]
    betas = np.array([one.beta for one, _, _ in found])
    middle = np.median(betas, axis=0)
    spread = [one.covariance + np.outer(one.beta - middle, one.beta - middle) for one, _, _ in found]
    covariance = np.median(np.array(spread), axis=0)
    chance = np.mean([chances for _, chances, _ in found], axis=0)
    names = (panel.kinds if panel.kinds else ())
    overlap = {name: _overlap(chance, kind, number + 1) for number, name in enumerate(names)}
    df = np.full(len(panel.kinds), len(products) - 1 - len(panel.kinds), float)
    fit = Fit(panel.dummies, middle, covariance, df)
    tied = [name for number, name in enumerate(panel.dummies, 1)
            if any(_tells(products[word], kind, number) for word in words)]
    explained = max(0.0, float(np.median([share for _, _, share in found])))
    return Adjusted(fit.without(tied), overlap, facts, explained)


def _tells(words: pd.Series, kind: np.ndarray, number: int) -> bool:
    """Whether products under one word never have this kind and the reference both, and most words have two or more."""
    both = np.isin(kind, (0, number))
    counts = pd.crosstab(words[both].to_numpy(), kind[both])
    several = counts[counts.sum(axis=1) > 1]
    return bool(several.to_numpy().sum() * 2 > both.sum() and ((several > 0).sum(axis=1) == 1).all()
                and counts.shape[1] == 2)


def _products(panel: Panel, history: History) -> tuple[pd.DataFrame, list[str], list[str]]:
    """One row for each product: its level, shares of kinds, and facts in numbers and in words."""
    level = levels(panel)
    rows = panel.table.groupby("product")
    products = rows[[*panel.dummies]].mean().assign(level=level)
    numbers = []
    for name in panel.controls:
        if name != "promotion":
            products[name] = rows[name].mean()
            numbers.append(name)
    words = []
    known = history.table.groupby("product", observed=True)
    for name in history.covariates:
        if name in numbers:
            continue
        if pd.api.types.is_numeric_dtype(history.table[name]):
            products[name] = known[name].mean().reindex(panel.names).to_numpy()[products.index]
            numbers.append(name)
        elif history.table[name].nunique() <= MOST_LEVELS:
            products[name] = known[name].first().reindex(panel.names).to_numpy()[products.index]
            words.append(name)
    products[numbers] = products[numbers].fillna(products[numbers].median())
    return products[np.isfinite(products["level"])], numbers, words


def _learner(numbers: list[str], words: list[str], last: object) -> Pipeline:
    bent = make_pipeline(StandardScaler(), SplineTransformer(KNOTS, degree=3, extrapolation="linear"))
    facts = make_column_transformer((bent, numbers), (OneHotEncoder(handle_unknown="ignore"), words))
    return make_pipeline(facts, last)


def _split(products: pd.DataFrame, facts: tuple[list[str], list[str]], what: tuple[np.ndarray, np.ndarray],
           seed: int) -> tuple[Fit, np.ndarray, float]:
    """Cross-fit once: the estimate, chances of each kind (n, kinds + 1), share of variance foretold."""
    (numbers, words), (level, kind) = facts, what
    count = kind.max() + 1
    foretold, chance = np.zeros(len(level)), np.full((len(level), count), 1 / count)
    for train, test in KFold(FOLDS, shuffle=True, random_state=seed).split(products):
        if not facts[0] and not facts[1]:
            foretold[test] = level[train].mean()
            chance[test] = np.bincount(kind[train], minlength=count) / len(train)
            continue
        sales = _learner(numbers, words, RidgeCV(PENALTIES)).fit(products.iloc[train], level[train])
        foretold[test] = sales.predict(products.iloc[test])
        if len(only := np.unique(kind[train])) < 2:
            chance[test] = np.arange(count) == only[0]
            continue
        kinds = _learner(numbers, words, LogisticRegression(C=1.0, max_iter=500)).fit(products.iloc[train], kind[train])
        chance[np.ix_(test, kinds[-1].classes_)] = kinds.predict_proba(products.iloc[test])
    left = np.stack([(kind == number) - chance[:, number] for number in range(1, count)], axis=1)
    result = OLS(level - foretold, np.column_stack([left, np.ones(len(level))])).fit(cov_type="HC2")
    share = 1 - float(np.sum((level - foretold) ** 2) / np.sum((level - level.mean()) ** 2))
    size = count - 1
    return Fit((), result.params[:size], result.cov_params()[:size, :size], np.zeros(size)), chance, share


def _overlap(chance: np.ndarray, kind: np.ndarray, number: int) -> float:
    """Share of the products under this kind or the reference that had a fair chance of either."""
    both = np.isin(kind, (0, number))
    return float(((chance[both, number] > RARE) & (chance[both, 0] > RARE)).mean()) if both.any() else 0.0
