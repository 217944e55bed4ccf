"""The commands `sales`, `plan-test` and `read-test`: how photos relate to sales, and tests that settle it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from core import sales
from core.doors.cli import options as shared
from core.doors.cli.terminal import GOOD, SOME_FAILED, Progress, say, show, show_json, watch, write_file
from core.doors.opening import open_site
from core.doors.pairs import pair
from core.errors import Misuse, NotFound
from core.site import Site

EXIT_CODES = "exit codes: 0 success, 1 the data cannot be used, 2 wrong usage or a setup that cannot work"
CONTROL = "control"  # the role that several columns may have
SHOWN = 12  # effects of single products in the printed table; files have all
PLAN_OPTIONS = {"effect": "effect_percent", "power": "power", "weeks": "weeks", "products": "products",
                "alpha": "alpha"}  # option -> parameter of `sales.plan_test`


def add_commands(commands: Any) -> None:
    """Describe the commands to the parser."""
    study = commands.add_parser("sales", help="estimate how photo types relate to sales and prices",
                                description="Estimate how photo types relate to sales and prices, with 95 % intervals "
                                "and a grade that says how far to trust each.", epilog=EXIT_CODES)
    plan = commands.add_parser("plan-test", help="plan a test of a photo type on a shop's own figures",
                               description="Plan a test: which products get which photos, for how long, and how small "
                               "an effect it can find.", epilog=EXIT_CODES)
    read = commands.add_parser("read-test", help="read the result of a test",
                               description="Read a test's result from sales that reach past its start.",
                               epilog=EXIT_CODES)
    for command, runner, out in ((study, run_study, "report to write: .html, .csv, .json, .png or .svg"),
                                 (plan, run_plan, "also write the plan as JSON"),
                                 (read, run_read, "also write the result as JSON")):
        _add_table(command, out)
        command.set_defaults(run=runner)
    study.add_argument("--confounding", choices=("none", "observed", "hidden"),
                       help="of the simulated shop: whether better products have model photos")
    study.add_argument("--prior", type=Path, action="append", default=[], metavar="RESULT.json",
                       help="combine with the result of a test (from `read-test --out`); may be repeated")
    plan.add_argument("--kind", required=True, help="the photo type to test, such as model_face")
    plan.add_argument("--effect", type=float, default=None, metavar="PERCENT", help="the effect to detect (default: 5)")
    plan.add_argument("--power", type=float, default=None,
                      help="probability of detecting that effect, 0.5 to 0.99 (default: 0.8)")
    plan.add_argument("--weeks", type=int, default=None, metavar="N",
                      help="longest duration of the test (default: shortest possible)")
    plan.add_argument("--products", type=int, default=None, metavar="N", help="largest number of products")
    plan.add_argument("--alpha", type=float, default=None, help="probability of a false alarm, 0 to 1 (default: 0.05)")
    read.add_argument("--plan", required=True, type=Path, metavar="PLAN.json", help="from `plan-test --out`")


def _add_table(command: argparse.ArgumentParser, out: str) -> None:
    command.add_argument("table", metavar="TABLE", help="CSV, XLSX or Parquet; `simulated` for a simulated shop")
    command.add_argument("--json", action="store_true", help="one JSON object instead of text")
    command.add_argument("--out", type=Path, metavar="FILE", help=out)
    command.add_argument("--column", action="append", default=[], metavar="ROLE=NAME", help="what a column means, such "
                         "as units=sold; other columns are detected; control=NAME holds a column constant; may be "
                         "repeated")
    command.add_argument("--pictures", type=Path, metavar="FOLDER", help="analyze these photos for their photo types")
    command.add_argument("--by", choices=sales.COMPARED, default="kind", help="compare by photo type (default) or by "
                         "shopping intent (needs --pictures)")
    command.add_argument("--simulate", type=int, default=None, metavar="SEED", help="seed of the simulated shop")
    shared.add_models(command)


def run_study(options: argparse.Namespace) -> int:
    """Run `sales`."""
    form = options.out.suffix.lower().removeprefix(".") if options.out else "json"
    sales.check_export(form)
    priors = tuple(_read_object(path, "test result") for path in options.prior)
    with _open(options) as site:
        study_id = _study(site, options, priors=priors)
        report = sales.study(site, study_id).report
        assert report is not None
        values = sales.report_values(report)
        if options.json:
            show_json(values)
        else:
            show(*_report_lines(values))
        if options.out and report.method:
            write_file(options.out, sales.export(site, study_id, form))
            say(f"Wrote {options.out}.")
        sales.forget(site, study_id)
    return GOOD if report.method is not None else SOME_FAILED


def run_plan(options: argparse.Namespace) -> int:
    """Run `plan-test`."""
    limits = {name: getattr(options, option) for option, name in PLAN_OPTIONS.items()}
    with _open(options) as site:
        study_id = _study(site, options, estimate=False)
        plan = sales.plan_test(site, study_id, options.kind,
                               **{name: value for name, value in limits.items() if value is not None})
        sales.forget(site, study_id)
    _show_object(plan.to_dict(), options)
    return GOOD


def run_read(options: argparse.Namespace) -> int:
    """Run `read-test`."""
    plan = _read_object(options.plan, "plan")
    with _open(options) as site:
        study_id = _study(site, options, estimate=False)
        readout = sales.read_test(site, study_id, plan)
        sales.forget(site, study_id)
    _show_object(readout.to_dict(), options)
    return GOOD


def _open(options: argparse.Namespace) -> Site:
    """The site; its models are opened only where photos are analyzed."""
    if options.simulate is not None and options.table != sales.SIMULATED:
        raise Misuse("--simulate needs the table `simulated`.", "Write: sales simulated --simulate 7.")
    settings = shared.settings_of(options)
    return open_site(settings, say) if options.pictures else Site(settings)


def _study(site: Site, options: argparse.Namespace, *, priors: tuple[dict[str, Any], ...] = (),
           estimate: bool = True) -> str:
    """Study the table while a person watches; returns the study's id."""
    columns = [pair(text, "units=sold") for text in options.column]
    simulate: dict[str, Any] = {} if options.simulate is None else {"seed": options.simulate}
    if getattr(options, "confounding", None):
        simulate["confounding"] = options.confounding
    request = sales.StudyRequest(
        columns={role: name for role, name in columns if role != CONTROL},
        controls=tuple(name for role, name in columns if role == CONTROL),
        kinds=sales.analyze_folder(site, options.pictures) if options.pictures else {},
        by=options.by, priors=priors, simulate=simulate, estimate=estimate)
    study_id = sales.start(site, options.table, request)
    try:
        watch(lambda: _progress(sales.study(site, study_id)), lambda: "Stopped. Nothing was written.")
    except BaseException:
        sales.forget(site, study_id)
        raise
    study = sales.study(site, study_id, wait=True)
    if study.error:
        sales.forget(site, study_id)
        raise study.error
    return study_id


