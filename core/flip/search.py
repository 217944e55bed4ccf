"""The smallest amount of each edit that changes the verdict with a margin: a coarse grid, then bisection.

All edits go up together, step by step, so that a small edit is met before a large one of another kind. Only the intent
model runs here; `tasks` confirms by the whole chain. Several edits together are one candidate: they grow in step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations

from core.flip.edits import ON_OFF, scaled
from core.nouns.flip import Edit, Reading, Step

GRID = (0.05, 0.12, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0)  # shares of the largest amount
SEARCH_MARGIN = 0.03  # at the model's input; JPEG and the reduced copy cost the difference
BISECTIONS = 4
ENOUGH = 5  # edits that flip; more would only be larger
PARTNERS = 4  # single edits that come nearest are tried in pairs
Read = Callable[[tuple[Edit, ...]], Reading]


class OutOfBudget(Exception):
    """The evaluations are used up."""


@dataclass
class Candidate:
    """Edits at their largest amounts, and what was read on the way there; `share` is the smallest that flips."""

    edits: tuple[Edit, ...]
    steps: dict[float, Reading] = field(default_factory=dict)
    share: float = 0.0

    @property
    def size(self) -> float:
        """Of the flip, in [0, 1]; of several edits their sum."""
        return min(1.0, self.share * len(self.edits))

    def gain(self, sign: int) -> tuple[float, float]:
        """The best gap in the wanted direction, and the share that gave it."""
        return max(((sign * reading.gap, share) for share, reading in self.steps.items()), default=(-2.0, 0.0))

    def curve(self, before: Reading) -> tuple[Step, ...]:
        """What was read, by amount; by share for several edits."""
        unit = self.edits[0].amount if len(self.edits) == 1 else 1.0
        return tuple(Step(round(unit * share, 4), reading) for share, reading in
                     sorted((self.steps | {0.0: before}).items()))


class Search:
    """One search.

    Parameters
    ----------
    read : callable
        Edits -> Reading.
    before : Reading
        Of the unchanged picture.
    sign : {1, -1}
        1 where the gap has to become positive.
    budget : int
        Most calls of `read`.
    """

    def __init__(self, read: Read, before: Reading, *, sign: int, budget: int) -> None:
        self._read, self.before, self.sign, self.left = read, before, sign, budget
        self.tried: list[Candidate] = []

    def run(self, singles: Iterable[Edit]) -> list[Candidate]:
        """Candidates that flip at the model's input, the smallest first; pairs only where no single edit does."""
        try:
            single = [Candidate((edit,)) for edit in singles]
            flips = self._rise(single)
            if not flips:
                flips = self._rise(self._pairs(single))
        except OutOfBudget:
            flips = [candidate for candidate in self.tried if candidate.share]
        return sorted(flips, key=lambda candidate: candidate.size)

    def nearest(self) -> Candidate | None:
        """The candidate that comes nearest to the wanted verdict."""
        return max(self.tried, key=lambda candidate: candidate.gain(self.sign)[0], default=None)

    def look(self, candidate: Candidate, share: float) -> bool:
        """Read a candidate at a share of its amounts; True where that flips with the search's margin."""
        if share not in candidate.steps:
            if self.left <= 0:
                raise OutOfBudget
            self.left -= 1
            candidate.steps[share] = self._read(scaled(candidate.edits, share))
        return self.sign * candidate.steps[share].gap >= SEARCH_MARGIN

    def _rise(self, candidates: list[Candidate]) -> list[Candidate]:
        flips: list[Candidate] = []
        self.tried += candidates
        below = 0.0
        for share in GRID:
            for candidate in candidates:
                if candidate.share or (candidate.edits[0].kind in ON_OFF and share < 1):
                    continue
                if self.look(candidate, share):
                    candidate.share = share
                    self._bisect(candidate, below)
                    flips.append(candidate)
            if len(flips) >= ENOUGH:
                break
            below = share
        return flips

    def _bisect(self, candidate: Candidate, low: float) -> None:
        if candidate.edits[0].kind in ON_OFF:
            return
        for _ in range(BISECTIONS):
            middle = round((low + candidate.share) / 2, 4)
            if self.look(candidate, middle):
                candidate.share = middle
            else:
                low = middle

    def _pairs(self, singles: list[Candidate]) -> list[Candidate]:
        best = [candidate for candidate in sorted(singles, key=lambda one: -one.gain(self.sign)[0])
                if candidate.edits[0].kind not in ON_OFF and candidate.steps][:PARTNERS]
        return [Candidate(one.edits + other.edits) for one, other in combinations(best, 2)
                if one.edits[0].kind != other.edits[0].kind or one.edits[0].kind == "crop"]
