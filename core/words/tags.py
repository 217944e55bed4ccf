"""What people read for the tags of a photo."""

from __future__ import annotations

import json
from typing import Any

from core.nouns.correction import Correction
from core.words.facts import fact_word

NO_TAG = "No tag: nothing that the model knows is sure enough."


def tagging_lines(answer: dict[str, Any]) -> list[str]:
    """The tags of a photo for a terminal: each path with its scores, attributes, the suggested title.

    Parameters
    ----------
    answer : dict
        `core.tags.Tagging.to_dict`.

    Examples
    --------
    >>> tag = {"value": "shoes", "score": 0.9, "path": ["shoes"]}
    >>> tagging_lines({"tags": [tag], "attributes": [], "listing": {"title": "Shoes"}})
    ['shoes 0.90', 'Title: Shoes']
    """
    scores = {tag["value"]: tag["score"] for tag in answer["tags"]}
    parents = {parent for tag in answer["tags"] for parent in tag["path"][:-1]}
    lines = [" > ".join(f"{name} {scores[name]:.2f}" for name in tag["path"]) for tag in answer["tags"]
             if tag["value"] not in parents]
    if values := ", ".join(f"{fact_word(fact['name'])}: {fact['value']} {fact['score']:.2f}"
                           for fact in answer["attributes"]):
        lines.append(values)
    return [*lines, f"Title: {answer['listing']['title']}"] if lines else [NO_TAG]


def judgment_line(word: Correction) -> str:
    """What a person said of tags, in one line.

    Parameters
    ----------
    word : Correction
        Its value and `before` are lists of name, value and whether it is right (JSON).
    """
    now, before = ({(name, value): right for name, value, right in json.loads(text or "[]")}
                   for text in (word.value, word.before))
    changes = [f"{value} is {'right' if right else 'wrong'}" for (name, value), right in now.items()
               if before.get((name, value)) != right]
    changes += [f"{value}: taken back" for name, value in before if (name, value) not in now]
    by = f", by {word.author}" if word.author else ""
    return f"{word.created.day} {word.created:%b %Y, %H:%M} UTC: {', '.join(changes)}{by}"
