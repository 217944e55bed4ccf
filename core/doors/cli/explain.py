"""The command `explain`: where in a photo the evidence for a label lies, as an overlay and as numbers."""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import Any

import numpy as np

from core import explain
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, write_file
from core.doors.opening import open_site
from core.errors import Misuse
from core.nouns.trust import Trust
from core.words.colors import COLOR_MAPS, DEFAULT_COLOR_MAP
from core.words.trust import BADGES, REASONS

FORMATS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}  # ending -> format of the overlay


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("explain", help="show which part of a photo raises a label's score",
                                  description="Show which part of a photo raises a label's score.",
                                  epilog=EXIT_CODES)
    command.add_argument("source", metavar="PATH|URL", help="one photo")
    command.add_argument("--label", required=True, choices=explain.EXPLAINABLE, help="the label to explain")
    command.add_argument("--against", default="", choices=explain.EXPLAINABLE, metavar="LABEL",
                         help="a second label: explain why the first one scores more (or less)")
    command.add_argument("--method", default=explain.DEFAULT_METHOD, choices=explain.METHODS,
                         help=f"how to explain, see docs/explain.md (default: {explain.DEFAULT_METHOD})")
    command.add_argument("--layer", default="", metavar="NAME",
                         help="feature map to explain by, for grad-cam and its kind (default: the last one)")
    command.add_argument("--trust", action="store_true",
                         help="also say how far the explanation can be trusted, with the measures behind it")
    command.add_argument("--out", required=True, type=Path, metavar="OVERLAY", help="picture to write (.png or .jpg)")
    command.add_argument("--map", type=Path, metavar="MAP.npy",
                         help="also write the map: float32 (height, width), 0 to 1")
    command.add_argument("--colors", default=DEFAULT_COLOR_MAP, choices=COLOR_MAPS,
                         help=f"of the heatmap; each can be read with any color vision (default: {DEFAULT_COLOR_MAP})")
    command.add_argument("--opacity", type=float, default=0.5, help="of the heatmap, 0 to 1 (default: 0.5)")
    shared.add_models(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    file_format = FORMATS.get(options.out.suffix.lower())
    if file_format is None:
        raise Misuse(f"--out takes a name that ends in .png or .jpg, not {options.out.name}.", "Rename it.")
    settings = shared.settings_of(options).model_copy(update={"workers": 1})
    with open_site(settings, say) as site:
        explanation = explain.explain_file(site, options.source, options.label, options.opacity,
                                           file_format=file_format, method=options.method, against=options.against,
                                           layer=options.layer, trust=options.trust, colors=options.colors)
    saliency = explanation.saliency
    write_file(options.out, explanation.overlay)
    if options.map:
        numbers = io.BytesIO()
        np.save(numbers, saliency.map)
        write_file(options.map, numbers.getvalue())
    evidence = "" if saliency.has_evidence else "; no positive evidence: no part of the picture raises this score"
    layer = saliency.layer.split(";")[0]  # a converter joins the names of the layers that it fused
    contrast, place = f" against {options.against}" if options.against else "", f" at {layer}" if layer else ""
    show(f"{saliency.label} {saliency.score:.2f}{contrast}{evidence}; {saliency.method}{place}; wrote {options.out}")
    if explanation.trust is not None:
        _show_trust(explanation.trust)
    return GOOD


def _show_trust(trust: Trust) -> None:
    show(f"{BADGES[trust.badge]}. " + " ".join(REASONS[reason] for reason in trust.reasons))
    for name, measures in (("map", trust.map), ("center", trust.center), ("random", trust.chance)):
        show(f"{name}: deletion {measures.deletion:.3f}, insertion {measures.insertion:.3f}, ROAD {measures.road:+.3f}")
    if trust.randomized is not None:
        show(f"rank correlation with the map of a model with random weights: {trust.randomized:+.2f}")
