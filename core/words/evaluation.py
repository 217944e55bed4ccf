"""Words for models on labeled photos: how they did, how they differ, and what thresholds cost."""

from __future__ import annotations

from collections.abc import Sequence

from core.nouns.box_evaluation import BoxEvaluation
from core.nouns.cost_curve import CostCurve, CostPoint
from core.nouns.evaluation import ChangedPicture, Comparison, Evaluation, JudgedPicture, ModelPair, ModelPoint
from core.nouns.model_card import Measures, Slice
from core.nouns.paired import PairedDifference
from core.words.box_evaluation import box_lines
from core.words.csv_cells import csv_bytes
from core.words.labels import INTENT_WORDS, KIND_WORDS
from core.words.model_card import SLICE_WORDS, share_words, size_words
from core.words.numerals import count
from core.words.progress import duration

SHOWN = 5  # photos of a list on the command line
SECONDS = 0.1  # that a worker process needs to read and score one photo, for the estimate before a run
SPLITS = {"train": "training", "validation": "validation", "test": "test", "all": "all photos"}
SEEN_IN_TRAINING = ("Photos that a model learned from make it look better than it is: measure on photos of shops that "
                    "its training never saw.")
NEW_SOURCE = "Over sources, drawn as wholes, the 95 % interval is {low:.1f} to {high:.1f} %."
NO_SOURCES = ("These photos name no sources, so intervals say nothing about other shops. In a dataset of folders, "
              "each folder below a label counts as a source.")
ONLY_INTENT = ("Only models for shopping intent are compared photo by photo. Choose one of them above; the figures of "
               "other models stand in their cards.")
NOT_MEASURED = ("Datasets measure models for shopping intent and tags by the labels of photos, models for persons and "
                "faces by boxes. Choose one of them above; the figures of other models stand in their cards.")
NO_DATASET = ("Make a dataset of labeled photos first: from class folders, a table, or an analysis or audit with what "
              "people corrected.")
ONE_VERSION = ("There is only one model for shopping intent here. Train another version, or compare with a .tflite "
               "file: `python -m core models compare NAME FILE.tflite --dataset HASH`.")
HOW_TO_USE = ("Moving the slider changes nothing for anybody. To use this threshold, write it into the model's entry "
              "in models/manifest.json and start Merchlens again; photos analyzed before keep their verdict.")
SPEED_LIMITS = ("Milliseconds for a photo of 640 × 480 pixels on one thread, measured just now; other work on this "
                "machine makes all of them slower. A ring marks models that no other one beats in both; larger "
                "points are larger files.")
NO_KINDS = "Slices by photo type need photos that were analyzed here too."
DECISIONS = {
    "shoppable": ("Offer as a product", "photos without a product above the threshold",
                  "product photos that are not above it"),
    "sensitive": ("Hold back as restricted", "harmless photos above the threshold",
                  "photos of restricted goods that are not above it"),
}


def evaluation_lines(found: Evaluation | BoxEvaluation) -> list[str]:
    """An evaluation for the command line."""
    if isinstance(found, BoxEvaluation):
        return box_lines(found)
    measures = found.measures
    if measures is None:
        return [f"{found.model} has seen none of {count(found.asked, 'photo')} yet."]
    lines = [f"{found.model} on {count(measures.count, 'photo')} ({SPLITS[found.split]}) of dataset "
             f"{found.dataset_id[:12]}: {share_words(measures.accuracy[0].share)} top labels are right",
             new_source_words(measures), f"  calibration error {100 * measures.calibration_error:.1f} %"]
    lines += [f"  {item.label:10}  precision {share_words(item.precision)}, recall {share_words(item.recall)}"
              for item in measures.labels]
    lines += ["  confusion   rows: true label, columns: the model's", *(
        f"    {item.label:10} " + " ".join(f"{number:6,}" for number in row)
        for item, row in zip(measures.labels, measures.confusion, strict=True))]
    lines += [f"  {SLICE_WORDS[item.kind].lower():10}  {item.name}: {share_words(item.share)}"
              for item in measures.accuracy[1:] if item.kind != "label"]
    lines += _listed("surest labels that are wrong", [judged_words(item, name=True) for item in found.surprising])
    lines += _listed("closest calls", [judged_words(item, name=True) for item in found.hardest])
    return [*lines, *([f"  {count(found.waiting, 'photo')} not scored yet"] if found.waiting else [])]


