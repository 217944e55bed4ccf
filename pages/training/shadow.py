"""How a version compares: the figures, the photos that got better and worse, and the button that promotes it."""

from __future__ import annotations

import streamlit as st

from core import retrain
from core.nouns.dataset import Sample
from core.nouns.shadow import Comparison, Shadow
from core.site import Site
from core.words.dataset import name_of
from core.words.markdown import plain
from core.words.numerals import count
from core.words.shadow import PUBLIC, points_words, shadow_lines
from pages.datasets.pictures import figures
from pages.ui.frame import section

SHOWN = 12  # photos of each list


def shadow_view(site: Site, shadow: Shadow) -> None:
    """The comparison of one version with the one that was in use when it was trained."""
    with st.container(border=True):
        st.subheader(f"{plain(shadow.candidate)} beside {plain(shadow.now)}", anchor=False)
        parts = [("On your photos", shadow.trained)]
        parts += [("Held out", shadow.held_out)] if shadow.held_out else []
        places = st.columns(len(parts) + bool(shadow.ordinary.pictures))
        for place, (title, comparison) in zip(places, parts, strict=False):
            place.metric(title, f"{comparison.points:+.1f} points", points_words(comparison).partition("points ")[2],
                         delta_color="off", delta_arrow="off", help="95 % interval of a paired bootstrap.")
        if shadow.ordinary.pictures:
            places[-1].metric("Other photos with another label", f"{shadow.ordinary.labels:,}",
                              f"of {count(shadow.ordinary.pictures, 'photo')}", delta_color="off",
                              delta_arrow="off")
        for line in shadow_lines(shadow):
            st.caption(plain(line))
        for title, comparison in parts:
            with section():
                _photos(site, title, comparison)
        _decide(site, shadow)


def _photos(site: Site, title: str, comparison: Comparison) -> None:
    """Photos that got better and worse, side by side."""
    left, right = st.columns(2, gap="large")
    for place, words, items in ((left, "got better", comparison.better), (right, "got worse", comparison.worse)):
        with place:
            st.markdown(f"**{title}: {count(len(items), 'photo')} {words}**")
            figures(site, [(Sample(item.picture_id, item.truth, path=item.path),
                            f"{name_of(item.truth)}: was {name_of(item.now)}, now {name_of(item.candidate)}")
                           for item in items[:SHOWN]])
            if len(items) > SHOWN:
                st.caption(f"The surest {SHOWN} of {len(items):,}.")


def _decide(site: Site, shadow: Shadow) -> None:
    version = next((item for item in retrain.model_versions(site) if item.name == shadow.candidate), None)
    if version is None or version.current:
        st.success(f"{plain(shadow.candidate)} is in use.")
        return
    if site.settings.public:
        st.caption(PUBLIC)
    elif st.button(f"Promote {shadow.candidate}", key="promote-candidate", type="primary", icon=":material/upgrade:"):
        retrain.promote(site, shadow.candidate)
        st.rerun()
    st.caption("It then judges every new photo. Stored verdicts stay under the version that gave them.")
