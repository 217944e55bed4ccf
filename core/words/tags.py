"""What people read for the tags of a photo."""

from __future__ import annotations

import json
from typing import Any

from core.nouns.correction import Correction
from core.words.facts import fact_word

NO_TAG = "No tag: nothing that the model knows is sure enough."
NO_ITEMS = "Of no single product in the photo is the model sure enough."
EACH_PRODUCT = ("Tag each product by itself: clothes on persons, bags, loose goods. Takes about twice the time.")
METHOD_WORDS = {"grad-cam": "Grad-CAM", "occlusion": "Covering parts"}


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
    lines += [f"Item: {item_words(item)}" for item in answer.get("items", ())]
    return [*lines, f"Title: {answer['listing']['title']}"] if lines else [NO_TAG]


def item_words(item: dict[str, Any]) -> str:
    """One of several products in a photo, with its place.

    Parameters
    ----------
    item : dict
        `core.tags.Item.to_dict`.

    Examples
    --------
    >>> item_words({"path": ["fashion", "shoes"], "score": 0.9, "xyxy": [10.0, 200.4, 60.0, 240.0]})
    'fashion > shoes 0.90 at 10, 200 to 60, 240'
    """
    left, top, right, bottom = (round(side) for side in item["xyxy"])
    return f"{' > '.join(item['path'])} {item['score']:.2f} at {left}, {top} to {right}, {bottom}"


def own_tag_line(tag: dict[str, Any]) -> str:
    """A tag of a site's own in one line.

    Parameters
    ----------
    tag : dict
        Fields of `core.tags.OwnTag`.

    Examples
    --------
    >>> own_tag_line({"name": "cargo pants", "parent": "bottomwear", "examples": 8, "found": 7, "alarms": 0.012})
    'cargo pants (below bottomwear): 7 of 8 examples found when left out; shown for 1.2 % of other photos'
    """
    below = f" (below {tag['parent']})" if tag["parent"] else ""
    return (f"{tag['name']}{below}: {tag['found']} of {tag['examples']} examples found when left out; shown for "
            f"{100 * tag['alarms']:.1f} % of other photos")


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


def evidence_line(value: str, box: tuple[float, ...], scores: tuple[float, float], *, weak: bool) -> str:
    """Where the strongest evidence for a tag lies, and what is left of the tag without it.

    Examples
    --------
    >>> evidence_line("sandal", (0.25, 0.5, 0.75, 1.0), (0.9, 0.2), weak=False)
    'The strongest evidence for sandal lies 25 to 75 % from the left and 50 to 100 % from the top. With this part \
covered, the score falls from 0.90 to 0.20.'
    """
    left, top, right, bottom = (f"{100 * side:.0f}" for side in box)
    says = (f"With this part covered, the score goes from {scores[0]:.2f} to {scores[1]:.2f}: weak evidence. The tag "
            "rests on the whole photo, or on what surrounds the product." if weak else
            f"With this part covered, the score falls from {scores[0]:.2f} to {scores[1]:.2f}.")
    return (f"The strongest evidence for {value} lies {left} to {right} % from the left and {top} to {bottom} % from "
            f"the top. {says}")
