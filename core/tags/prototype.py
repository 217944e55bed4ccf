"""A tag from a few examples: the direction of the features in which they stand apart from other pictures.

With the background's mean m and covariance S (shrunk towards a multiple of the identity [1]_) and the examples' mean e,
a picture x scores

    s(x) = (x - m)' S^-1 (e - m) / (e - m)' S^-1 (e - m):

0 for the average picture, 1 for the average example. It is Fisher's linear discriminant with the background's
covariance in place of the within-class one, in closed form, so that five examples suffice.

References
----------
.. [1] Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", Journal of
       Multivariate Analysis 88, 2004.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import Misuse

FEWEST, MOST = 5, 100  # examples of a tag
LEAST_BACKGROUND = 50  # other pictures, so that there is something to stand apart from
SHRINKAGE = 0.3  # share of the identity in the covariance
RARE = 0.005  # of other pictures may score above the threshold
BETWEEN = 0.35  # where the threshold lies between those and the middle example
SAME = 0.999  # likeness of a picture to an example, from which on it is the example
TWINS = 0.05  # of the other pictures may be taken for more of the same as the examples
STEEP = 2.2  # logit of the middle example's score: it is shown as 0.90
MIXED = "These examples do not stand apart from other photos"


@dataclass(frozen=True, eq=False)
class Prototype:
    """A tag that was learned from examples.

    Attributes
    ----------
    direction : ndarray of float32, shape (D,)
        For features of length 1.
    offset : float
        The likeness of features x is x @ direction + offset: 0 at the threshold; its logistic function is the score.
    examples : int
    found : int
        Examples that pass when they are left out of the learning.
    alarms : float
        Share of the other pictures that pass.
    """

    direction: np.ndarray
    offset: float
    examples: int
    found: int
    alarms: float


def learn(examples: np.ndarray, background: np.ndarray) -> Prototype:
    """Learn a tag.

    Parameters
    ----------
    examples : ndarray of float32, shape (n, D)
        Features of pictures that show it, of length 1.
    background : ndarray of float32, shape (M, D)
        Features of other pictures.

    Raises
    ------
    Misuse
        Too few or too many examples, too few other pictures, or examples that are not alike.
    """
    if not FEWEST <= len(examples) <= MOST:
        raise Misuse(f"A tag is learned from {FEWEST} to {MOST} photos that show it; these are {len(examples)}.",
                     "Choose other examples.")
    if len(background) < LEAST_BACKGROUND:
        raise Misuse(f"A tag is told from at least {LEAST_BACKGROUND} other photos; there are {len(background)}.",
                     "Analyze more photos first.")
    mean = background.mean(axis=0)
    apart = (examples - mean).astype(np.float64)
    solved = _solve((background - mean).astype(np.float64), apart)  # S^-1 (e_i - m), a row for each example
    direction, own = solved.mean(axis=0), apart.mean(axis=0)
    scale = float(direction @ own)
    others = (background - mean) @ (direction / scale)
    count = len(examples)
    rest = (solved.sum(axis=0) - solved) / (count - 1), (apart.sum(axis=0) - apart) / (count - 1)
    left_out = (apart * rest[0]).sum(axis=1) / (rest[0] * rest[1]).sum(axis=1)
    middle, high = float(np.median(left_out)), float(np.quantile(others, 1 - RARE))
    threshold = high + BETWEEN * (middle - high)
    found = int((left_out >= threshold).sum())
    if middle <= high or 2 * found < count:
        raise Misuse(f"{MIXED}: only {found} of {count} would be found again.",
                     "Choose photos of one kind of goods, each by itself.")
    steep = STEEP / (middle - threshold)
    return Prototype((direction / scale * steep).astype(np.float32),
                     float(-steep * (threshold + mean @ direction / scale)), count, found,
                     float((others >= threshold).mean()))


def others(examples: np.ndarray, pool: np.ndarray) -> np.ndarray:
    """Of the photos at hand those that examples can be told from: without the examples, and without more of the same.

    A photo that is as like an example as the two most alike examples are to each other is taken for one more of them:
    the second view of a product, or goods of the same kind in the catalog. At most `TWINS` of the photos are left out,
    so that examples of all sorts do not take what they should be told from.

    Parameters
    ----------
    examples : ndarray of float32, shape (n, D)
        Of length 1.
    pool : ndarray of float32, shape (M, D)
        Of length 1.

    Returns
    -------
    ndarray of float32, shape (at most M, D)
    """
    if not len(examples) or not len(pool):
        return pool
    likeness = (pool @ examples.T).max(axis=1)
    pool, likeness = pool[likeness < SAME], likeness[likeness < SAME]
    among = examples @ examples.T - 2 * np.eye(len(examples))
    closest = float(among[among < SAME].max(initial=-1.0))
    limit = max(closest, float(np.quantile(likeness, 1 - TWINS)) if len(pool) else 1.0)
    return pool[likeness < limit] if closest > 0 else pool


def _solve(centered: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """S^-1 times each of some rows, by the Woodbury identity: as many unknowns as there are other pictures."""
    count, width = centered.shape
    spread = (centered ** 2).sum() / count / width  # mean variance of a feature
    ridge = SHRINKAGE * spread
    inner = np.eye(count) * ridge * count / (1 - SHRINKAGE) + centered @ centered.T
    solved: np.ndarray = (rows - np.linalg.solve(inner, centered @ rows.T).T @ centered) / ridge
    return solved
