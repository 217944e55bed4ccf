"""Words for a model's formats: a table, and which of them may be the default."""

from __future__ import annotations

from core.nouns.export import AGREEMENT, LEAST, Export, Variant
from core.words.model_card import share_words, size_words
from core.words.numerals import MINUS, count

FORMAT_WORDS = {
    "original": "original", "f32": "float32", "f16": "float16",
    "dynamic": "dynamic range: int8 weights", "int8": "full int8: weights and activations"}
DEMO = "the demo shop"
NEEDED = f"{100 * AGREEMENT:.0f} %"


def rows(export: Export) -> list[dict[str, str]]:
    """The formats as a table, the original first; those that could not be made are left out."""
    return [_row(item) for item in (export.original, *export.variants) if not item.failed]


def verdicts(export: Export) -> list[str]:
    """Why formats are no default, and which one is."""
    lines = [f"{item.format} could not be made. {item.failed}" for item in export.variants if item.failed]
    if export.measured < LEAST:
        return [*lines, f"No format is offered as default: that takes {LEAST} photos or more to measure on. Choose a "
                        "larger dataset."]
    lines += [f"{item.format} is not offered as default: its top label is the original's for "
              f"{share_words(item.agreement)}, which is below {NEEDED}."
              for item in export.variants if not item.failed and not item.agrees]
    best = export.default
    if best is None:
        return [*lines, "No format is offered as default: keep the original."]
    return [*lines, f"Default: {best.format}, the smallest whose top label is the original's for at least {NEEDED}."]


def basis(export: Export) -> str:
    """What the figures were measured on."""
    source = f"dataset {export.dataset_id[:12]}" if export.dataset_id else DEMO
    lost = f" {count(len(export.left_out), 'photo')} could not be read." if export.left_out else ""
    return (f"Measured on {count(export.measured, 'photo')} of {source}; int8 was calibrated on "
            f"{export.calibrated:,} others.{lost}")


def points_words(variant: Variant) -> str:
    """Change of accuracy with its interval: "−0.5 points (−2.1 to 1.0)"; "" without labels."""
    if variant.change is None:
        return ""
    ends = (variant.change.difference, variant.change.low, variant.change.high)
    change, low, high = (f"{100 * value:.1f}".replace("-", MINUS) for value in ends)
    return f"{change} points ({low} to {high})"


def _row(item: Variant) -> dict[str, str]:
    is_original = item.format == "original"
    word = "original (Keras)" if item.file.endswith(".keras") else FORMAT_WORDS[item.format]
    return {"Format": word, "Size": size_words(item.bytes),
            "Per photo": f"{item.milliseconds:.1f} ms",
            "Same top label": "" if is_original else share_words(item.agreement),
            "Largest score difference": "" if is_original else f"{item.difference:.3f}",
            "Right top labels": "" if item.accuracy is None else share_words(item.accuracy),
            "Change": "" if is_original else points_words(item)}
