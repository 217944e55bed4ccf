"""The files of the demo shop, and what a finished demo depends on."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from core.errors import SetupError
from core.models import store
from core.nouns.failure import Failure
from core.nouns.source import Source
from core.settings import ROOT, Settings
from core.sources.listing import SourceOptions, candidates

SHOP = ROOT / "demo" / "shop"
NOT_PART = ("doors", "learning")  # folders of core that decide no number of the demo


def shop_file(name: str) -> Path:
    """A file of the demo shop.

    Parameters
    ----------
    name : {"feed.csv", "sales.csv"}

    Raises
    ------
    SetupError
        When it is missing.
    """
    path = SHOP / name
    if not path.is_file():
        raise SetupError(f"The demo shop's file {path.relative_to(ROOT)} is missing.",
                         "Restore the folder demo of this release, or write it again: python -m demo.build.")
    return path


def shop_photos(settings: Settings) -> list[Source]:
    """The photos that the shop's feed names, in its order; a photo without a file carries its failure.

    Parameters
    ----------
    settings : Settings
        Limits for reading the feed.

    Raises
    ------
    SetupError
        When the feed is missing.
    """
    offers = candidates(str(shop_file("feed.csv")), "feed", SourceOptions(), settings)
    return [Source(offer.uri, failure=offer) if isinstance(offer, Failure)
            else Source(offer.uri, path=Path(offer.path or "")) for offer in offers]


def demo_version(settings: Settings) -> str:
    """Changes with the code, the models and the shop: with everything that a number of the demo rests on.

    Parameters
    ----------
    settings : Settings
        Names the models.

    Returns
    -------
    str
        16 hex digits.
    """
    roles = (("faces", ""), ("persons", settings.persons_model), ("intent", settings.intent_model), ("text", ""))
    models = [store.entry(settings.models_dir, role, name) for role, name in roles]
    files = [(model.name, [file.sha256 for file in model.files], sorted(model.thresholds.items())) for model in models]
    return hashlib.sha256(f"{files} {_code_and_shop(SHOP)}".encode()).hexdigest()[:16]


@cache
def _code_and_shop(shop: Path) -> str:
    code = (path for path in (ROOT / "core").rglob("*") if path.suffix in (".py", ".json")
            and path.relative_to(ROOT / "core").parts[0] not in NOT_PART)
    tables = (path for path in shop.glob("*.csv"))
    digest = hashlib.sha256()
    for path in sorted((*code, *tables, *shop.glob("pictures/*"))):
        digest.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()
