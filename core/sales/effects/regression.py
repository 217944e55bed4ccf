"""Regressions with product and period effects, by pyfixest; standard errors by a jackknife over products.

Usual clustered errors are too small where few products changed their photo type, and so are t limits that count every
product of the shop. Here each product is left out in turn (the jackknife CV3 of [1]_), and a coefficient has as many
degrees of freedom as its effective number of products, less one [2]_.

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
NOTHING = ("The regression has no solution for this table: no product has sales in several periods that other products "
           "share.")
MORE = "Provide more products, more periods, or products whose photo type changed at different times."
SAME = 1e-6  # weight of a column in the controls that were dropped, below which it has none
MOST_LOG = 100.0  # on the log scale; an interval beyond e^100 says nothing, and a percentage of it overflows
LITTLE = 0.01  # leverage of a product below which its Newton step is its deletion step, to 1 %


@dataclass(frozen=True, eq=False)
class Fit:
    """The result of a regression.

    Attributes
    ----------
    names : tuple of str
        Columns with an estimate. A column that others explain completely is not among them, nor is a photo type that
        always occurs with a control: the effect of either would be taken for that of the other.
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
        """Coefficient and standard error; both NaN without an estimate."""
        if name not in self.names:
            return float("nan"), float("nan")
        place = self.names.index(name)
        return float(self.beta[place]), float(np.sqrt(self.covariance[place, place]))

    def interval(self, name: str) -> tuple[float, float, float]:
        """Coefficient, lower and upper end of the 95 % interval; NaN where they are too far apart to mean anything."""
        beta, error = self.of(name)
        reach = float(stats.t.ppf((1 + LEVEL) / 2, self._df(name))) * error
        if abs(beta) + reach > MOST_LOG:
            return (float("nan"),) * 3
        return beta, beta - reach, beta + reach

    def p(self, name: str) -> float:
        """Two-sided p-value of "no effect"; NaN without an estimate or an error."""
        beta, error = self.of(name)
        return float(2 * stats.t.sf(abs(beta / error), self._df(name))) if error > 0 else float("nan")

    def drop(self, names: Sequence[str]) -> Fit:
        """The same without some columns whose coefficients mean nothing."""
        rest = [place for place, name in enumerate(self.names) if name not in names]
        return Fit(tuple(self.names[place] for place in rest), self.beta[rest], self.covariance[np.ix_(rest, rest)],
                   self.df[rest])

    def _df(self, name: str) -> float:
        return float(self.df[self.names.index(name)]) if name in self.names else float("nan")


def fit(panel: Panel, regressors: Sequence[str] | None = None, table: pd.DataFrame | None = None) -> Fit:
    """Estimate the panel's equation: sales on photo types and controls, with an effect for each product and period.

    Parameters
    ----------
    panel : Panel
    regressors : sequence of str, optional
        Other columns than `panel.regressors`.
    table : DataFrame, optional
        Other rows or columns than `panel.table`.

    Raises
    ------
    InputError
        When nothing can be estimated: no column varies once products and periods are accounted for.
    """
    return _fit(panel, regressors, table)[0]


def try_fit(panel: Panel, regressors: Sequence[str] | None = None, table: pd.DataFrame | None = None) -> Fit | None:
    """The same for diagnostics, which a table may be too small for: None where nothing can be estimated."""
    try:
        return fit(panel, regressors, table)
    except InputError:
        return None


def informative(rows: pd.DataFrame, *, counts: bool) -> pd.DataFrame:
    """Rows that a regression with product and period effects learns from.

    A product or period with a single row, or in counts without any sale, is explained by its own effect. pyfixest ends
    the process where no other row is left.

    Parameters
    ----------
    rows : DataFrame
        With `product`, `period` and `y`.
    counts : bool
        Whether the regression is one of counts (Poisson).
    """
    while True:
        keep = np.ones(len(rows), bool)
        for name in ("product", "period"):
            number = rows[name].to_numpy()
            keep &= np.bincount(number)[number] > 1
            if counts:
                keep &= np.bincount(number, rows["y"])[number] > 0
        if keep.all():
            return rows
        rows = rows[keep]


def fit_with_means(panel: Panel) -> tuple[Fit, pd.Series]:
    """The fit, and the expected value of each row of `panel.table`, product and period effects included.

    Returns
    -------
    fit : Fit
    mean : Series of float64, index as `panel.table`
        Not in logs; NaN for rows without information, such as those of a product that never sold.
    """
    result, model = _fit(panel, None, None)
    mean = pd.Series(np.nan, index=panel.table.index)
    values = np.asarray(model.predict(type="response")).ravel()
    values = values if panel.family == "poisson" else np.exp(values)
    mean.loc[model._data.index] = values  # the rows that pyfixest used
    return result, mean


