"""The card of a tags model, from its measures.

    python -m core.learning.tags.card models/tags_1.json models/tags_1.md
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HEAD = Path(__file__).with_name("card.md")
QUESTIONS = {"article_type": "type of fashion goods (Myntra copies; all 74 types count)",
             "home_type": "type of home goods (IKEA and furniture sets)", "type": "type, all domains",
             "type_unseen_sources": "type, on shops that taught nothing", "gender": "gender", "usage": "usage",
             "pattern": "pattern", "material": "material", "home_material": "material of home goods"}


def card(found: dict[str, Any], name: str) -> str:
    """The card (Markdown).

    Parameters
    ----------
    found : dict
        From `core.learning.tags.measure.measure`.
    name : str
        Of the model.
    """
    summary = found["summary"]
    shown, macro = summary["shown"], summary["macro_f1"]
    lines = [
        HEAD.read_text("utf-8").format(name=name, **found["pictures"]),
        "| the likeliest answer is right | this head | five nearest neighbors, MobileNetV2 alone |",
        "|---|---|---|",
        *(f"| {words} | {_share(summary['questions'][key]['model'])} | "
          f"{_share(summary['questions'][key]['neighbors'])} |" for key, words in QUESTIONS.items()),
        "",
        f"Macro-F1 over the {macro['types']} types with at least five such pictures: {macro['value']:.3f} "
        f"({macro['interval'][0]:.3f}-{macro['interval'][1]:.3f}, n={macro['n']:,}).",
        "",
        "**What is shown** (tags and attributes that reach their thresholds, and the parents of a tag that does):",
        "",
        f"* right: {_share(shown['all'])} of all that is shown; the mean over {shown['tags']} tags and values shown at "
        f"least five times is {shown['mean_precision']:.1%} ({shown['interval'][0]:.1%}-{shown['interval'][1]:.1%}).",
        "* by kind: " + "; ".join(f"{fact} {_share(part)}" for fact, part in shown["by_fact"].items()) + ".",
        "* of what is true, shown: " + "; ".join(f"{level} {_share(part)}"
                                                 for level, part in summary["recall"].items()) + ".",
        f"* expected calibration error of what is shown: {summary['calibration_error']:.3f}.",
        f"* tags likelier than their parents: {summary['hierarchy_violations']}.",
        f"* pictures without a product that get no tag: {_share(summary['no_product_without_tag'])}.",
        "", "## By source", "", "How much of what is shown is right, for sources with at least 20 shown tags.", "",
        "| source | right |", "|---|---|", *(f"| {name} | {_share(part)} |" for name, part in
                                             found["by_source"].items()),
        "", "## By tag", "", "A threshold above 1 means: never shown, for want of evidence.", "",
        "| tag | pictures | threshold | precision | recall | average precision |", "|---|---|---|---|---|---|",
        *(f"| {tag} | {part['n']} | {part['threshold']:.2f} | {_share(part['precision'])} | {_share(part['recall'])} | "
          f"{'-' if part['average_precision'] is None else format(part['average_precision'], '.2f')} |"
          for tag, part in found["by_tag"].items()), ""]
    return "\n".join(lines)


def _share(part: dict[str, Any]) -> str:
    if part["share"] is None:
        return "-"
    low, high = part["interval"]
    return f"{part['share']:.1%} ({low:.1%}-{high:.1%}, n={part['n']:,})"


if __name__ == "__main__":
    measures, place = map(Path, sys.argv[1:3])
    place.write_text(card(json.loads(measures.read_text()), measures.stem) + "\n", "utf-8")
