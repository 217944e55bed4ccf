"""What stands beside the photo: a second photo, or a second model; both are in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core import analyze, explain
from core.site import Site
from core.words.labels import LABEL_SET_TIP, label_set_words, verdict_word
from core.words.markdown import plain
from pages.explain.search import file_name, search
from pages.ui.frame import section

ONE_MODEL = "One model of shopping intent is registered, so there is no second one to compare with."


@dataclass(frozen=True)
class Side:
    """One photo explained by one model.

    Attributes
    ----------
    picture_id, title : str
        The photo, and what tells it from the other side.
    model, key : str
        As in `pages.ui.explanations.explained`: `other_model` and `model`.
    """

    picture_id: str
    title: str
    model: str
    key: str


def sides(site: Site, picture_id: str) -> list[Side]:
    """The photo, and beside it what the address names: a second photo, else a second model."""
    other, model, key = st.query_params.get("with", ""), st.query_params.get("model", ""), explain.model_key(site)
    pair = [Side(picture_id, "", "", key)]
    with section():  # says so where the address names what is not here
        if other:
            explain.check_picture(site, other)
            pair = [Side(photo, _photo_name(site, photo), "", key) for photo in (picture_id, other)]
        elif model:
            used = f"{explain.model_in_use(site)} (in use)"
            pair = [Side(picture_id, used, "", key), Side(picture_id, model, model, explain.model_key(site, model))]
    return pair


def compare(site: Site, now: list[Side]) -> None:
    """Offer a second photo or model, or the way back to one."""
    address = {name: value for name, value in st.query_params.to_dict().items() if name not in ("with", "model")}
    if len(now) > 1:
        st.page_link("pages/explain.py", label="Show one photo again", icon=":material/close:", query_params=address)
        return
    part = st.expander("Compare with another photo or model", key="compare", on_change="rerun")
    if not part.open:
        return
    with part:
        search(site, "find_second", "Compare", lambda hit: {**address, "with": hit.picture_id})
        models = explain.other_models(site)
        for name in models:
            st.page_link("pages/explain.py", label=f"Compare with the model {plain(name)}",
                         icon=":material/model_training:", query_params={**address, "model": name})
        if not models:
            st.caption(ONE_MODEL)


def photo(site: Site, picture_id: str) -> None:
    """A photo, its verdict, and the labels that remain possible."""
    st.image(analyze.preview(site, picture_id), width="stretch", alt="The photo to explain")
    with section():
        intent = analyze.analysis_of(site, picture_id).intent
        labels = label_set_words(intent)
        st.caption(f"{verdict_word(intent)}, {intent.shoppable_score:.2f}")
        if labels:
            st.caption(f"Label set: {labels}", help=LABEL_SET_TIP)


def _photo_name(site: Site, picture_id: str) -> str:
    return file_name(analyze.analysis_of(site, picture_id).uri)
