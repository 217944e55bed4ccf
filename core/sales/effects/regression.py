"""Regressions with product and period effects, by pyfixest; errors by leaving out each product.

Errors clustered in the usual way are too small where few products changed their picture, and so are t limits that count
every product of the shop. Here each product is left out in turn (the jackknife CV3 of [1]_), and a coefficient has as
many degrees of freedom as products effectively tell of it, less one [2]_.

References
----------
.. [1] MacKinnon, Nielsen, Webb (2023), Fast and reliable jackknife and bootstrap methods for cluster-robust inference,
   J. Appl. Econometrics 38, 671-694.
.. [2] Carter, Schnepel, Steigerwald (2017), Asymptotic behavior of a t-test robust to cluster heterogeneity, Rev. Econ.
   Stat. 99, 698-709: their effective number of clusters, for products whose rows vary alike.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from core.errors import InputError
from core.sales.effects.panel import Panel

LEVEL = 0.95
EFFECTS = "product + period"
SAME = 1e-6  # share of a column that left out controls have in others below which they have none
LITTLE = 0.01  # leverage of a product below which leaving it out is its score's own step, to 1 %


@dataclass(frozen=True, eq=False)
class Fit:
    """What a regression found.

    Attributes
    ----------
    names : tuple of str
        Columns that were estimated; one that others explain altogether is not among them, nor is a kind of picture
        that a control goes along with altogether: the effect of either would be taken for that of the other.
    beta : ndarray of float64, shape (k,)
    covariance : ndarray of float64, shape (k, k)
        Robust to any correlation within a product.
    df : ndarray of float64, shape (k,)
        Degrees of freedom of each coefficient's t distribution.
    """

    names: tuple[str, ...]
    beta: np.ndarray
    covariance: np.ndarray
    df: np.ndarray

    def of(self, name: str) -> tuple[float, float]:
        """Coefficient and standard error; both NaN where it was not estimated."""
        if name not in self.names:
            return float("nan"), float("nan")
        place = self.names.index(name)
        return float(self.beta[place]), float(np.sqrt(self.covariance[place, place]))

    def interval(self, name: str) -> tuple[float, float, float]:
        """Coefficient, lower and upper end of the 95 % interval."""
        beta, error = self.of(name)
        reach = float(stats.t.ppf((1 + LEVEL) / 2, self._df(name))) * error
        return beta, beta - reach, beta + reach

    def p(self, name: str) -> float:
        """Two-sided p-value of "no effect"."""
        beta, error = self.of(name)
        return float(2 * stats.t.sf(abs(beta / error), self._df(name)))

    def without(self, names: Sequence[str]) -> Fit:
        """The same, less some columns whose coefficients mean nothing."""
        kept = [place for place, name in enumerate(self.names) if name not in names]
        return Fit(tuple(self.names[place] for place in kept), self.beta[kept], self.covariance[np.ix_(kept, kept)],
                   self.df[kept])

    def _df(self, name: str) -> float:
        return float(self.df[self.names.index(name)]) if name in self.names else float("nan")


def fit(panel: Panel, regressors: Sequence[str] | None = None, table: pd.DataFrame | None = None) -> Fit:
    """Estimate the panel's equation: sales on kinds and controls, with an effect for each product and period.

    Parameters
    ----------
    panel : Panel
    regressors : sequence of str, optional
        Other columns than `panel.regressors`.
    table : DataFrame, optional
        Other rows or columns than `panel.table`.

    Returns
    -------
    Fit

    Raises
    ------
    InputError
        When nothing can be estimated: no kind varies once products and periods are accounted for.
    """
    return _fit(panel, regressors, table)[0]


def expected(panel: Panel) -> tuple[Fit, pd.Series]:
    """The fit, and what it expects for each row of `panel.table`, product and period effects included.

    Returns
    -------
    fit : Fit
    mean : Series of float64, index as `panel.table`
        Expected outcome, not in logs; NaN for rows that say nothing, as of a product that never sold.
    """
    found, model = _fit(panel, None, None)
    mean = pd.Series(np.nan, index=panel.table.index)
    values = np.asarray(model.predict(type="response")).ravel()
    values = values if panel.family == "poisson" else np.exp(values)
    mean.loc[model._data.index] = values  # the rows that pyfixest kept
    return found, mean


def without_each(panel: Panel) -> pd.DataFrame:
    """By how much each product's absence would move each coefficient, to first order.

    Returns
    -------
    DataFrame of float64
        Index the product's number, a column for each regressor.
    """
    found, model = _fit(panel, None, None)
    products, number = np.unique(model._data["product"].to_numpy(), return_inverse=True)
    step = -_summed(np.asarray(model._scores, float), number) @ np.linalg.inv(np.asarray(model._hessian, float))
    return pd.DataFrame(step, index=products, columns=list(map(str, model.coef().index)))[[*found.names]]


def apart(panel: Panel) -> pd.DataFrame:
    """The regressors with product and period effects taken out, by least squares; index as `panel.table`."""
    import pyfixest

    found = {}
    for name in panel.regressors:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found[name] = pyfixest.feols(f"{name} ~ 1 | {EFFECTS}", panel.table).resid()
    return pd.DataFrame(found, index=panel.table.index)


def levels(panel: Panel) -> pd.Series:
    """Sales level of each product, log scale, at the same period, price, promotion and impressions.

    Returns
    -------
    Series of float64, index the product's number
        -inf or NaN for a product that never sold.
    """
    _, model = _fit(panel, panel.controls or ("1",), None)
    effects = model.fixef()["C(product)"]
    return pd.Series({int(name): value for name, value in effects.items()}, dtype=float)


def _fit(panel: Panel, regressors: Sequence[str] | None, table: pd.DataFrame | None):  # type: ignore[no-untyped-def]
    import pyfixest  # slow to open: only where something is estimated

    rows = panel.table if table is None else table
    columns = panel.regressors if regressors is None else regressors
    left = "y" if panel.family == "poisson" else "log_y"
    solve = pyfixest.fepois if panel.family == "poisson" else pyfixest.feols
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = solve(f"{left} ~ {' + '.join(columns)} | {EFFECTS}", rows, vcov="iid")
    except (ValueError, RuntimeError, np.linalg.LinAlgError) as error:
        raise InputError(f"The sales could not be explained by the pictures: {error}.",
                         "Give more products, more weeks, or products whose picture changed.") from None
    names = tuple(map(str, model.coef().index))
    found = Fit(names, model.coef().to_numpy(float), *_left_out_in_turn(model))
    return (found.without(_tied(panel, found)) if regressors is None else found), model


def _tied(panel: Panel, found: Fit) -> list[str]:
    """Columns of kinds that, with product and period effects, say the same as a control that was left out for it."""
    out = [name for name in panel.controls if name not in found.names]
    if not out:
        return []
    columns = apart(panel)[[*found.names, *out]]
    kept = columns[[*found.names]] / columns[[*found.names]].std()
    weights = np.linalg.lstsq(kept.to_numpy(), columns[out].to_numpy(), rcond=None)[0]
    tied = (np.abs(weights) > SAME * np.maximum(panel.table[out].std().to_numpy(), 1e-12)).any(axis=1)
    return [name for name, same in zip(found.names, tied, strict=True) if same and name in panel.dummies]


def _left_out_in_turn(model) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[no-untyped-def]
    """Covariance of the coefficients (k, k) from leaving out each product, and degrees of freedom (k,)."""
    columns = np.asarray(model._X, float)
    products, number = np.unique(model._data["product"].to_numpy(), return_inverse=True)
    whole = columns.T @ columns
    bread = np.linalg.pinv(whole, hermitian=True)
    score, leverage = _summed(np.asarray(model._scores, float), number), np.zeros(len(products))
    shares = np.empty_like(score)
    for place, column in enumerate(columns.T):  # one by one, for the memory's sake
        told = columns @ bread[:, place]
        leverage += np.bincount(number, told * column)
        shares[:, place] = np.bincount(number, told**2)
    steps = score @ bread
    order = np.argsort(number, kind="stable")
    ends = np.cumsum(np.bincount(number))
    for one in np.flatnonzero(leverage > LITTLE):
        own = columns[order[ends[one - 1] if one else 0:ends[one]]]
        steps[one] = np.linalg.pinv(whole - own.T @ own, hermitian=True) @ score[one]
    effective = shares.sum(axis=0) ** 2 / (shares**2).sum(axis=0)
    count = len(products)
    return (count - 1) / count * steps.T @ steps, np.clip(effective - 1, 1, max(1, count - 1))


def _summed(rows: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Sums by product of rows (n, k), float64 (products, k)."""
    return np.stack([np.bincount(number, column) for column in rows.T], axis=1)
