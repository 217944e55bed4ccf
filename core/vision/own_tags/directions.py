"""The file of a site's own tags: a direction of the features for each, in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import SetupError
from core.vision.tags.head import length_one

SHOWN = 0.5  # of a score; learning lays the threshold of each tag here


@dataclass(frozen=True, eq=False)
class OwnTags:
    """The tags of a site.

    Attributes
    ----------
    network : str
        Name of the intent model whose features they read.
    names : tuple of str
    directions : ndarray of float32, shape (tags, D)
    offsets : ndarray of float32, shape (tags,)
    """

    network: str
    names: tuple[str, ...]
    directions: np.ndarray
    offsets: np.ndarray

    def scores(self, features: np.ndarray) -> np.ndarray:
        """How alike pictures are to the examples of each tag, shown from `SHOWN` on: ndarray of float32, (N, tags).

        Parameters
        ----------
        features : ndarray of float32, shape (N, D)
            The mean of the feature map of N pictures.
        """
        likeness = length_one(features) @ self.directions.T + self.offsets
        return np.asarray(1 / (1 + np.exp(-np.clip(likeness, -30, 30))), np.float32)


def write_own_tags(path: Path, network: str, tags: Sequence[tuple[str, np.ndarray, float]]) -> None:
    """Write tags, each with its direction and offset, as `read_own_tags` reads them (.npz)."""
    np.savez_compressed(path, network=np.array(network), names=np.array([name for name, _, _ in tags], np.str_),
                        directions=np.array([direction for _, direction, _ in tags], np.float32),
                        offsets=np.array([offset for _, _, offset in tags], np.float32))


def read_own_tags(path: Path) -> OwnTags:
    """Read a file of own tags (.npz); raises SetupError when it is not what it should be."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            tags = OwnTags(str(stored["network"]), tuple(stored["names"].tolist()), stored["directions"],
                           stored["offsets"])
        if tags.directions.shape[:1] != (len(tags.names),) or tags.offsets.shape != (len(tags.names),):
            raise ValueError("it does not have one direction for each tag")
        return tags
    except (OSError, ValueError, KeyError) as error:
        raise SetupError(f"The tags of this site in {path.name} cannot be read: {error}.",
                         "Go back to the version before: python -m core models roll-back own_tags.") from None