def _progress(study: sales.SalesStudy) -> Progress:
    return Progress(study.state == "running", f"{study.progress.sentence}, {study.progress.fraction:.0%}")


def _read_object(path: Path, what: str) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise NotFound(f"The {what} {path} cannot be read: {error.strerror}.", "Check the path.") from None
    except (ValueError, TypeError, RecursionError):
        raise Misuse(f"{path} is not a {what}: it does not hold a JSON object.",
                     "Give the file that --out wrote.") from None


def _show_object(values: dict[str, Any], options: argparse.Namespace) -> None:
    """Print a plan or a test's result, and write it."""
    if options.json:
        show_json(values)
    else:
        show(*(f"{name.replace('_', ' '):22} {_short(value)}" for name, value in values.items()))
    if options.out:
        write_file(options.out, json.dumps(values, ensure_ascii=False, indent=1).encode())
        say(f"Wrote {options.out}.")


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        rest = f", and {len(value) - SHOWN:,} more" if len(value) > SHOWN else ""
        return ", ".join(map(str, value[:SHOWN])) + rest
    return str(value)


def _report_lines(values: dict[str, Any]) -> list[str]:
    """Checks, method and effects as lines of text."""
    facts, method = values["facts"], values["method"]
    label = " (simulated: all figures are made up)" if facts["simulated"] else ""
    lines = [f"{facts['name']}{label}", ""]
    lines += [f"{check['level']:8} {check['name']}: {check['sentence']} {check['advice']}".rstrip()
              for check in values["checks"]]
    if method is None:
        return [*lines, "", "No effect can be estimated from this table."]
    lines += ["", f"{method['name']}. {method['why']}", method["words"], "",
              f"{'compared with ' + facts['reference']:28} {'outcome':8} {'percent':>8}  {'95 % interval':>18}  grade"]
    overall = [effect for effect in values["effects"] if effect["product"] is None]
    single = [effect for effect in values["effects"] if effect["product"] is not None]
    for effect in overall:
        lines += [_effect_line(effect, effect["kind"]), *(f"    {reason}" for reason in effect["reasons"])]
    if single:
        lines += ["", "By product"]
        lines += [_effect_line(effect, f"{effect['product']}, {effect['kind']}") for effect in single[:SHOWN]]
        lines += [f"and {len(single) - SHOWN:,} more: see --json or --out"] if len(single) > SHOWN else []
    return lines


def _effect_line(effect: dict[str, Any], name: str) -> str:
    interval = f"{effect['percent_low']:+.1f} to {effect['percent_high']:+.1f} %"
    return (f"{name[:44]:28} {effect['outcome']:8} {effect['percent']:+7.1f} %  {interval:>18}  {effect['grade']}")
