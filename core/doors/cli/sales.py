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
                                description="Estimate how photo types relate to sales and prices. Each effect comes "
                                "with a 95 % confidence interval and a grade from A (confirmed by a test) to D (a hint "
                                "at most).", epilog=EXIT_CODES)
    plan = commands.add_parser("plan-test", help="plan a randomized test of a photo type",
                               description="Plan a randomized test of a photo type: which products get the new photo, "
                               "how long the test runs, and the smallest effect it can detect. The plan is based on "
                               "the variation in the shop's own past sales.", epilog=EXIT_CODES)
    read = commands.add_parser("read-test", help="read the result of a test",
                               description="Read the result of a test from a sales table that includes weeks after its "
                               "start.",
                               epilog=EXIT_CODES)
    for command, runner, out in (
            (study, run_study, "write the report to FILE; its ending is the format: .html, .csv, .json, .png or .svg"),
            (plan, run_plan, "write the plan to FILE as JSON; `read-test --plan` needs it"),
            (read, run_read, "write the result to FILE as JSON; `sales --prior` can use it")):
        _add_table(command, out)
        command.set_defaults(run=runner)
    study.add_argument("--confounding", choices=("none", "observed", "hidden"),
                       help="for a simulated shop: whether better products are more likely to have photos with models "
                       "(observed: a column shows which products are better; hidden: none does)")
    study.add_argument("--prior", type=Path, action="append", default=[], metavar="RESULT.json",
                       help="combine the estimate with the result of a test, the file that `read-test --out` wrote; "
                       "may be repeated")
    plan.add_argument("--kind", required=True, help="the photo type to test, such as `model_face`")
    plan.add_argument("--effect", type=float, default=None, metavar="PERCENT",
                      help="the effect on sales that the test should detect (default: 5)")
    plan.add_argument("--power", type=float, default=None,
                      help="the probability of detecting that effect, from 0.5 to 0.99 (default: 0.8)")
    plan.add_argument("--weeks", type=int, default=None, metavar="N",
                      help="run the test for N weeks, from 1 to 26 (default: as few as the effect needs)")
    plan.add_argument("--products", type=int, default=None, metavar="N",
                      help="use at most N products, the best sellers (default: all that can take part)")
    plan.add_argument("--alpha", type=float, default=None,
                      help="the probability of a false alarm, from 0.001 to 0.2 (default: 0.05)")
    read.add_argument("--plan", required=True, type=Path, metavar="PLAN.json",
                      help="the plan of the test, the file that `plan-test --out` wrote")


def _add_table(command: argparse.ArgumentParser, out: str) -> None:
    command.add_argument("table", metavar="TABLE",
                         help="a sales table (CSV, XLSX or Parquet) with a row for each product and period, or "
                         "`simulated` for a simulated shop")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.add_argument("--out", type=Path, metavar="FILE", help=out)
    command.add_argument("--column", action="append", default=[], metavar="ROLE=NAME",
                         help="which column has which role, such as `units=sold`; other roles are detected. "
                         "`control=NAME` controls for a column that a photo cannot influence. May be repeated")
    command.add_argument("--pictures", type=Path, metavar="FOLDER",
                         help="analyze the photos in FOLDER and match them with the table by address, path, file name "
                         "or SKU, for tables without photo types")
    command.add_argument("--by", choices=sales.COMPARED, default="kind",
                         help="compare photos by photo type (default) or by the shopping intent that the classifier "
                         "sees in them (needs `--pictures`)")
    command.add_argument("--simulate", type=int, default=None, metavar="SEED",
                         help="the seed of a simulated shop: the same seed gives the same shop")
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
