"""Routes for models: the list, one version with its measures, its network, and models on labeled photos."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from core import cards, tags
from core.doors import pairs
from core.doors.api.access import OpenSite
from core.doors.api.fields import Fields, read_names, read_text
from core.errors import Misuse

routes = APIRouter()
Text = Annotated[str, Form()]


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


@routes.get("/models/{name}/costs", summary="What thresholds cost")
def costs(site: OpenSite, name: str, decision: str = "shoppable", ratio: float = 1.0) -> dict[str, Any]:
    """False alarms and misses on the stored validation scores, and the threshold where `ratio` x misses + false alarms
    is least. `decision`: shoppable or sensitive. Nothing is changed."""
    return cards.model_costs(site.settings, name, decision).answer(ratio)


@routes.post("/models/{name}/evaluations", status_code=202, summary="Run models on a dataset")
def evaluate(site: OpenSite, fields: Fields, *, name: str, dataset: Text = "", split: Text = "",
             others: Text = "") -> dict[str, Any]:
    """`dataset`: a hash, or how it begins. Optional: `split` (train, validation, test or all), and `others`, names of
    models to run as well, for a comparison. `job_id` is "" where all photos were scored before; else watch and cancel
    it by /api/jobs."""
    models = [name, *read_names(fields, "others")]
    dataset_id, part = _needed(read_text(fields, "dataset")), read_text(fields, "split")
    return {"job_id": cards.start_evaluation(site, models, dataset_id, part), "models": models}


@routes.get("/models/{name}/evaluation", summary="How a model did on a dataset")
def evaluation(site: OpenSite, name: str, dataset: str = "", split: str = "") -> dict[str, Any]:
    """The object that `python -m core models evaluate NAME --dataset HASH --json` prints, of the photos scored so
    far. A model for shopping intent or tags is measured by labels, one for persons or faces by boxes."""
    if name in cards.model_names(site.settings).get("tags", ()):
        return tags.evaluation(site, name, _needed(dataset), split).to_dict()
    return cards.evaluation(site, name, _needed(dataset), split).to_dict()


@routes.get("/models/{name}/boxed", summary="A photo with true boxes and those of a model", response_class=Response)
def boxed(site: OpenSite, name: str, dataset: str = "", picture_id: str = "") -> Response:
    """A JPEG of at most 640 px: one of `misses` or `alarms` of an evaluation. Thick green lines are what people drew,
    the others are the model's, with their scores."""
    return Response(cards.boxed_photo(site, name, _needed(dataset), picture_id), media_type="image/jpeg")


@routes.get("/models/{name}/comparison", summary="Models on the same photos")
def comparison(site: OpenSite, name: str, others: str = "", dataset: str = "", *, split: str = "",
               timed: bool = False) -> dict[str, Any]:
    """The object that `python -m core models compare NAME OTHER --dataset HASH --json` prints, of the photos that all
    of them have scored. `timed`: also measure the milliseconds of each on this machine, now."""
    return cards.compare(site, [name, *pairs.names(others)], _needed(dataset), split, timed=timed).to_dict()


def _needed(dataset: str) -> str:
    if not dataset.strip():
        raise Misuse("The field dataset is missing.", "Send the hash of a dataset, or how it begins.")
    return dataset.strip()
