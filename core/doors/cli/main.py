"""The command line: translates words into verbs of the rooms and results into text."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core import __version__, analyze, explain
from core.analyze.batches import Batch
from core.doors.cli import audits, sales
from core.doors.opening import open_site
from core.doors.serve import serve
from core.errors import InputError, MerchlensError, Misuse
from core.models import external
from core.models import store as model_store
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.settings import Settings, read_settings

GOOD, SOME_FAILED, MISUSE, INTERRUPTED = 0, 1, 2, 130
EXIT_CODES = "exit codes: 0 all good, 1 some pictures failed, 2 misuse or a set-up that cannot work"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.

    Returns
    -------
    int
        0 all good, 1 some pictures failed, 2 misuse or broken set-up, 130 interrupted.
    """
    options = _parser().parse_args(arguments)
    try:
        return options.command(options)
    except MerchlensError as error:
        print(f"merchlens: {error}", file=sys.stderr)
        return SOME_FAILED if isinstance(error, InputError) and not isinstance(error, Misuse) else MISUSE
    except KeyboardInterrupt:
        print("merchlens: stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return SOME_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core", description="What a shopping engine sees in a picture, and why.", epilog=EXIT_CODES)
    parser.add_argument("--version", action="version", version=f"merchlens {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_analyze(commands)
    _add_audit(commands)
    _add_sales(commands)
    _add_explain(commands)
    _add_models(commands)
    _add_serve(commands)
    return parser


def _add_analyze(commands: Any) -> None:
    command = commands.add_parser("analyze", help="judge pictures: files, folders or web addresses", epilog=EXIT_CODES)
    command.add_argument("sources", nargs="+", metavar="PATH|FOLDER|URL")
    command.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
    command.add_argument("--cascade", choices=("full", "short"), default="full",
                         help="short stops at the first decision: with a face, persons are not looked for")
    command.add_argument("--workers", type=int, metavar="N", help="worker processes (default: one for each core)")
    _add_model_options(command)
    command.set_defaults(command=_analyze)


def _add_audit(commands: Any) -> None:
    command = audits.add_command(commands)
    _add_model_options(command)
    command.set_defaults(command=_audit)


def _add_sales(commands: Any) -> None:
    verbs = (sales.study, sales.plan_test, sales.read_test)
    for command, verb in zip(sales.add_commands(commands), verbs, strict=True):
        _add_model_options(command)
        command.set_defaults(command=partial(_sales, verb))


def _add_explain(commands: Any) -> None:
    command = commands.add_parser("explain", help="show which part of a picture raises a label's score (Grad-CAM)")
    command.add_argument("source", metavar="PATH|URL")
    command.add_argument("--label", required=True, choices=explain.EXPLAINABLE)
    command.add_argument("--out", required=True, type=Path, metavar="OVERLAY", help="picture to write (.png or .jpg)")
    command.add_argument("--map", type=Path, metavar="MAP.npy", help="also write the numbers, float32 (H, W) in 0..1")
    command.add_argument("--opacity", type=float, default=0.5, help="of the heatmap, 0 to 1 (default 0.5)")
    _add_model_options(command)
    command.set_defaults(command=_explain)


def _add_models(commands: Any) -> None:
    command = commands.add_parser("models", help="list models with version, origin and checksum")
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    command.add_argument("--in-browsers", action="store_true",
                         help="list what browser profiles on this machine hold, for --intent-model")
    command.set_defaults(command=_models)


def _add_serve(commands: Any) -> None:
    command = commands.add_parser("serve", help="open the dashboard on this machine")
    command.add_argument("--port", type=int, default=8501, help="default 8501")
    command.add_argument("--address", default="127.0.0.1", help="address to listen on (default: this machine only)")
    command.set_defaults(command=_serve)


def _add_model_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--intent-model", metavar="MODEL", help="a name of `models`, the path of a .tflite with "
                         "the contract, `browser` (in a profile on this machine) or `download` (the original's page)")
    command.add_argument("--persons-model", metavar="MODEL", help="a name of `models`, or ultralytics weights by path "
                         "or by name, such as yolo11n.pt")


def _settings(options: argparse.Namespace) -> Settings:
    wishes = {name: getattr(options, name, None) for name in ("workers", "runner", "intent_model", "persons_model")}
    if wishes["workers"] is not None and wishes["workers"] < 1:
        raise Misuse(f"--workers takes a number from 1 up, not {wishes['workers']}.", "One for each core suits most.")
    return read_settings(**{name: value for name, value in wishes.items() if value is not None})


