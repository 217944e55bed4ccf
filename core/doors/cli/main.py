"""The command line: parses the arguments and calls the command's module; exit codes and errors for all of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core import __version__
from core.doors.cli import (
    analyze,
    audits,
    corrections,
    crop,
    datasets,
    evaluate_tags,
    explain,
    explain_benchmark,
    explore,
    flip,
    flow,
    models,
    own_tags,
    people,
    products,
    recognize,
    retrain,
    sales,
    search,
    serve,
    shelf,
    shelf_export,
    similar,
    tag,
    wrong_pictures,
)
from core.doors.cli.terminal import EXIT_CODES, INTERRUPTED, MISUSE, SOME_FAILED, say
from core.errors import InputError, MerchlensError, Misuse

# In the order of --help.
COMMANDS = (analyze, recognize, tag, own_tags, audits, wrong_pictures, search, similar, products, shelf, shelf_export,
            people, sales, explain, explain_benchmark, explore, flip, flow, crop, corrections, datasets, retrain,
            models, evaluate_tags, serve)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.

    Returns
    -------
    int
        0 success, 1 some pictures failed, 2 wrong usage or a setup that cannot work, 130 interrupted.
    """
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        return code
    except MerchlensError as error:
        say(f"merchlens: {error}")
        return SOME_FAILED if isinstance(error, InputError) and not isinstance(error, Misuse) else MISUSE
    except KeyboardInterrupt:
        say("merchlens: stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return SOME_FAILED


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; each command's module adds its own and sets `run`."""
    everything = argparse.ArgumentParser(
        prog="python -m core", description="See product photos as a shopping engine sees them.", epilog=EXIT_CODES)
    everything.add_argument("--version", action="version", version=f"merchlens {__version__}")
    commands = everything.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_commands(commands)
    return everything
