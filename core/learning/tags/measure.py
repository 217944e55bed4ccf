"""How well the head tags pictures that chose nothing: by question, by tag and by source, beside simple baselines.

Intervals: Wilson's for shares; for means over tags the 2.5th and 97.5th percentile of resampled groups of pictures.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score

from core.learning.tags.calibrate import right_nodes
from core.learning.tags.labels import Targets, Tree
from core.nouns.proportion import share_of
from core.tags import bundled
from core.vision.tags.head import TagHead, unit_features

RESAMPLES, NEIGHBORS, BINS, FEWEST = 200, 5, 10, 5
MOBILENET = slice(0, 1280)  # of the joined features
Rows = np.ndarray


def measure(head: TagHead, features: np.ndarray, pictures: pd.DataFrame, truth: tuple[Targets, Tree]
            ) -> dict[str, Any]:
    """The figures of the card.

    Parameters
    ----------
    head : TagHead
    features : ndarray of float16, shape (N, D)
    pictures : pandas.DataFrame
        All N pictures; those of the split "val" are measured, the others are the baselines' neighbors.
    truth : (Targets, Tree)
        Of all N pictures.
    """
    targets, tree = truth
    tests = np.flatnonzero(pictures["split"] == "val")
    found = head.probabilities(head.logits(features[tests].astype(np.float32)))
    shown = head.shown(found)
    own = Targets(targets.nodes[tests], targets.exact[tests], {name: part[tests] for name, part in
                                                               targets.values.items()})
    rows = pictures.iloc[tests].reset_index(drop=True)
    right, known = right_nodes(own, tree)
    near = _neighbors(features, pictures, tests)
    answers = _answers(found, own, tree, rows)
    simple = _answers(_neighbor_answers(near, targets, tree), own, tree, rows)
    groups = rows["group"].to_numpy()
    shown_rows = _shown_rows(found, shown, (right, known), own)
    return {
        "summary": {
            "questions": {name: {"model": _share(part), "neighbors": _share(simple[name])}
                          for name, part in answers.items()},
            "macro_f1": _macro_f1(found, own, tree, groups),
            "shown": _shown_summary(shown_rows, groups),
            "recall": _recall(shown, (right, known), own, tree),
            "calibration_error": _calibration_error(shown_rows),
            "hierarchy_violations": _violations(found["tag"], tree),
            "no_product_without_tag": _share(~shown["tag"][(rows["domain"] == "") & (rows["y"] == 0)].any(axis=1)),
        },
        "by_source": _by_source(shown_rows, rows),
        "by_tag": _by_tag(head, found, shown, truth=(right, known), own=own),
        "pictures": {"teach": int((pictures["split"] == "train").sum()), "test": len(tests)},
    }


def _share(right: np.ndarray) -> dict[str, Any]:
    share = share_of(int(right.sum()), len(right))
    return {"n": len(right), "share": None if share.share is None else round(share.share, 4),
            "interval": [round(share.low, 4), round(share.high, 4)]}


def _types(tree: Tree) -> np.ndarray:
    """Positions of the types among the nodes."""
    return np.array([place for place, node in enumerate(tree.nodes) if node and len(bundled().path(node)) == 3])


def _answers(found: dict[str, np.ndarray], own: Targets, tree: Tree, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Whether the likeliest answer is right, for each question and each picture with a known answer.

    A picture whose type is too rare to be learned counts as wrong. Of several goods each is right.
    """
    types, taxonomy = _types(tree), bundled()
    tops = types[found["tag"][:, types].argmax(axis=1)]
    hits = (own.nodes == tops[:, None]).any(axis=1)
    asked = np.array([any(len(taxonomy.path(tag)) == 3 for word in cell.split(";") if (tag := taxonomy.tag_of(word)))
                      for cell in rows["type"]])
    block, unseen = rows["block"].to_numpy(), rows["unseen"].to_numpy()
    answers = {"article_type": hits[asked & (block == "fashion")], "home_type": hits[asked & (block == "home")],
               "type": hits[asked], "type_unseen_sources": hits[asked & unseen]}
    for name, shares in own.values.items():
        there = shares.sum(axis=1) > 0
        best = found[name].argmax(axis=1)
        ok = shares[np.arange(len(shares)), best] > 0
        answers[name] = ok[there]
        if name == "material":
            answers["home_material"] = ok[there & (block == "home")]
    return answers