def new_source_words(found: Measures) -> str:
    """What accuracy's interval says about other sources."""
    ends = found.new_source
    return NO_SOURCES if ends is None else NEW_SOURCE.format(low=100 * ends[0], high=100 * ends[1])


def judged_words(item: JudgedPicture, *, name: bool = False) -> str:
    """What a model says of a photo, and what it is."""
    words = f"{INTENT_WORDS[item.top]} {item.score:.2f}"
    if item.top != item.label:
        words += f"; it is {INTENT_WORDS[item.label]}, {item.true_score:.2f}"
    return f"{item.name}: {words}" if name else words


def changed_words(item: ChangedPicture, *, name: bool = False) -> str:
    """What two models say of a photo, and what it is."""
    words = f"{INTENT_WORDS[item.before]} → {INTENT_WORDS[item.after]}; it is {INTENT_WORDS[item.label]}"
    return f"{item.name}: {words}" if name else words


def points_words(value: float) -> str:
    """A difference of shares in percentage points, with its sign.

    Examples
    --------
    >>> points_words(0.0312), points_words(-0.02), points_words(0.0)
    ('+3.1', '-2.0', '0.0')
    """
    rounded = round(100 * value, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def difference_words(item: PairedDifference) -> str:
    """A paired difference: "+3.1 points (0.8 to 5.2), 12 better, 3 worse, p = 0.035, n = 300"."""
    return (f"{points_words(item.difference)} points ({points_words(item.low).lstrip('+')} to "
            f"{points_words(item.high).lstrip('+')}), {item.better:,} better, {item.worse:,} worse, {p_words(item)}, "
            f"n = {item.count:,}")


def p_words(item: PairedDifference) -> str:
    """McNemar's p-value."""
    return "p < 0.001" if item.p_value < 0.001 else f"p = {item.p_value:.3f}"


def verdict_words(item: PairedDifference) -> str:
    """Whether one model is better than the other, in one sentence."""
    if item.low > 0:
        return "The second model is better on photos like these."
    if item.high < 0:
        return "The first model is better on photos like these."
    return "These photos do not tell which model is better: the interval holds no difference too."


def comparison_lines(found: Comparison) -> list[str]:
    """A comparison for the command line."""
    lines = [f"{count(found.pictures, 'photo')} ({SPLITS[found.split]}) of dataset {found.dataset_id[:12]}"]
    for point in found.points:
        speed = "" if point.milliseconds is None else f", {point.milliseconds:.1f} ms"
        lines.append(f"  {point.model}: {share_words(point.accuracy)}, calibration error "
                     f"{100 * point.calibration_error:.1f} %, {size_words(point.bytes)}{speed}")
    for pair in found.pairs:
        lines += [f"{pair.before} → {pair.after}: {difference_words(pair.difference)}",
                  f"  {verdict_words(pair.difference)}"]
        lines += [f"  {label:10}  {difference_words(item)}" for label, item in pair.by_label]
        lines += _listed("got better", [changed_words(item, name=True) for item in pair.better])
        lines += _listed("got worse", [changed_words(item, name=True) for item in pair.worse])
    missing = found.asked - found.pictures
    return [*lines, *([f"{count(missing, 'photo')} left out: not every model has seen them."] if missing else [])]


def comparison_csv(found: Comparison) -> bytes:
    """A row for each model, safe to open in a spreadsheet (UTF-8 with BOM)."""
    columns = ("model", "right", "photos", "accuracy", "low", "high", "calibration_error", "bytes", "milliseconds")
    return csv_bytes(columns, (
        {"model": point.model, "right": point.accuracy.hits, "photos": point.accuracy.count,
         "accuracy": point.accuracy.share, "low": point.accuracy.low, "high": point.accuracy.high,
         "calibration_error": point.calibration_error, "bytes": point.bytes, "milliseconds": point.milliseconds}
        for point in found.points))


def cost_lines(curve: CostCurve, ratio: float) -> list[str]:
    """The cheapest threshold and that in use, for the command line."""
    return [f"{DECISIONS[curve.decision][0]}: a miss costs {ratio:g} times a false alarm",
            f"  cheapest  {cost_words(curve, curve.cheapest(ratio), ratio)}",
            f"  in use    {cost_words(curve, curve.original, ratio)}"]


def cost_words(curve: CostCurve, point: CostPoint, ratio: float) -> str:
    """A threshold with its errors and their cost."""
    _, alarms, misses = DECISIONS[curve.decision]
    return (f"{point.threshold:g}: {alarms} {point.false_alarms.hits:,} of {point.false_alarms.count:,}, {misses} "
            f"{point.misses.hits:,} of {point.misses.count:,}, cost {point.cost(ratio):,.6g}")


def effort_words(photos: int, models: int, workers: int) -> str:
    """What a run will take."""
    about = duration(5 + SECONDS * photos * (1 + models) / 2 / workers)
    return f"Takes about {about}, in the background; what is scored is kept, and the run can be canceled."


def ratio_words(ratio: float) -> str:
    """What a miss costs.

    Examples
    --------
    >>> ratio_words(5), ratio_words(0.2), ratio_words(1)
    ('a miss costs 5 false alarms', 'a false alarm costs 5 misses', 'a miss costs one false alarm')
    """
    if ratio == 1:
        return "a miss costs one false alarm"
    return f"a miss costs {ratio:g} false alarms" if ratio > 1 else f"a false alarm costs {1 / ratio:g} misses"


def cost_table(curve: CostCurve, ratio: float) -> list[dict[str, str]]:
    """The cheapest threshold beside the one in use."""
    _, alarms, misses = DECISIONS[curve.decision]
    return [{"": name, "Threshold": f"{point.threshold:g}",
             alarms.capitalize(): share_words(point.false_alarms), misses.capitalize(): share_words(point.misses),
             "Cost in false alarms": f"{point.cost(ratio):,.4g}"}
            for name, point in (("Cheapest", curve.cheapest(ratio)), ("In use", curve.original))]


def labels_table(found: Measures) -> list[dict[str, str]]:
    """Precision and recall of each label."""
    return [{"Label": INTENT_WORDS[item.label], "Precision": share_words(item.precision),
             "Recall": share_words(item.recall)} for item in found.labels]


def confusion_table(found: Measures) -> list[dict[str, str | int]]:
    """Rows: the true label; columns: the model's."""
    words = [INTENT_WORDS[item.label] for item in found.labels]
    return [{"True label": word, **dict(zip(words, row, strict=True))}
            for word, row in zip(words, found.confusion, strict=True)]


def slices_table(found: Measures) -> list[dict[str, str]]:
    """Accuracy of each slice."""
    return [{"Slice": SLICE_WORDS[item.kind], "": slice_name(item), "Right top labels": share_words(item.share)}
            for item in found.accuracy]


def slice_name(item: Slice) -> str:
    """The value of a slice, for people."""
    word = {**INTENT_WORDS, **KIND_WORDS}.get(item.name, item.name)
    return word.capitalize() if item.kind in ("background", "size") else word


def points_table(found: Comparison) -> list[dict[str, str]]:
    """What each model gives and costs."""
    return [{"Model": point.model, "Right top labels": share_words(point.accuracy),
             "Calibration error": f"{100 * point.calibration_error:.1f} %", "Size": size_words(point.bytes),
             "Speed": "not measured" if point.milliseconds is None else f"{point.milliseconds:.1f} ms"}
            for point in found.points]


def differences_table(pair: ModelPair) -> list[dict[str, str | int]]:
    """The difference of two models over all photos and by true label."""
    rows = [("All", pair.difference), *((INTENT_WORDS[label], item) for label, item in pair.by_label)]
    return [{"True label": name, "Difference": f"{points_words(item.difference)} points "
             f"({points_words(item.low).lstrip('+')} to {points_words(item.high).lstrip('+')})",
             "Better": item.better, "Worse": item.worse, "Photos": item.count, "McNemar": p_words(item)}
            for name, item in rows]


def unbeaten(points: Sequence[ModelPoint]) -> list[bool]:
    """Which models no other one beats in accuracy and milliseconds at once (the Pareto front)."""
    def beats(one: ModelPoint, other: ModelPoint) -> bool:
        gain = (one.accuracy.share or 0.0) - (other.accuracy.share or 0.0)
        saved = (other.milliseconds or 0.0) - (one.milliseconds or 0.0)
        return gain >= 0 and saved >= 0 and (gain > 0 or saved > 0)

    return [not any(beats(other, point) for other in points) for point in points]


def _listed(title: str, lines: list[str]) -> list[str]:
    return [f"  {title}", *(f"    {line}" for line in lines[:SHOWN])] if lines else []
