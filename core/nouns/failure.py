"""One picture that could not be analyzed, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.errors import MerchlensError

SCHEMA = 2  # of analyses and failures as JSON; what changed since 1 stands in CHANGELOG.md


@dataclass(frozen=True)
class Failure:
    """One picture that could not be analyzed: a value, so that the batch goes on.

    Attributes
    ----------
    uri : str
    error : str
        Name of the class in `core.errors`.
    message, hint : str
        What happened and what to do, one sentence each.
    """

    uri: str
    error: str
    message: str
    hint: str

    @staticmethod
    def of(uri: str, error: MerchlensError) -> Failure:
        """The error of one picture as a value."""
        return Failure(uri, type(error).__name__, error.message, error.hint)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Failure:
        """Inverse of `to_dict`."""
        return Failure(values["uri"], values["error"], values["message"], values["hint"])

    def to_dict(self) -> dict[str, Any]:
        """The public schema of a failure, ready for JSON."""
        return {"schema": SCHEMA, "uri": self.uri, "error": self.error, "message": self.message, "hint": self.hint}
