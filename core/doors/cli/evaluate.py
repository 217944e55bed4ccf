"""The actions `models evaluate`, `models compare` and `models costs`: models on labeled photos."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import cards, tags
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import (
    EXIT_CODES,
    GOOD,
    SOME_FAILED,
    make_folder,
    say,
    show,
    show_json,
    write_file,
)
from core.doors.opening import open_site
from core.errors import WorkFailed
from core.nouns.box_evaluation import BoxEvaluation
from core.nouns.tag_evaluation import TagEvaluation
from core.settings import read_settings
from core.site import Site
from core.words.evaluation import comparison_csv, comparison_lines, cost_lines, evaluation_lines
from core.words.numerals import count
from core.words.tag_evaluation import tag_evaluation_lines


def add_commands(actions: Any) -> None:
    """Describe the actions to the parser of `models`."""
    evaluated = actions.add_parser("evaluate", help="measure a model on a dataset", epilog=EXIT_CODES,
                                   description="Run a shopping-intent model on the labeled photos of a dataset: "
                                               "accuracy, precision and recall, confusion, calibration, slices; or a "
                                               "model for persons or faces on photos with boxes: average precision, "
                                               "recall, precision, false alarms; or a model of tags on photos with "
                                               "tags as labels. What it has seen before is kept.")
    evaluated.add_argument("name", metavar="NAME", help="a name from the list, or a .tflite file of the contract")
    evaluated.add_argument("--pictures", type=Path, metavar="FOLDER", help="of a model for persons or faces, also "
                           "write its largest misses and surest false alarms as JPEG, with both boxes")
    evaluated.set_defaults(run=run_evaluate)
    compared = actions.add_parser("compare", help="compare shopping-intent models on the same photos",
                                  epilog=EXIT_CODES, description="Run several shopping-intent models on the labeled "
                                  "photos of a dataset and compare the first one with each of the others, photo by "
                                  "photo.")
    compared.add_argument("names", metavar="NAME", nargs="+", help="names from the list, or .tflite files")
    compared.add_argument("--speed", action="store_true", help="also time each model on this machine, for the plot of "
                          "accuracy, time and size")
    compared.add_argument("--out", type=Path, metavar="FILE", help="also write a row for each model (CSV)")
    compared.set_defaults(run=run_compare)
    for action in (evaluated, compared):
        action.add_argument("--dataset", required=True, metavar="HASH",
                            help="a hash from `dataset list`, or how it begins")
        action.add_argument("--split", default="", help="train, validation, test or all (default: test where there is "
                            "one, else validation, else all)")
        shared.add_workers(action)
    costs = actions.add_parser("costs", help="the threshold with the least cost of false alarms and misses",
                               description="The threshold that costs least on the stored validation scores.")
    costs.add_argument("name", metavar="NAME", help="a name from the list")
    costs.add_argument("--decision", default="shoppable", help="shoppable or sensitive (default: shoppable)")
    costs.add_argument("--ratio", type=float, default=1.0, help="how many false alarms a miss costs (default: 1)")
    costs.set_defaults(run=run_costs)
    for action in (evaluated, compared, costs):
        action.add_argument("--json", action="store_true", help="print one JSON object")


def run_evaluate(options: argparse.Namespace) -> int:
    """Run the action `evaluate`."""
    with open_site(shared.settings_of(options), say) as site:
        models = _models([options.name])
        _run(site, models, options)
        if options.name in cards.model_names(site.settings).get("tags", ()):
            result: Any = tags.evaluation(site, options.name, options.dataset, options.split)
        else:
            result = cards.evaluation(site, models[0], options.dataset, options.split)
        if options.pictures and isinstance(result, BoxEvaluation):
            _write_pictures(site, result, options.pictures)
    if options.json:
        show_json(result.to_dict())
    else:
        show(*(tag_evaluation_lines if isinstance(result, TagEvaluation) else evaluation_lines)(result))
    for name, message in result.failures:
        say(f"Left out: {name}: {message}")
    return SOME_FAILED if result.failures else GOOD


def _write_pictures(site: Site, result: BoxEvaluation, folder: Path) -> None:
    make_folder(folder)
    for kind, errors in (("miss", result.misses), ("false-alarm", result.alarms)):
        for number, error in enumerate(errors, 1):
            write_file(folder / f"{kind}-{number:02}-{error.picture_id[:12]}.jpg",
                       cards.boxed_photo(site, result.model, result.dataset_id, error.picture_id))
    say(f"wrote {count(len(result.misses) + len(result.alarms), 'picture')} into {folder}")


def run_compare(options: argparse.Namespace) -> int:
    """Run the action `compare`."""
    with open_site(shared.settings_of(options), say) as site:
        models = _models(options.names)
        _run(site, models, options)
        result = cards.compare(site, models, options.dataset, options.split, timed=options.speed)
    if options.json:
        show_json(result.to_dict())
    else:
        show(*comparison_lines(result))
    if options.out:
        write_file(options.out, comparison_csv(result))
        say(f"wrote {options.out}")
    return SOME_FAILED if result.pictures < result.asked else GOOD


def run_costs(options: argparse.Namespace) -> int:
    """Run the action `costs`."""
    curve = cards.model_costs(read_settings(), options.name, options.decision)
    answer = curve.answer(options.ratio)
    if options.json:
        show_json(answer)
    else:
        show(*cost_lines(curve, options.ratio))
    return GOOD


def _models(names: list[str]) -> list[str | Path]:
    return [path if (path := Path(name).expanduser()).is_file() else name for name in names]


def _run(site: Site, models: list[str | Path], options: argparse.Namespace) -> None:
    """Score what is not scored yet, and wait for it."""
    job_id = cards.start_evaluation(site, models, options.dataset, options.split)
    if not job_id:
        return
    job = follow(site, job_id, "Stopped; what was scored is kept, and the same command goes on from there.",
                 notice=lambda job: job.message)
    if job.state == "failed":
        raise WorkFailed(job.message, job.hint)
