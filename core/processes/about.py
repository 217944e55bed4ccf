"""What messages call the work of a child process, and what makes it smaller: the ways in which such work fails."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import WorkFailed
from core.processes.launch import LOG
from core.processes.tasks import BUG_HINT


@dataclass(frozen=True)
class About:
    """The work of a child process, in words.

    Attributes
    ----------
    name : str
        Such as "training".
    less : str
        What a person can do where it is too large: the beginning of a sentence.
    """

    name: str
    less: str

    def canceled(self) -> WorkFailed:
        """Somebody ended it."""
        return WorkFailed(f"Work on the {self.name} was canceled.", "Start it again to get a result.")

    def too_slow(self, seconds: float) -> WorkFailed:
        """It took longer than it may."""
        return WorkFailed(f"The {self.name} took longer than {seconds:g} seconds.",
                          f"{self.less}, or raise MERCHLENS_TABLE_SECONDS.")

    def too_large(self, megabytes: int) -> WorkFailed:
        """It wanted more memory than it may have."""
        return WorkFailed(f"The {self.name} needs more memory than the {megabytes:,} MB that it may take.",
                          f"{self.less}, or raise MERCHLENS_TABLE_MEMORY_MB.")

    def crashed(self) -> WorkFailed:
        """Its process ended and said nothing."""
        return WorkFailed(f"The process that worked on the {self.name} ended unexpectedly, as it does when the machine "
                          "runs out of memory.",
                          f"{self.less}, then try again; {LOG} in the data folder may have details.")

    def broken(self, error: Exception) -> WorkFailed:
        """A bug of ours."""
        return WorkFailed(f"Work on the {self.name} failed: {type(error).__name__}: {error}.", BUG_HINT)


TABLE = About("table", "Give fewer rows or columns")