def deletion_steps(panel: Panel) -> pd.DataFrame:
    """By how much leaving out a product would move each coefficient, to first order (one Newton step).

    Returns
    -------
    DataFrame of float64
        Index the product's number, a column for each regressor.
    """
    result, model = _fit(panel, None, None)
    products, number = np.unique(model._data["product"].to_numpy(), return_inverse=True)
    step = -_sums(np.asarray(model._scores, float), number) @ np.linalg.pinv(np.asarray(model._hessian, float))
    return pd.DataFrame(step, index=products, columns=list(map(str, model.coef().index)))[[*result.names]]


def residualize(panel: Panel) -> pd.DataFrame:
    """The regressors without product and period effects (least squares); index as `panel.table`."""
    import pyfixest

    rows = informative(panel.table, counts=False)
    residuals = pd.DataFrame(0.0, panel.table.index, [*panel.regressors])  # other rows are explained completely
    for name in panel.regressors if len(rows) else ():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            residuals.loc[rows.index, name] = pyfixest.feols(f"{name} ~ 1 | {EFFECTS}", rows).resid()
    return residuals


def _fit(panel: Panel, regressors: Sequence[str] | None, table: pd.DataFrame | None):  # type: ignore[no-untyped-def]
    model = _solve(panel, panel.regressors if regressors is None else regressors,
                   panel.table if table is None else table)
    names = tuple(map(str, model.coef().index))
    result = Fit(names, model.coef().to_numpy(float), *_jackknife(model))
    return (result.drop(_confounded(panel, result)) if regressors is None else result), model


def _solve(panel: Panel, columns: Sequence[str], table: pd.DataFrame):  # type: ignore[no-untyped-def]
    import pyfixest  # slow to open: only where something is estimated

    counts = panel.family == "poisson"
    rows = informative(table, counts=counts)
    if rows.empty:
        raise InputError(NOTHING, MORE)
    solve = pyfixest.fepois if counts else pyfixest.feols
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return solve(f"{'y' if counts else 'log_y'} ~ {' + '.join(columns)} | {EFFECTS}", rows, vcov="iid")
    except (ValueError, RuntimeError, np.linalg.LinAlgError) as error:
        reason = "its numbers are too extreme"
        if "collinear" in str(error):
            reason = "photo types and other columns change for all products at once, or not at all"
        raise InputError(f"The regression has no solution for this table: {reason}.", MORE) from None


def _confounded(panel: Panel, result: Fit) -> list[str]:
    """Photo types that, with product and period effects, carry the same information as a control dropped for them."""
    out = [name for name in panel.controls if name not in result.names]
    if not out:
        return []
    columns = residualize(panel)[[*result.names, *out]]
    scaled = columns[[*result.names]] / columns[[*result.names]].std().clip(lower=1e-12)
    weights = np.linalg.lstsq(scaled.to_numpy(), columns[out].to_numpy(), rcond=None)[0]
    same = (np.abs(weights) > SAME * np.maximum(panel.table[out].std().to_numpy(), 1e-12)).any(axis=1)
    return [name for name, is_same in zip(result.names, same, strict=True) if is_same and name in panel.dummies]


def _jackknife(model) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[no-untyped-def]
    """Covariance of the coefficients (k, k) from leaving out each product, and degrees of freedom (k,)."""
    columns = np.asarray(model._X, float)
    products, number = np.unique(model._data["product"].to_numpy(), return_inverse=True)
    gram = columns.T @ columns
    bread = np.linalg.pinv(gram, hermitian=True)
    score, leverage = _sums(np.asarray(model._scores, float), number), np.zeros(len(products))
    shares = np.empty_like(score)
    for place, column in enumerate(columns.T):  # one by one, for the memory's sake
        weight = columns @ bread[:, place]
        leverage += np.bincount(number, weight * column)
        shares[:, place] = np.bincount(number, weight**2)
    steps = score @ bread
    order = np.argsort(number, kind="stable")
    ends = np.cumsum(np.bincount(number))
    for product in np.flatnonzero(leverage > LITTLE):
        own = columns[order[ends[product - 1] if product else 0:ends[product]]]
        steps[product] = np.linalg.pinv(gram - own.T @ own, hermitian=True) @ score[product]
    effective = shares.sum(axis=0) ** 2 / (shares**2).sum(axis=0)
    count = len(products)
    return (count - 1) / count * steps.T @ steps, np.clip(effective - 1, 1, max(1, count - 1))


def _sums(rows: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Sums by product of rows (n, k), float64 (products, k)."""
    return np.stack([np.bincount(number, column) for column in rows.T], axis=1)
