"""Models: each model's card, measures and network, the cost of its thresholds, and models on labeled photos."""

from __future__ import annotations

import streamlit as st

from core import cards
from core.site import Site
from core.words.model_card import role_word
from pages.models.compare import comparison
from pages.models.costs import costs
from pages.models.dataset import on_dataset
from pages.models.export import exports
from pages.models.facts import facts
from pages.models.measures import measured
from pages.models.network import networks
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.views import Views, views

PURPOSE = "See what each model is and how well it does, on shops that it never saw and on your own labeled photos."


def choose(site: Site) -> str:
    """Name of the chosen version, which the address keeps."""
    names = {name: role for role, versions in cards.model_names(site.settings).items() for name in versions}
    options, now = list(names), st.query_params.get("model", "")
    if now and now not in names:
        st.warning(f"There is no model “{now[:60]}” here. Choose one of the list.")
    chosen = st.selectbox("Model", options, index=options.index(now) if now in names else 0, key="model",
                          format_func=lambda name: f"{role_word(names[name])}: {name}")
    if chosen != now:
        st.query_params["model"] = chosen
        st.query_params.pop("layer", None)
    return str(chosen)


def about(site: Site, name: str) -> None:
    """The card of a version, its measures and its network."""
    with section():
        card = cards.model_card(site.settings, name)
        facts(site, card)
        measured(card)
    with section():
        exports(site, card)
    with section():
        networks(site, name)


# A new view of a model is one line.
VIEWS: Views = {
    "about": ("About", about),
    "costs": ("Thresholds", costs),
    "dataset": ("On a dataset", on_dataset),
    "compare": ("Compare", comparison),
}

with frame("Models", PURPOSE):
    site = state.site()
    with section():
        views(site, choose(site), VIEWS)
