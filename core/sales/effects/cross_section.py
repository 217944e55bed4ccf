"""Effects where products keep their photo type: different products are compared, adjusted for their known facts.

Double machine learning of a partially linear model [1]_. First the sales level of each product, once period, price,
promotion and impressions are accounted for; then the part of that level and of the photo type that the product's facts
predict is taken out of both, and the residual of one is regressed on the residual of the other. Learners never predict
the products that they were trained on.

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

from core.errors import InputError
from core.sales.effects.levels import product_levels
from core.sales.effects.panel import MOST_LEVELS, Panel
from core.sales.effects.regression import Fit
from core.sales.history import History
from core.words.sales import kind_word

FOLDS, SPLITS = 5, 5
KNOTS = 5
PENALTIES = np.logspace(-3, 3, 13)
LEAST_PRODUCTS = 8  # that sold
RARE = 0.05  # a product whose facts predict a type with less chance than this has no counterpart


@dataclass(frozen=True, eq=False)
class Comparison:
    """The result of comparing different products.

    Attributes
    ----------
    fit : Fit
        Of the photo types that some product mostly has, without those that a fact in words determines: products under
        one word never have both the type and the reference.
    overlap : dict of str to float
        For each photo type: share of products that could have had this type or the reference, by their facts.
    facts : tuple of str
        The columns that are adjusted for.
    r2 : float
        Share of the variance of sales levels that the facts predict, out of sample; at least 0.
    """

    fit: Fit
    overlap: dict[str, float]
    facts: tuple[str, ...]
    r2: float


@dataclass(frozen=True, eq=False)
class _Products:
    """One row for each product that sold.

    Attributes
    ----------
    table : DataFrame
        `level`, shares of photo types, and the facts.
    numbers, words : list of str
        Facts in numbers and in words.
    kind : ndarray of int, shape (n,)
        The prevailing photo type: 0 is the reference, then places in `kinds` from 1 on.
    kinds : tuple of str
        Photo types, without the reference, that prevail in some product.
    """

    table: pd.DataFrame
    numbers: list[str]
    words: list[str]
    kind: np.ndarray
    kinds: tuple[str, ...]

    @property
    def level(self) -> np.ndarray:
        """Sales level of each product, log scale."""
        levels: np.ndarray = self.table["level"].to_numpy()
        return levels


@dataclass(frozen=True, eq=False)
class _Split:
    """One cross-fit: estimates, their covariance, chances of each type (n, types + 1), share of variance predicted."""

    beta: np.ndarray
    covariance: np.ndarray
    chance: np.ndarray
    r2: float


def compare(panel: Panel, history: History, seed: int = 0) -> Comparison:
    """Estimate the effects of photo types between products.

    Parameters
    ----------
    panel : Panel
    history : History
        The same, with its covariates.
    seed : int
        Of the splits.

    Raises
    ------
    InputError
        When too few products sold, or none mostly has the reference or another photo type.
    """
    products = _products(panel, history)
    splits = [_cross_fit(products, seed + number) for number in range(SPLITS)]
    betas = np.array([split.beta for split in splits])
    middle = np.median(betas, axis=0)
    spread = [split.covariance + np.outer(split.beta - middle, split.beta - middle) for split in splits]
    covariance = np.median(np.array(spread), axis=0)
    chance = np.mean([split.chance for split in splits], axis=0)
    overlap = {kind: _overlap(chance, products.kind, number) for number, kind in enumerate(products.kinds, 1)}
    df = np.full(len(products.kinds), len(products.table) - 1 - len(products.kinds), float)
    names = tuple(panel.dummies[panel.kinds.index(kind)] for kind in products.kinds)
    determined = [name for number, name in enumerate(names, 1)
                  if any(_determines(products.table[word], products.kind, number) for word in products.words)]
    r2 = max(0.0, float(np.median([split.r2 for split in splits])))
    return Comparison(Fit(names, middle, covariance, df).drop(determined), overlap,
                      (*products.numbers, *products.words), r2)


def _determines(words: pd.Series, kind: np.ndarray, number: int) -> bool:
    """Whether products under one word never have both this type and the reference, and most words have two or more."""
    both = np.isin(kind, (0, number))
    counts = pd.crosstab(words[both].to_numpy(), kind[both])
    several = counts[counts.sum(axis=1) > 1]
    return bool(several.to_numpy().sum() * 2 > both.sum() and ((several > 0).sum(axis=1) == 1).all()
                and counts.shape[1] == 2)


def _products(panel: Panel, history: History) -> _Products:
    rows = panel.table.groupby("product")
    table = rows[[*panel.dummies]].mean().assign(level=product_levels(panel))
    numbers = [name for name in panel.controls if name != "promotion"]
    for name in numbers:
        table[name] = rows[name].mean()
    words = []
    by_product = history.table.groupby("product", observed=True)
    for name in history.covariates:
        if name in numbers:
            continue
        column = history.table[name]
        if pd.api.types.is_numeric_dtype(column):
            table[name] = by_product[name].mean().reindex(panel.names).to_numpy()[table.index]
            numbers.append(name)
        elif column.nunique() <= MOST_LEVELS:
            table[name] = by_product[name].first().reindex(panel.names).to_numpy()[table.index]
            words.append(name)
    table[numbers] = table[numbers].fillna(table[numbers].median())
    table = table[np.isfinite(table["level"])]
    if len(table) < LEAST_PRODUCTS:
        raise InputError(f"Comparing products needs at least {LEAST_PRODUCTS} that sold; "
                         f"the table has {len(table):,}.", "Provide more products, or more periods of the same.")
    shares = table[[*panel.dummies]].to_numpy()
    prevailing = np.where(shares.max(axis=1) > 0.5, shares.argmax(axis=1) + 1, 0)
    present, kind = np.unique(prevailing, return_inverse=True)
    if present[0] != 0 or len(present) < 2:
        reference = f"photos of type “{kind_word(history.reference)}”"
        reason = f"No product that sold has mostly {reference}, with which the other types are compared."
        if present[0] == 0:
            reason = f"Every product that sold has mostly {reference}, so there is nothing to compare it with."
        raise InputError(reason, "Provide products that keep each photo type, or at least 8 that changed it.")
    return _Products(table, numbers, words, kind, tuple(panel.kinds[place - 1] for place in present[1:]))


def _learner(products: _Products, last: object) -> Pipeline:
    splines = make_pipeline(StandardScaler(), SplineTransformer(KNOTS, degree=3, extrapolation="linear"))
    facts = make_column_transformer((splines, products.numbers),
                                    (OneHotEncoder(handle_unknown="ignore"), products.words))
    return make_pipeline(facts, last)


def _cross_fit(products: _Products, seed: int) -> _Split:
    table, kind, level = products.table, products.kind, products.level
    count = kind.max() + 1
    prediction, chance = np.zeros(len(level)), np.full((len(level), count), 1 / count)
    for train, test in KFold(FOLDS, shuffle=True, random_state=seed).split(table):
        if not products.numbers and not products.words:
            prediction[test] = level[train].mean()
            chance[test] = np.bincount(kind[train], minlength=count) / len(train)
            continue
        sales = _learner(products, RidgeCV(PENALTIES)).fit(table.iloc[train], level[train])
        prediction[test] = sales.predict(table.iloc[test])
        if len(only := np.unique(kind[train])) < 2:
            chance[test] = np.arange(count) == only[0]
            continue
        types = _learner(products, LogisticRegression(C=1.0, max_iter=500)).fit(table.iloc[train], kind[train])
        chance[np.ix_(test, types[-1].classes_)] = types.predict_proba(table.iloc[test])
    surprise = np.stack([(kind == number) - chance[:, number] for number in range(1, count)], axis=1)
    result = OLS(level - prediction, np.column_stack([surprise, np.ones(len(level))])).fit(cov_type="HC2")
    r2 = 1 - float(np.sum((level - prediction) ** 2) / np.sum((level - level.mean()) ** 2))
    return _Split(result.params[:count - 1], result.cov_params()[:count - 1, :count - 1], chance, r2)


def _overlap(chance: np.ndarray, kind: np.ndarray, number: int) -> float:
    """Share of the products under this type or the reference that had a fair chance of either."""
    both = np.isin(kind, (0, number))
    return float(((chance[both, number] > RARE) & (chance[both, 0] > RARE)).mean()) if both.any() else 0.0
