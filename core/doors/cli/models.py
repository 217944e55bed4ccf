"""The command `models`: list the versions of all models, show one, promote one, or roll a role back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import cards, models
from core.doors.cli import evaluate
from core.doors.cli.export import add_export
from core.doors.cli.terminal import GOOD, say, show, show_json
from core.nouns.model_card import ModelCard
from core.nouns.network import Network
from core.settings import read_settings
from core.site import Site
from core.words.model_card import NO_MEASURES, shape_words, share_words, size_words, version_words


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("models", help="list the models, promote a version or roll back",
                                  description="List the models with version, origin, license, checksum, thresholds and "
                                  "metrics.")
    command.add_argument("--json", action="store_true", help="one JSON object per line")
    command.add_argument("--in-browsers", action="store_true",
                         help="list the models in browser profiles on this machine, for --intent-model")
    command.set_defaults(run=run)
    changes = command.add_subparsers(title="changes", metavar="CHANGE")
    promote = changes.add_parser("promote", help="make a version the current one of its role")
    promote.add_argument("name", metavar="NAME", help="a name from the list")
    promote.set_defaults(run=run_promote)
    roll_back = changes.add_parser("roll-back", help="return a role to the version that was current before")
    roll_back.add_argument("role", metavar="ROLE", help="such as intent or persons")
    roll_back.set_defaults(run=run_roll_back)
    shown = changes.add_parser("show", help="one version with its measures, and the network in its file")
    shown.add_argument("name", metavar="NAME", help="a name from the list, or a .tflite, OpenVINO .xml or .onnx file")
    shown.add_argument("--graph", action="store_true", help="print the layers of its networks")
    shown.add_argument("--json", action="store_true", help="print one JSON object")
    shown.set_defaults(run=run_show)
    evaluate.add_commands(changes)
    add_export(changes)


def run_show(options: argparse.Namespace) -> int:
    """Run the command `models show`."""
    settings, path = models.with_own_folder(read_settings(), create=False), Path(options.name)
    is_file = path.is_file()
    networks: tuple[Network, ...] = ()
    if is_file or options.graph:
        with Site(settings) as site:
            networks = (cards.file_network(site, path),) if is_file else cards.model_networks(site, options.name)
    values = {} if is_file else cards.model_card(settings, options.name).to_dict()
    if options.json:
        show_json(values | ({"networks": [network.to_dict() for network in networks]} if networks else {}))
        return GOOD
    if not is_file:
        show(*_card_lines(cards.model_card(settings, options.name)))
    for network in networks:
        show(*_network_lines(network))
    return GOOD


def _card_lines(card: ModelCard) -> list[str]:
    lines = [card.name, f"  role       {card.role}", f"  state      {version_words(card)}",
             f"  license    {card.license}", f"  sha256     {card.sha256}", f"  size       {size_words(card.bytes)}"]
    measures = card.measures
    if measures is None:
        return [*lines, f"  {NO_MEASURES}"]
    lines += [f"  measured   on {measures.count:,} photos of {measures.sources:,} sources that training never saw"]
    lines += [f"  accuracy   {item.kind} {item.name}: {share_words(item.share)}" for item in measures.accuracy
              if item.kind != "source"]
    lines += [f"  threshold  {item.threshold:g}{' (in use)' if item.in_use else ''}: precision "
              f"{share_words(item.precision)}, recall {share_words(item.recall)}" for item in measures.thresholds]
    if card.label_sets and measures.coverage:
        lines += [f"  label sets made for {card.label_sets.coverage:.0%}, measured on left-out sources "
                  f"{share_words(measures.coverage[0].share)}; sizes {list(measures.set_sizes)}"]
    return lines


def _network_lines(network: Network) -> list[str]:
    lines = [f"{network.title} ({network.file_format}): {len(network.layers):,} layers, {network.parameters:,} "
             f"parameters, {network.macs:,} multiply-accumulates"]
    if network.contract:
        lines.append(f"  Cannot be used as the intent model: {network.contract}")
    return lines + [f"  {place:4} {layer.kind:24} {shape_words(layer.shape):24} {layer.parameters:>11,} "
                    f"{'' if layer.macs is None else format(layer.macs, ','):>13}  {layer.name}"
                    for place, layer in enumerate(network.layers, 1)]


def run_promote(options: argparse.Namespace) -> int:
    """Run the command `models promote`."""
    return _report(models.promote(models.with_own_folder(read_settings()).models_dir, options.name))


def run_roll_back(options: argparse.Namespace) -> int:
    """Run the command `models roll-back`."""
    return _report(models.roll_back(models.with_own_folder(read_settings()).models_dir, options.role))


def _report(entry: models.Entry) -> int:
    show(f"{entry.name} is now the current model for {entry.role}. A running dashboard uses it from the next photo on.")
    return GOOD


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.in_browsers:
        rows = [{**vars(model), "path": str(model.path)} for model in models.in_browsers()]
        if not rows:
            say("No browser profile on this machine holds a shopping-intent model.")
    else:
        rows = models.listing(models.with_own_folder(read_settings(), create=False).models_dir)
    for row in rows:
        if options.json:
            show_json(row)
        else:
            show(*_lines(row))
    return GOOD


def _lines(model: dict[str, Any]) -> list[str]:
    first, *rest = model.items()
    return [str(first[1]), *(f"  {name:10} {value}" for name, value in rest)]
