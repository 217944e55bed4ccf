"""Routes for models: the list, one version with its measures, and the network in its file."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from core import cards
from core.doors.api.access import OpenSite

routes = APIRouter()


@routes.get("/models", summary="All versions of all models")
def listed(site: OpenSite) -> dict[str, Any]:
    """Role, license, origin, checksum, size, thresholds, state and recorded metrics of each version."""
    return {"models": [card.to_dict() for card in cards.model_cards(site.settings)]}


@routes.get("/models/{name}", summary="One version: card, measures and label sets")
def described(site: OpenSite, name: str) -> dict[str, Any]:
    """The object that `python -m core models show NAME --json` prints."""
    return cards.model_card(site.settings, name).to_dict()


@routes.get("/models/{name}/networks", summary="The networks in a version's files")
def networks(site: OpenSite, name: str) -> dict[str, Any]:
    """Layers and tensors with shapes, types, parameters and multiply-accumulates; empty for a model that is none."""
    return {"networks": [network.to_dict() for network in cards.model_networks(site, name)]}
