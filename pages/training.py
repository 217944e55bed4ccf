"""Train: corrected labels become a new version of shopping intent, which a person compares, promotes or rolls back."""

from __future__ import annotations

from pages.training.network import network
from pages.training.persons import persons
from pages.training.retrain import training
from pages.training.sensitive import sensitive
from pages.training.tags import tags
from pages.training.versions import versions
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "Turn what people corrected into a better model, see on which photos it is better or worse, and decide."


with frame("Train", PURPOSE):
    site = state.site()
    with section():
        training(site)
    with section():
        sensitive(site)
    with section():
        versions(site)
    with section():
        tags(site)
    with section():
        network(site)
    with section():
        persons(site)
