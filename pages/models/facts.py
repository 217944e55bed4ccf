"""What a version is: role, license, origin, size, checksum, thresholds, speed, and its card."""

from __future__ import annotations

import streamlit as st

from core import cards
from core.nouns.model_card import ModelCard
from core.site import Site
from core.words.markdown import plain
from core.words.model_card import NO_CARD, role_word, size_words, version_words
from pages.ui.frame import section


def facts(site: Site, card: ModelCard) -> None:
    """The facts of a version beside its card."""
    if card.state != "ready":
        st.error(plain(card.state))
    lines = {"Detects": role_word(card.role), "State": version_words(card), "License": card.license,
            "Training": card.origin, "Files": f"{', '.join(card.files)} ({size_words(card.bytes)})",
            "Thresholds": ", ".join(f"{name} {value:g}" for name, value in card.thresholds.items()) or "none"}
    st.markdown("  \n".join(f"**{name}:** {plain(value)}" for name, value in lines.items()))
    st.markdown(f"**SHA-256:** `{card.sha256}`")
    with section():
        _speed(site, card)
    with st.expander("Card: data, metrics and limits, as recorded at training"):
        if card.card:
            st.markdown(card.card)
        else:
            st.info(NO_CARD)


def _speed(site: Site, card: ModelCard) -> None:
    if st.button("Measure the speed on this machine", key="speed", icon=":material/timer:"):
        with st.spinner("Running the model 23 times …"):
            value = cards.model_milliseconds(site, card.name)
        st.markdown(f"**{value:.1f} ms** for a photo of 640 × 480 pixels: the median of 20 runs on one thread, "
                    "without reading the file.")