def _neighbors(features: np.ndarray, pictures: pd.DataFrame, tests: Rows) -> tuple[Rows, np.ndarray, np.ndarray]:
    """The rows that teach, and for each test picture its likeness to all of them, by MobileNetV2's features alone."""
    teach = np.flatnonzero(pictures["split"] == "train")
    gallery = unit_features(features[teach][:, MOBILENET].astype(np.float32)) / np.sqrt(MOBILENET.stop)
    asked = unit_features(features[tests][:, MOBILENET].astype(np.float32)) / np.sqrt(MOBILENET.stop)
    return teach, gallery, asked


def _neighbor_answers(near: tuple[Rows, np.ndarray, np.ndarray], targets: Targets, tree: Tree) -> dict[str, np.ndarray]:
    """What the most alike pictures that teach say; each counts by its likeness."""
    teach, gallery, asked = near
    types = _types(tree)
    labels = np.zeros((len(teach), len(tree.nodes)), np.float32)
    nodes = targets.nodes[teach, 0]
    typed = np.isin(nodes, types)
    labels[typed, nodes[typed]] = 1
    answers = {"tag": _votes(gallery, asked, labels)}
    for name, shares in targets.values.items():
        answers[name] = _votes(gallery, asked, shares[teach])
    return answers


def _votes(gallery: np.ndarray, asked: np.ndarray, labels: np.ndarray) -> np.ndarray:
    there = labels.sum(axis=1) > 0
    gallery, labels = gallery[there], labels[there]
    found = np.zeros((len(asked), labels.shape[1]), np.float32)
    for start in range(0, len(asked), 500):
        likeness = asked[start:start + 500] @ gallery.T
        best = np.argpartition(-likeness, min(NEIGHBORS, likeness.shape[1] - 1), axis=1)[:, :NEIGHBORS]
        found[start:start + 500] = np.einsum("nk,nkl->nl", np.take_along_axis(likeness, best, 1), labels[best])
    return found


def _resampled(groups: np.ndarray, count: int = RESAMPLES) -> list[np.ndarray]:
    chance = np.random.default_rng(0)
    names, inverse = np.unique(groups, return_inverse=True)
    members = np.split(np.argsort(inverse, kind="stable"), np.cumsum(np.bincount(inverse))[:-1])
    return [np.concatenate([members[one] for one in chance.integers(0, len(names), len(names))]) for _ in range(count)]


def _interval(values: list[float]) -> list[float]:
    return [round(float(np.nanpercentile(values, at)), 4) for at in (2.5, 97.5)]


def _macro_f1(found: dict[str, np.ndarray], own: Targets, tree: Tree, groups: np.ndarray) -> dict[str, Any]:
    """Mean F1 of the types with at least `FEWEST` test pictures, by the likeliest type."""
    types = _types(tree)
    tops, first = types[found["tag"][:, types].argmax(axis=1)], own.nodes[:, 0]
    asked = np.isin(first, types) & (own.nodes[:, 1] < 0)
    names = [int(name) for name in types if (first[asked] == name).sum() >= FEWEST]

    def mean(rows: np.ndarray) -> float:
        rows = rows[asked[rows]]
        said, true = tops[rows], first[rows]
        scores = [2 * ((said == name) & (true == name)).sum() / max(1, (said == name).sum() + (true == name).sum())
                  for name in names if (true == name).any()]
        return float(np.mean(scores))

    return {"types": len(names), "n": int(asked.sum()), "value": round(mean(np.arange(len(groups))), 4),
            "interval": _interval([mean(rows) for rows in _resampled(groups, 100)])}


def _shown_rows(found: dict[str, np.ndarray], shown: dict[str, np.ndarray], truth: tuple[np.ndarray, np.ndarray],
                own: Targets) -> pd.DataFrame:
    """One row for each shown tag or value whose truth is known: picture, fact, place, score, right."""
    right, known = truth
    parts = [(name, shown[name] & (shares.sum(axis=1) > 0)[:, None], shares > 0) for name, shares in own.values.items()]
    frames = []
    for name, said, true in (("tag", shown["tag"] & known, right), *parts):
        picture, place = np.nonzero(said)
        frames.append(pd.DataFrame({"picture": picture, "fact": name, "place": place,
                                    "score": found[name][picture, place], "right": true[picture, place]}))
    return pd.concat(frames, ignore_index=True)


