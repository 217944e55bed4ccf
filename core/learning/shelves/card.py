"""The model card of the detector of products, filled in from its measured figures."""

from __future__ import annotations

from typing import Any

INTRO = """# Product detector `{name}`

Finds every product on a shelf, counter or hand as one class, `product`, and price tags as another. It does not say
which product it is. The network is YOLOX-nano, 0.9 million weights. **License: AGPL-3.0**; it starts from weights of
Megvii's YOLOX (Apache-2.0 upstream).

| file | what it is |
|---|---|
| `{name}.onnx` | ONNX, float32; the product reads it by OpenVINO, ONNX Runtime reads it too |

Input `[1, 3, 416, 416]`: RGB in [0, 1], letterboxed with gray 114. Output `[1, 6, N]`: center x, center y, width and
height in pixels of the square, scores of a product and of a price tag. The product looks at the whole photo, then at
overlapping tiles at the scale that fits the size of what it found, and suppresses boxes that overlap a better one by
more than {iou}. Products are written from a score of {score}, price tags from {tag_score}; all three numbers were
chosen on {choosing_shelves} synthetic shelves of {choosing_packshots} packshots that taught nothing.

## Figures

**No photo of a whole real shelf with every product boxed and a free license was at hand**: dense shelves are measured
on synthetic ones only, and a real shelf is harder. All three columns run through the same tiles; for the public
network and `objects_1` any of 79 things counts as a product. In brackets the 95 % interval from drawing shelves, or
series of photos, 1,000 times.

| AP at IoU 0.5 | boxes | {name} | yolox_nano, any class | objects_1, any class |
|---|---|---|---|---|
{precisions}

The photos are {photos} of `counter/`'s test side; none of their series teaches. Only 24 groceries have boxes there,
others beside them do not: a detection mostly outside all boxes is neither right nor wrong in the first row of photos,
and wrong in the second, where every right box on an unboxed product counts as an error. The true figure lies between.

| synthetic shelves ({shelves} of {packshots} packshots that taught nothing, in layouts that taught nothing) | |
|---|---|
{figures}

## Training

{taught_shelves} synthetic shelves in five layouts, of {taught_packshots} packshots; {taught_photos} boxed photos with
{taught_boxes} boxes of 24 groceries, in which only what lies inside the boxes teaches; packshots on landscapes,
animals and textures; such pictures without a product. A packshot is on one side by a hash of its product. The test
layouts, wire shelves and promotion fixtures, never taught. SKU-110K, whose license is academic, was not used.

The document asks for a hinge loss of the class and a Huber loss of the place. YOLOX's losses were taken instead: cross
entropy of class and objectness, and overlap (IoU) of the box with SimOTA's assignment, which fits small and large
boxes alike; the two were not compared.

The packshots come from shop pages of the pack's license classes 1 to 4; **most are of classes 3 and 4**, stated by an
uploader whose rights nobody verified, or nothing stated. No picture is part of the product. If you need a clean
lineage, retrain on your own packshots.

## Limits

- Synthetic shelves have flat packshots: no perspective of a single product, no shadows between neighbors, no crumpled
  bags. Expect more misses and more double boxes on real shelves; correct them, and retrain.
- Gaps are known only between two products of a row; a product behind an arm counts as a gap.
- Things that are no product (hands, signs, baskets) were hardly shown as such: some are found.

## Again

`python -m core.learning.shelves.train --data <pack> --weights <public weights>` makes the shelves and trains;
`python -m core.learning.shelves.evaluate --data <pack> --weights <public weights>` measures a registered version.
"""
ROWS = (
    ("synthetic shelves", lambda each: each["shelves"]["products"]),
    ("of these wire shelves", lambda each: each["layouts"]["wire"]),
    ("of these promotion fixtures", lambda each: each["layouts"]["promotion"]),
    ("photos, beside the boxes nothing is wrong", lambda each: each["photos"]),
    ("photos, beside the boxes everything is wrong", lambda each: each["photos_strict"]),
    ("photos with one boxed product", lambda each: each["photos_of_one"]),
)


def text(report: dict[str, Any], name: str) -> str:
    """The card of a model.

    Parameters
    ----------
    report : dict
        From `evaluate.report_on`.
    name : str
        Of the version.
    """
    detectors = [report["detectors"][key] for key in ("own", "yolox_nano", "objects_1")]
    precisions = []
    for words, of in ROWS:
        values = [of(each) for each in detectors]
        cells = " | ".join(f"{v['ap50']:.3f} ({v['low']:.3f}-{v['high']:.3f})" for v in values)
        precisions.append(f"| {words} | {values[0]['boxes']} | {cells} |")
    taught, tested, limits = report["taught"], report["tested"], report["thresholds"]
    return INTRO.format(
        name=name, iou=limits["iou"], score=limits["score"], tag_score=limits["tag_score"],
        choosing_shelves=taught["choosing_shelves"], choosing_packshots=taught["choosing_packshots"],
        precisions="\n".join(precisions), figures="\n".join(_figures(detectors[0]["shelves"])),
        photos=tested["photos"], shelves=tested["shelves"], packshots=tested["packshots"],
        taught_shelves=taught["shelves"], taught_packshots=taught["packshots"], taught_photos=taught["photos"],
        taught_boxes=taught["boxes"],
    )  # fmt: skip


def _figures(shelves: dict[str, Any]) -> list[str]:
    count, tags = shelves["count_error"], shelves["price_tags"]
    lines = [("recall, precision of products", f"{shelves['recall']:.3f}, {shelves['precision']:.3f}"),
             ("mean error of the count of a shelf", f"{count['mean']:.1%} ({count['low']:.1%}-{count['high']:.1%})"),
             ("error of the sum of all counts", f"{count['of_sum']:.1%}"),
             ("AP50 of price tags", f"{tags['ap50']:.3f} ({tags['low']:.3f}-{tags['high']:.3f}), {tags['boxes']} tags"),
             ("recall, precision of price tags", f"{shelves['tag_recall']:.3f}, {shelves['tag_precision']:.3f}")]
    for key, words in (("found", "from the boxes found"), ("true_boxes", "from true boxes")):
        one = shelves[key]
        lines += [(f"facings in the right row, {words}", f"{one['rows_right']:.1%} of {one['facings']}"),
                  (f"gaps, recall and precision, {words}", f"{one['gap_recall']:.3f}, {one['gap_precision']:.3f} "
                   f"({one['gaps']} gaps)")]
    return [f"| {words} | {value} |" for words, value in lines]


def rounded(value: Any) -> Any:
    """A report of plain numbers, rounded to 4 digits.

    Examples
    --------
    >>> rounded({"n": 3, "share": 0.123456})
    {'n': 3, 'share': 0.1235}
    """
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return value if isinstance(value, int | str) else round(float(value), 4)
