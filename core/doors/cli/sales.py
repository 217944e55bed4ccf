"""The commands `sales`, `plan-test` and `read-test`: what pictures are worth, and tests that tell it for certain."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import sales
from core.doors.opening import open_site
from core.errors import Misuse, NotFound
from core.settings import Settings
from core.site import Site

Say = Callable[[str], None]
EXIT_CODES = "exit codes: 0 all good, 1 the data cannot be used, 2 misuse or a set-up that cannot work"
LOOK_SECONDS = 0.25  # between two looks at the progress
SHOWN = 12  # effects of single products in the table for people; files have all


def add_commands(commands: Any) -> list[argparse.ArgumentParser]:
    """Describe the commands to the parser: `sales`, `plan-test`, `read-test`, in this order."""
    study = commands.add_parser("sales", help="what kinds of pictures do to sales, with an error bar",
                                description="Estimate what kinds of pictures do to sales and prices.",
                                epilog=EXIT_CODES)
    plan = commands.add_parser("plan-test", help="plan a test of a kind of picture on a shop's own figures",
                               epilog=EXIT_CODES)
    read = commands.add_parser("read-test", help="what such a test has found", epilog=EXIT_CODES)
    for command, out in ((study, "what to write: .html, .csv, .json, .png or .svg"),
                         (plan, "also write the plan as JSON"), (read, "also write the readout as JSON")):
        command.add_argument("table", metavar="TABLE", help="CSV, XLSX or Parquet; `simulated` for a made-up shop")
        command.add_argument("--json", action="store_true", help="one JSON object instead of text")
        command.add_argument("--out", type=Path, metavar="FILE", help=out)
        command.add_argument("--column", action="append", default=[], metavar="ROLE=NAME",
                             help="which column is what, such as units=sold; the rest is guessed; control=NAME, any "
                             "number of times, is a column to hold constant")
        command.add_argument("--pictures", type=Path, metavar="FOLDER", help="judge these pictures for their kinds")
        command.add_argument("--by", choices=sales.COMPARED, default="kind", help="compare pictures by who is in "
                             "them, or by the intent that the classifier sees (with --pictures)")
        command.add_argument("--simulate", type=int, default=None, metavar="SEED", help="of the simulated shop")
    study.add_argument("--confounding", choices=("none", "observed", "hidden"), help="of the simulated shop: whether "
                       "better products have model photos")
    study.add_argument("--prior", type=Path, action="append", default=[], metavar="READOUT.json",
                       help="weigh in what a test has found (from `read-test --out`)")
    plan.add_argument("--kind", required=True, help="the kind of picture to test, such as model_face")
    plan.add_argument("--effect", type=float, default=None, metavar="PERCENT", help="to be found if it is there")
    plan.add_argument("--power", type=float, default=None, help="how surely, 0 to 1")
    plan.add_argument("--weeks", type=int, default=None, metavar="N", help="how long the test may last")
    plan.add_argument("--products", type=int, default=None, metavar="N", help="how many products it may take")
    plan.add_argument("--alpha", type=float, default=None, help="how often a test of nothing may find something")
    read.add_argument("--plan", required=True, type=Path, metavar="PLAN.json", help="from `plan-test --out`")
    return [study, plan, read]


def study(options: argparse.Namespace, settings: Settings, say: Say) -> bool:
    """Run `sales`; True when something was estimated."""
    form = options.out.suffix.lower().removeprefix(".") if options.out else "json"
    sales.check_export(form)
    priors = tuple(_json_of(path, "prior") for path in options.prior)
    with _opened(options, settings, say) as site:
        study_id = _studied(site, options, priors=priors)
        report = sales.study(site, study_id).report
        assert report is not None
        values = sales.report_values(report)
        print(json.dumps(values, ensure_ascii=False) if options.json else _for_people(values))
        if options.out and report.method:
            _write(options.out, sales.export(site, study_id, form), say)
        sales.forget(site, study_id)
    return report.method is not None


def plan_test(options: argparse.Namespace, settings: Settings, say: Say) -> bool:
    """Run `plan-test`."""
    names = {"effect": "effect_percent", "power": "power", "weeks": "weeks", "products": "products", "alpha": "alpha"}
    wishes = {name: getattr(options, given) for given, name in names.items() if getattr(options, given) is not None}
    with _opened(options, settings, say) as site:
        study_id = _studied(site, options, estimate=False)
        found = sales.plan_test(site, study_id, options.kind, **wishes).to_dict()
        sales.forget(site, study_id)
    _told(found, options, say)
    return True


def read_test(options: argparse.Namespace, settings: Settings, say: Say) -> bool:
    """Run `read-test`."""
    plan = _json_of(options.plan, "plan")
    with _opened(options, settings, say) as site:
        study_id = _studied(site, options, estimate=False)
        found = sales.read_test(site, study_id, plan).to_dict()
        sales.forget(site, study_id)
    _told(found, options, say)
    return True


def _opened(options: argparse.Namespace, settings: Settings, say: Say) -> Site:
    """The site; its models are opened only where pictures are judged."""
    if options.simulate is not None and options.table != sales.SIMULATED:
        raise Misuse("--simulate goes with the table `simulated`.", "Write: sales simulated --simulate 7.")
    return open_site(settings, say) if options.pictures else Site(settings)


def _studied(site: Site, options: argparse.Namespace, *, priors: tuple[dict[str, Any], ...] = (),
             estimate: bool = True) -> str:
    """Study the table, tell how far it is, and return the study's id."""
    kinds = sales.judged_folder(site, options.pictures) if options.pictures else {}
    simulate = {"seed": options.simulate} if options.simulate is not None else {}
    if getattr(options, "confounding", None):
        simulate["confounding"] = options.confounding
    wish = sales.with_priors(sales.request("", options.column, kinds=kinds, by=options.by, simulate=simulate),
                             list(priors), estimate=estimate)
    study_id = sales.start(site, options.table, wish)
    try:
        found = _watched(site, study_id)
    except BaseException:
        sales.forget(site, study_id)
        raise
    if found.error:
        sales.forget(site, study_id)
        raise found.error
    return study_id


