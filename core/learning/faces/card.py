"""The model card of the faces' rules, filled in from their metrics."""

from __future__ import annotations

from typing import Any

from core.learning.faces.candidates import ENLARGED_SIDE

LOSS = 0.015  # share of true faces that the rule for bodies may lose, on teaching pictures that it did not see

TEXT = """# Faces `{name}`

Finds faces with five landmarks. Two parts:

1. **MTCNN's cascade** (Zhang et al. 2016) with the weights of the installed `mtcnn` package 1.0.0 (MIT), run on
   OpenVINO in 32-bit floats. Its results equal the package's. The weight files are read from the package and checked:
{checksums}
2. **A second look**, fitted here: MTCNN also fires on apples, mugs, wheels and shoes, and its score alone does not tell
   them apart. Its third net looks at each candidate five more times (mirrored, shifted by 12 % to the left and up,
  tighter, wider), and a logistic rule over six logits decides. A face scores above **0.5**; this is the score that is
  shown.

| number | mean | deviation | weight |
|---|---|---|---|
{weights}

Bias {bias}. Pictures with a longer side than {longest_side} pixels are searched at that size, so faces under
20 / {longest_side} of the longer side (about 4 %) are not found there.

## Figures

What counts as a face was decided by a second public detector (YuNet: at least 0.7 is one, below 0.3 is none), animals
and loose fruit always counted as none, and disagreements were checked by hand. Drawn, printed and painted faces
count as neither. "Before" is MTCNN alone.

| | val pictures | train pictures, cross-validated |
|---|---|---|
{figures}

95 % Wilson intervals in brackets. Enlarged means that small pictures were brought to {enlarged} pixels, where the
first net sees more windows. False faces are rare in these pictures, so the intervals are wide.
{printed}
## What was tried and left out

Geometry of the landmarks (fit to a mean face, roll, wander from look to look), the size in the picture, and the
second net's score: none lowered the cross-validated loss by more than 0.005 beside the six numbers, and the landmarks
of
false faces are as regular as those of true ones, because the net draws a face wherever it looks.

## Limits

- {limit}
- Monkeys and some cats and dogs are accepted; drawn faces may go either way.
- Faces in sharp profile, behind a hand or a helmet, and blurred ones are refused first.
- The pack's pictures are small (150 to 300 pixels); many of the faces are of few models and of celebrities. No figure
  by skin tone or age can be given, because nobody labeled them.
- It finds faces, never who somebody is. It must not be used to identify anybody.

The training pictures are of the pack's license classes 1 to 4, mostly "nothing stated"; none is part of the product.
Retrain with
`python -m core.learning.faces.train --data <pack> --weights <public weights> --out models/`
{and_body}
"""
PRINTED = """
## Printed faces

A printed photo of a face is a face for every face detector, so a second logistic rule looks at what surrounds it:
17 numbers about the person boxes around the face and its place in the photo, their squares and products
(`core/vision/faces/body.py`). It sees the boxes of the persons detector, also those below its threshold. The lower of
its score and the second look's counts.

It was fitted on faces pasted onto bare shirts, bags, cushions and mugs, half of those on white put into rooms, and onto
chests of people with and without a head; and on true faces of photos of people that YuNet scores at least 0.7. What
teaches and what tests shares no source of faces, products, rooms or people. Of the teaching part the figures are
cross-validated; the threshold loses {loss} of its true faces, nearly all of them in film stills of smoking.

| | sources that taught nothing | teaching sources, cross-validated |
|---|---|---|
{figures}

YuNet scores {seen} of the printed faces that test at
least 0.5, so it is little help here and is not part of the product. The photos of prints are made by
pasting: real prints on folded or worn cloth may be harder or easier. While the numbers and the loss
of 1.5 % were chosen, figures of an earlier sample of the testing sources were seen, so their
figures may be a little too good.
"""
LIMITS = {
    False: "A true photo of a face on a package, a screen or a T-shirt is accepted: it is a face.",
    True: "A printed face on the chest of a body whose head is outside of the photo lies where a head would be,\n"
    "  and is mostly accepted.\n- A true face in a crowd, behind a counter or in a mirror has no body below it\n"
    "  and may be refused.",
}


def card_text(name: str, values: dict[str, Any], figures: dict[str, Any], body: dict[str, Any] | None = None) -> str:
    """The card's text, Markdown.

    Parameters
    ----------
    name : str
        Of the version.
    values : dict
        Content of the coefficients' file.
    figures : dict
        From `core.learning.faces.train.learn`.
    body : dict, optional
        From `core.learning.faces.train_body.learn`, for a version with the rule for bodies.
    """
    weights = "\n".join(
        f"| {feature} | {row['mean']} | {row['deviation']} | {row['weight']} |"
        for feature, row in values["features"].items()
    )
    checksums = "\n".join(f"   `{net}.lz4` sha256 `{digest}`." for net, digest in values["mtcnn_sha256"].items())
    parts = (figures["val"], figures["train_cross_validated"])
    rows = {
        "true faces kept": [_interval(part["true_faces"]) for part in parts],
        "false faces kept": [_interval(part["false_faces"]) for part in parts],
    }
    for key, words in (("as_they_are", "as they are"), ("enlarged", "enlarged")):
        counts = [part["product_only_pictures"][key] for part in parts]
        for time in ("before", "after"):
            row = f"product-only pictures with a false face, {words}: {time}"
            rows[row] = [_interval(count[time]) for count in counts]
    lines = "\n".join(f"| {label} | {' | '.join(cells)} |" for label, cells in rows.items())
    return TEXT.format(
        name=name,
        checksums=checksums,
        weights=weights,
        figures=lines,
        bias=values["bias"],
        longest_side=values["longest_side"],
        enlarged=ENLARGED_SIDE,
        printed=_printed(body) if body else "",
        limit=LIMITS[body is not None],
        and_body="and then the same with `train_body`." if body else "",
    )


def _printed(figures: dict[str, Any]) -> str:
    """The section about printed faces."""
    lines = []
    for key, words in (("printed_refused", "printed faces refused"), ("true_kept", "true faces kept")):
        kinds = dict.fromkeys(kind for part in ("test", "teach") for kind in figures[part][key])
        for kind in kinds:
            cells = [_interval(figures[part][key][kind]) if kind in figures[part][key] else "" for part in
                     ("test", "teach")]
            lines.append(f"| {words}: {kind} | {' | '.join(cells)} |")
    seen = _interval(figures["test"]["printed_seen_by_yunet"])
    return PRINTED.format(seen=seen, figures="\n".join(lines), loss=f"{100 * LOSS:g} %")


def _interval(share: dict[str, Any]) -> str:
    low, high = share["interval"]
    percent = 100 * share["count"] / max(share["of"], 1)
    return f"{share['count']} of {share['of']} = {percent:.2f} % [{100 * low:.2f}, {100 * high:.2f}]"