def _analyze(options: argparse.Namespace) -> int:
    with open_site(_settings(options), _say) as site:
        sources = analyze.sources_from_paths(site, options.sources)
        batch = analyze.start(site, sources, options.cascade)
        show = _json_line if options.json else _table_line
        if not options.json:
            print(_HEADER)
        failed = 0
        for result in batch.in_order():
            failed += isinstance(result, Failure)
            _clear_progress()
            print(show(result), flush=True)
            _progress(batch)
        _clear_progress()
    if not options.json:
        print(f"{batch.total - failed:,} analyzed, {failed:,} failed, {batch.seconds:.1f} s")
    return SOME_FAILED if failed else GOOD


def _audit(options: argparse.Namespace) -> int:
    return GOOD if audits.audit(options, _settings(options), _say) else SOME_FAILED


def _sales(verb: Callable[..., bool], options: argparse.Namespace) -> int:
    return GOOD if verb(options, _settings(options), _say) else SOME_FAILED


def _explain(options: argparse.Namespace) -> int:
    if options.out.suffix.lower() not in (".png", ".jpg", ".jpeg"):
        raise Misuse(f"--out takes a name that ends in .png or .jpg, not {options.out.name}.", "Rename it.")
    settings = _settings(options).model_copy(update={"workers": 1})
    with open_site(settings, _say) as site:
        file_format = "png" if options.out.suffix.lower() == ".png" else "jpeg"
        explanation = explain.explain_file(site, options.source, options.label, options.opacity,
                                           file_format=file_format)
    saliency = explanation.saliency
    try:
        options.out.write_bytes(explanation.overlay)
        if options.map:
            np.save(options.map, saliency.map)
    except OSError as error:
        raise Misuse(f"{error.filename} cannot be written: {error.strerror}.", "Choose another place.") from None
    evidence = "" if saliency.has_evidence else "; no positive evidence: no part of the picture raises this score"
    layer = saliency.layer.split(";")[0]  # a converter joins the names of the layers that it fused
    print(f"{saliency.label} {saliency.score:.2f}{evidence}; {saliency.method} at {layer}; wrote {options.out}")
    return GOOD


def _models(options: argparse.Namespace) -> int:
    if options.in_browsers:
        models = [{**vars(model), "path": str(model.path)} for model in external.in_browsers()]
    else:
        models = model_store.listing(read_settings().models_dir)
    if not models:
        print("No browser profile on this machine holds such a model.", file=sys.stderr)
    for model in models:
        print(json.dumps(model) if options.json else _model_lines(model))
    return GOOD


def _model_lines(model: dict[str, Any]) -> str:
    first, *rest = model.items()
    return "\n".join([str(first[1]), *(f"  {name:10} {_printable(str(value))}" for name, value in rest)])


def _serve(options: argparse.Namespace) -> int:
    serve(options.port, options.address)
    return GOOD


_HEADER = f"{'kind':13} {'decided by':15} {'top label':17} {'shoppable':10} {'sensitive':>9}  uri"


def _table_line(result: Analysis | Failure) -> str:
    if isinstance(result, Failure):
        return f"{'failed':13} {result.message} {result.hint}  {_printable(result.uri)}"
    decided, intent = result.decided_by, result.intent
    by = f"{decided.stage} {decided.score:.2f}" if decided.stage != "none" else "nothing found"
    top = f"{intent.shopping.top} {float(intent.shopping.scores.max()):.2f}"
    shoppable = f"{'yes' if intent.shoppable else 'no':3} {intent.shoppable_score:.2f}"
    return (f"{result.kind:13} {by:15} {top:17} {shoppable:10} {intent.sensitive_score:9.2f}  "
            f"{_printable(result.uri)}")


def _json_line(result: Analysis | Failure) -> str:
    return json.dumps(result.to_dict())


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _printable(text: str) -> str:
    """File names may hold control characters that would steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _progress(batch: Batch) -> None:
    if not sys.stderr.isatty() or batch.seconds < 1:
        return
    left = batch.seconds_left
    rest = "" if left is None else f", {time.strftime('%H:%M:%S', time.gmtime(left))} left"
    print(f"{batch.done:,} of {batch.total:,}, {batch.rate:.1f}/s{rest}", end="\r", file=sys.stderr, flush=True)


def _clear_progress() -> None:
    if sys.stderr.isatty():
        print("\x1b[2K", end="\r", file=sys.stderr, flush=True)