def _watched(site: Site, study_id: str) -> sales.SalesStudy:
    while sys.stderr.isatty() and (now := sales.study(site, study_id)).state == "running":
        print(f"\x1b[2K{now.progress.sentence}, {now.progress.fraction:.0%}", end="\r", file=sys.stderr, flush=True)
        time.sleep(LOOK_SECONDS)
    if sys.stderr.isatty():
        print("\x1b[2K", end="\r", file=sys.stderr, flush=True)
    return sales.study(site, study_id, wait=True)


def _json_of(path: Path, what: str) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise NotFound(f"The {what} {path} cannot be read: {error.strerror}.", "Check the path.") from None
    except (ValueError, TypeError):
        raise Misuse(f"{path} is no {what}: it is not a JSON object.", "Give the file that --out wrote.") from None


def _write(path: Path, data: bytes, say: Say) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Misuse(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from None
    say(f"Wrote {path}.")


def _told(found: dict[str, Any], options: argparse.Namespace, say: Say) -> None:
    """Print a plan or a readout, and write it."""
    lines = [f"{name.replace('_', ' '):22} {_short(value)}" for name, value in found.items()]
    print(json.dumps(found, ensure_ascii=False) if options.json else "\n".join(lines))
    if options.out:
        _write(options.out, json.dumps(found, ensure_ascii=False, indent=1).encode(), say)


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        rest = f", and {len(value) - SHOWN:,} more" if len(value) > SHOWN else ""
        return _printable(", ".join(map(str, value[:SHOWN])) + rest)
    return _printable(str(value))


def _for_people(values: dict[str, Any]) -> str:
    """Checks, method and effects as lines of text."""
    facts, method = values["facts"], values["method"]
    label = " (simulated: its figures are made up)" if facts["simulated"] else ""
    lines = [_printable(f"{facts['name']}{label}"), ""]
    lines += [_printable(f"{check['level']:8} {check['name']}: {check['sentence']} {check['advice']}".rstrip())
              for check in values["checks"]]
    if method is None:
        return "\n".join([*lines, "", "Nothing is estimated from this table."])
    lines += ["", f"{method['name']}. {method['why']}", method["words"], "",
              f"{'against ' + facts['reference']:24} {'outcome':8} {'percent':>8}  {'95 % interval':>18}  grade"]
    overall = [effect for effect in values["effects"] if effect["product"] is None]
    single = [effect for effect in values["effects"] if effect["product"] is not None]
    for effect in overall:
        lines += [_effect_line(effect, effect["kind"]), *(f"    {reason}" for reason in effect["reasons"])]
    if single:
        lines += ["", "By product"]
        lines += [_effect_line(effect, f"{effect['product']}, {effect['kind']}") for effect in single[:SHOWN]]
        lines += [f"and {len(single) - SHOWN:,} more; --json and --out have all"] if len(single) > SHOWN else []
    return "\n".join(lines)


def _effect_line(effect: dict[str, Any], name: str) -> str:
    interval = f"{effect['percent_low']:+.1f} to {effect['percent_high']:+.1f} %"
    return (f"{_printable(name)[:40]:24} {effect['outcome']:8} {effect['percent']:+7.1f} %  {interval:>18}  "
            f"{effect['grade']}")


def _printable(text: str) -> str:
    """A table's names may hold control characters that would steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
