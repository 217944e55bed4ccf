"""Models side by side on the same photos: paired differences, photos that changed, accuracy against time and size."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from core import cards
from core.nouns.dataset import Dataset
from core.nouns.evaluation import ChangedPicture, Comparison, ModelPair, ModelPoint
from core.site import Site
from core.words.evaluation import (
    NO_SOURCES,
    ONE_VERSION,
    ONLY_INTENT,
    SPEED_LIMITS,
    changed_words,
    difference_words,
    differences_table,
    points_table,
    unbeaten,
    verdict_words,
)
from core.words.model_card import share_words, size_words
from core.words.numerals import count
from pages.models.measures import INK
from pages.models.run import choose_dataset, run, thumbnails
from pages.ui.frame import section

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


def comparison(site: Site, name: str) -> None:
    """The view: choice, run, table, differences, plot."""
    names = cards.model_names(site.settings).get("intent", [])
    if name not in names:
        st.info(ONLY_INTENT)
        return
    if len(names) < 2:
        st.info(ONE_VERSION)
        return
    others = _others([other for other in names if other != name])
    chosen = choose_dataset(site)
    if not others or chosen is None:
        return
    dataset, split = chosen
    models = [name, *others]
    with section():
        run(site, models, dataset, split)
    with section():
        key = f"timed {models} {dataset.dataset_id} {split} {cards.unscored(site, models, dataset.dataset_id, split)}"
        found: Comparison = st.session_state.get(key) or cards.compare(site, models, dataset.dataset_id, split)
        if not found.pictures:
            return
        st.dataframe(points_table(found), hide_index=True)
        with section():
            _speed(site, found, key)
        _pairs(site, dataset, found)


def _others(names: list[str]) -> list[str]:
    """The chosen other models, which the address keeps."""
    asked = [name for name in st.query_params.get("others", "").split(",") if name in names]
    others: list[str] = st.multiselect("Compare with", names, default=asked or names[:1], key=f"others-{names}")
    st.query_params["others"] = ",".join(others)
    if not others:
        st.info("Choose at least one other model.")
    return others


def _pairs(site: Site, dataset: Dataset, found: Comparison) -> None:
    pair = found.pairs[0]
    if len(found.pairs) > 1:
        pair = st.segmented_control("Photo by photo against", found.pairs, default=pair, required=True, key="pair",
                                    format_func=lambda item: item.after)
    st.subheader(f"{pair.before} → {pair.after}: {difference_words(pair.difference)}", anchor=False)
    st.markdown(verdict_words(pair.difference))
    if pair.difference.groups < 2:
        st.caption(NO_SOURCES)
    st.table(differences_table(pair), hide_index=True)
    if found.pictures < found.asked:
        st.caption(f"{count(found.asked - found.pictures, 'photo')} left out: not every model has seen them.")
    _changed(site, dataset, pair)


def _changed(site: Site, dataset: Dataset, pair: ModelPair) -> None:
    lists: tuple[tuple[str, str, int, Sequence[ChangedPicture]], ...] = (
        ("Better", pair.after, pair.difference.better, pair.better),
        ("Worse", pair.before, pair.difference.worse, pair.worse))
    for column, (title, right, number, pictures) in zip(st.columns(2, gap="large"), lists, strict=True):
        with column, section():
            shown = f", the {len(pictures):,} largest changes" if len(pictures) < number else ""
            st.markdown(f"**{title}: {count(number, 'photo')} that only {right} gets right{shown}**")
            if pictures:
                thumbnails(site, dataset, ((item.picture_id, changed_words(item)) for item in pictures), key=title)


def _speed(site: Site, found: Comparison, key: str) -> None:
    """The plot, once the models were timed."""
    if st.button("Measure the speed", key="speed-all", icon=":material/timer:"):
        with st.spinner("Running each model 23 times …"):
            st.session_state[key] = cards.compare(site, [point.model for point in found.points], found.dataset_id,
                                                  found.split, timed=True)
        st.rerun()
    if any(point.milliseconds is None for point in found.points):
        return
    st.markdown("**Accuracy, time and size on this machine**")
    st.plotly_chart(_plot(found.points), key="pareto", alt="Chart: share of right top labels against milliseconds.",
                    config={"displaylogo": False, "modeBarButtons": [["toImage"]],
                            "toImageButtonOptions": {"format": "svg", "filename": "merchlens-models"}})
    st.caption(SPEED_LIMITS)
    names = " ".join(point.model for point in found.points)
    split = "" if found.split == "all" else f" --split {found.split}"
    st.code(f"python -m core models compare {names} --dataset {found.dataset_id[:12]}{split} --speed", language="sh")


def _plot(points: Sequence[ModelPoint]) -> go.Figure:
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing, largest = go.Figure(), max(point.bytes for point in points)
    for place, (point, best) in enumerate(zip(points, unbeaten(points), strict=True)):
        share, color = point.accuracy.share or 0.0, COLORS[place % len(COLORS)]
        drawing.add_scatter(
            x=[point.milliseconds], y=[share], mode="markers+text", text=[point.model], textposition="top right",
            textfont=ink, name=point.model, marker={
                "size": 10 + 22 * (point.bytes / largest) ** 0.5, "color": color, "opacity": 0.85,
                "line": {"color": ink["color"], "width": 3 if best else 0}},
            error_y={"type": "data", "symmetric": False, "array": [point.accuracy.high - share],
                     "arrayminus": [share - point.accuracy.low], "color": color},
            hovertemplate=f"{point.model}: {share_words(point.accuracy)}, {point.milliseconds:.1f} ms, "
                          f"{size_words(point.bytes)}<extra></extra>")
    longest = max(point.milliseconds or 0.0 for point in points)
    drawing.update_xaxes(title="Milliseconds for one photo", range=[0, 1.35 * longest], tickfont=ink, title_font=ink)
    drawing.update_yaxes(title="Share of right top labels", tickformat=".0%", tickfont=ink, title_font=ink)
    return drawing.update_layout(height=380, margin={"l": 0, "r": 10, "t": 20, "b": 0}, showlegend=False,
                                 dragmode=False, font=ink)
