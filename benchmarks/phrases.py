"""How many planted phrases become the query that a person means: `python -m benchmarks.phrases [--cut 0.5]`.

Over a catalog that has every fact of the lexicon. The cut was chosen on the phrases "other"; the figures of
docs/search.md are those of "test".
"""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from core.search import phrase as room
from core.search.tasks import nearest
from core.settings import Settings

PHRASES = Path(__file__).with_name("phrases.json")


class Everything(SimpleNamespace):
    """A catalog in which each condition of the lexicon holds for some picture."""

    def __init__(self) -> None:
        values: dict[str, list[str]] = {}
        for term in room._entries().values():
            values.setdefault(term.field, []).extend(value for value in term.values if value not in values.get(
                term.field, ()))
        super().__init__(names=list(values), values_of=lambda name: values.get(name, []))


def is_right(found: room.Phrase, meant: list[str]) -> bool:
    """Whether a phrase became what was meant: the conditions and no others, or a question."""
    said = [term for _, term in found.read]
    said = [f"-{term.removeprefix('-')}" if words.startswith("without ") else term
            for words, term in found.read] if said else []
    if not meant:
        return bool(found.unread) and not said
    return not found.unread and len(set(said)) == len(meant) and all(
        any(option in said for option in one.split("|")) for one in meant)


def main() -> None:
    """Print how many are right, with and without meaning."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phrases", description=__doc__)
    parser.add_argument("--cut", type=float, action="append", help="cosines to try on the other phrases")
    parser.add_argument("--show", action="store_true", help="print the phrases that are wrong")
    options = parser.parse_args()
    sets: dict[str, Any] = json.loads(PHRASES.read_text("utf-8"))
    for name, cuts in (("other", options.cut or [room.LEAST_ALIKE]), ("test", [room.LEAST_ALIKE])):
        print(f"{name}, without meaning: {_right(sets[name], 2.0)}")
        for cut in cuts:
            print(f"{name}, cut {cut:g}: {_right(sets[name], cut, show=options.show)}")


def _right(phrases: list[tuple[str, list[str]]], cut: float, *, show: bool = False) -> str:
    right = guessed = 0
    room.LEAST_ALIKE = cut
    settings, everything = Settings(), Everything()
    for text, meant in phrases:
        found = room._read(text, everything, lambda word: False, partial(nearest, settings))  # type: ignore[arg-type]
        ok = is_right(found, meant)
        right += ok
        guessed += not ok and not found.unread
        if show and not ok:
            print(f"  {text}: {found.query} {found.unread}, meant {' '.join(meant) or 'a question'}")
    return f"{right} of {len(phrases)} right, {guessed} wrong without a question"


if __name__ == "__main__":
    main()