def _shown_summary(rows: pd.DataFrame, groups: np.ndarray) -> dict[str, Any]:
    """Precision over all that is shown, and the mean over tags with at least `FEWEST` shown pictures."""
    def mean(part: pd.DataFrame) -> float:
        each = part.groupby(["fact", "place"])["right"].agg(["mean", "size"])
        return float(each["mean"][each["size"] >= FEWEST].mean())

    by_picture = dict(rows.groupby("picture").indices.items())
    drawn = [np.concatenate([by_picture[one] for one in sample if one in by_picture]) for sample in
             _resampled(groups, 100)]
    each = rows.groupby(["fact", "place"])["right"].size()
    return {"all": _share(rows["right"].to_numpy()), "tags": int((each >= FEWEST).sum()),
            "mean_precision": round(mean(rows), 4), "interval": _interval([mean(rows.iloc[one]) for one in drawn]),
            "by_fact": {fact: _share(part["right"].to_numpy()) for fact, part in rows.groupby("fact")}}


def _recall(shown: dict[str, np.ndarray], truth: tuple[np.ndarray, np.ndarray], own: Targets, tree: Tree
            ) -> dict[str, Any]:
    """Of what is true, how much is shown: types, categories, domains, and each attribute."""
    right, _ = truth
    depth = np.array([len(bundled().path(node)) if node else 0 for node in tree.nodes])
    found = {name: _share(shown["tag"][:, depth == level][right[:, depth == level]])
             for name, level in (("type", 3), ("category", 2), ("domain", 1))}
    return found | {name: _share(shown[name][shares > 0]) for name, shares in own.values.items()}


def _calibration_error(rows: pd.DataFrame) -> float:
    """Expected calibration error of what is shown: ten bins of equal width."""
    bins = np.minimum((rows["score"] * BINS).astype(int), BINS - 1)
    return round(float(sum(len(part) * abs(part["score"].mean() - part["right"].mean())
                           for _, part in rows.groupby(bins)) / len(rows)), 4)


def _violations(scores: np.ndarray, tree: Tree) -> int:
    """How many tags of how many pictures are likelier than their parent."""
    return sum(int((scores[:, node] > scores[:, parent] + 1e-5).sum()) for node, parents in enumerate(tree.below > 0)
               for parent in np.flatnonzero(parents))


def _by_source(rows: pd.DataFrame, pictures: pd.DataFrame) -> dict[str, Any]:
    """How much of what is shown is right, source by source."""
    names = pictures["source"].to_numpy()[rows["picture"]]
    found = {name: _share(rows["right"].to_numpy()[names == name]) for name in np.unique(names)}
    return {name: share for name, share in sorted(found.items(), key=lambda pair: -pair[1]["n"]) if share["n"] >= 20}


def _by_tag(head: TagHead, found: dict[str, np.ndarray], shown: dict[str, np.ndarray], *,
            truth: tuple[np.ndarray, np.ndarray], own: Targets) -> dict[str, Any]:
    right, known = truth
    parts: dict[str, Any] = {}
    tables = [("tag", head.nodes[:-1], right, known), *(
        (name, head.values[name], shares > 0, np.repeat(shares.sum(axis=1, keepdims=True) > 0, shares.shape[1], 1))
        for name, shares in own.values.items())]
    for name, words, true, sure in tables:
        for place, word in enumerate(words):
            rows = sure[:, place]
            said, is_right = shown[name][rows, place], true[rows, place]
            score = average_precision_score(is_right, found[name][rows, place]) if is_right.any() else None
            parts[f"{name}:{word}"] = {
                "n": int(is_right.sum()), "threshold": round(head.thresholds[name, word], 3),
                "precision": _share(is_right[said]), "recall": _share(said[is_right]),
                "average_precision": None if score is None else round(float(score), 4)}
    return parts
