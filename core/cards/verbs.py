"""What a user can ask of this room: the models of a site, one model's card, its networks and its speed."""

from __future__ import annotations

from pathlib import Path

from core.cards.costs import cost_curve
from core.cards.measures import measures, read_rows, recorded
from core.errors import Misuse, NotFound
from core.models import store, versions
from core.models.manifest import Entry, Manifest
from core.nouns.cost_curve import CostCurve
from core.nouns.intent import RULE_THRESHOLD
from core.nouns.model_card import ModelCard
from core.nouns.network import Network
from core.settings import Settings
from core.site import Site

NETWORKS, FILE, TIME = (f"core.cards.tasks:{name}" for name in ("networks", "network_of_file", "milliseconds"))


def model_names(settings: Settings) -> dict[str, list[str]]:
    """Names of all versions by role, the one in use first; also models that the settings name by their path.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    ModelMissing, SetupError
        When there is no manifest, or it is broken.
    """
    names: dict[str, list[str]] = {}
    for card in _rows(settings):
        names.setdefault(card.role, []).insert(0 if card.current else len(names.get(card.role, [])), card.name)
    return names


def model_cards(settings: Settings) -> list[ModelCard]:
    """All versions, in the manifest's order, without their measures."""
    return _rows(settings)


def model_card(settings: Settings, name: str) -> ModelCard:
    """One version with its card and measures.

    Parameters
    ----------
    settings : Settings
    name : str
        One of `model_names`.

    Raises
    ------
    NotFound
        When there is no such model.
    SetupError
        When its stored validation scores are damaged.
    """
    entry = entry_of(settings, name)
    row = next(card for card in _rows(settings) if card.name == name)
    text = entry.card.read_text("utf-8", "replace") if entry.card and entry.card.is_file() else ""
    measured = measures(read_rows(entry.scores), entry.thresholds, entry.label_sets) if entry.scores else None
    return ModelCard(**{**vars(row), "card": text, "measures": measured})


def model_networks(site: Site, name: str) -> tuple[Network, ...]:
    """The networks of a version, read from its files in a worker process; empty for a model that is none.

    Raises
    ------
    NotFound
        When there is no such model.
    ModelMissing, WrongContract, PackageMissing
        When a file is missing, damaged, or of another format.
    """
    entry = entry_of(site.settings, name)
    result: tuple[Network, ...] = site.run(NETWORKS, entry.role, handle(entry, site.settings))
    return result


def file_network(site: Site, path: Path) -> Network:
    """The network of a file that is no version here: .tflite, OpenVINO .xml or .onnx; errors as `model_networks`."""
    result: Network = site.run(FILE, str(path))
    return result


def model_milliseconds(site: Site, name: str) -> float:
    """Median milliseconds of a version for one picture of 640 x 480 pixels, measured now in a worker process."""
    return milliseconds(site, entry_of(site.settings, name))


def milliseconds(site: Site, entry: Entry) -> float:
    """The same for an entry, also of a file without a name here."""
    return float(site.run(TIME, entry.role, handle(entry, site.settings)))


def model_costs(settings: Settings, name: str, decision: str) -> CostCurve:
    """False alarms and misses of a version at every threshold, from its stored validation scores.

    Parameters
    ----------
    settings : Settings
    name : str
        One of `model_names`.
    decision : {"shoppable", "sensitive"}

    Raises
    ------
    NotFound, SetupError
        As `model_card`.
    Misuse
        When no validation scores are stored, or they lack one side of the decision.
    """
    entry = entry_of(settings, name)
    if not entry.scores:
        raise Misuse(f"No validation scores are stored for {name}, so nobody knows what its thresholds cost.",
                     "Choose a model for shopping intent that has them.")
    return cost_curve(read_rows(entry.scores), decision, entry.thresholds.get(decision, RULE_THRESHOLD))


def _rows(settings: Settings) -> list[ModelCard]:
    bare = _bare(settings)
    manifest = Manifest.read(settings.models_dir)
    replaced = {entry.role for entry in bare}
    rows = [_card(manifest.entries[row["name"]], row["state"], previous=row["previous"],
                  current=row["current"] and row["role"] not in replaced)
            for row in versions.listing(settings.models_dir)]
    return [*(_card(entry, "ready", current=True) for entry in bare), *rows]


def _card(entry: Entry, state: str, *, current: bool, previous: bool = False) -> ModelCard:
    return ModelCard(entry.name, entry.role, entry.license, entry.origin, entry.sha256, entry.bytes,
                     tuple(item.path.name for item in entry.files), dict(entry.thresholds), state, current, previous,
                     recorded=tuple(recorded(entry.metrics)), label_sets=entry.label_sets)


def _bare(settings: Settings) -> list[Entry]:
    """Models in use that the settings name by a path."""
    named = (("intent", settings.intent_model), ("persons", settings.persons_model))
    return [store.bare(Path(text).expanduser(), role) for role, text in named
            if text and Path(text).expanduser().is_file()]


def entry_of(settings: Settings, name: str) -> Entry:
    """The entry of one of `model_names`, its files not yet checked; raises NotFound."""
    entries = {**Manifest.read(settings.models_dir).entries, **{entry.name: entry for entry in _bare(settings)}}
    if name not in entries:
        raise NotFound(f"There is no model {name[:60]!r} here.", f"Choose one of {', '.join(entries)}.")
    return entries[name]


def handle(entry: Entry, settings: Settings) -> str:
    """What `store.entry` finds this entry by."""
    return str(entry.path) if entry.name not in Manifest.read(settings.models_dir).entries else entry.name
