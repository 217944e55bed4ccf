"""What would change a photo's verdict: the edits that flip it, before and after, and the curve along the chosen one."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core import analyze, explain, flip
from core.nouns.flip import Edit, Flip, FlipSearch
from core.nouns.intent import INTENT_LABELS
from core.site import Site
from core.words.data_uri import jpeg_uri
from core.words.flip import (
    KIND_NAMES,
    SKIPPED,
    TEST_ONLY,
    change_words,
    edit_axis,
    flip_words,
    fragile_words,
    search_words,
)
from core.words.labels import INTENT_WORDS, SHOPPABLE_WORDS
from pages.analyze.charts import INK
from pages.explain.methods import choice
from pages.ui.frame import section

OTHER_VERDICT = ""
WAITING_HEIGHT = 420


def edits(site: Site, picture_id: str) -> None:
    """The photo with its verdict, and the edits that change it; photo, target and edit are in the address."""
    left, right = st.columns([1, 3], gap="large")
    with left, section():
        st.image(analyze.preview(site, picture_id), width="stretch", alt="The photo to edit")
        st.page_link("pages/explain.py", label="Another photo", icon=":material/arrow_back:")
        target = choice("target", "What is to change", [OTHER_VERDICT, *INTENT_LABELS], _target_word)
    with right, section():
        with st.skeleton(WAITING_HEIGHT):
            search = _search(site, picture_id, target, explain.model_key(site))
        _result(site, search)


@st.cache_data(max_entries=200, show_spinner=False)
def _search(_site: Site, picture_id: str, target: str, models: str) -> FlipSearch:
    """A search, kept for the next rerun; `models` tells those of two models apart."""
    return flip.flip_picture(_site, picture_id, target=target)


@st.cache_data(max_entries=40, show_spinner=False)
def _edited(_site: Site, picture_id: str, _one: Flip, words: str) -> bytes:
    return flip.edited(_site, picture_id, _one.edits)


def _result(site: Site, search: FlipSearch) -> None:
    before = search.before
    verdict = INTENT_WORDS[before.label] if search.target else SHOPPABLE_WORDS[before.shoppable]
    measured = f"score for {INTENT_WORDS[search.target]}" if search.target else "best product score"
    st.subheader(f"Now: {verdict}, {measured} {before.score:.2f}", anchor=False)
    if search.flips:
        chosen = _chosen(search)
        if fragile := fragile_words(search.flips[0]):
            st.warning(fragile)
        _pictures(site, search, chosen)
        _curve(search, chosen)
    else:
        st.info(search_words(search))
        if search.near is not None:
            _pictures(site, search, search.near)
            _curve(search, search.near)
    if search.skipped:
        st.caption(". ".join(f"{KIND_NAMES[kind]} was {SKIPPED[reason]}" for kind, reason in search.skipped) + ".")


def _chosen(search: FlipSearch) -> Flip:
    """The edit that the address names, or the smallest one."""
    now = st.query_params.get("edit", "")
    place = int(now) if now.isdecimal() and int(now) < len(search.flips) else 0
    place = st.radio(
        "Edits that change the verdict, the smallest first", range(len(search.flips)), index=place,
        format_func=lambda number: flip_words(search.flips[number]), key=f"edit-{search.target}",
        captions=[f"{change_words(one, search.target)} · size {one.size:.2f}" for one in search.flips])
    if str(place) != now:
        st.query_params["edit"] = str(place)
    return search.flips[place]


def _pictures(site: Site, search: FlipSearch, one: Flip) -> None:
    """Before and after under one slider, and the file to take away."""
    _compare(_previews(site, search.picture_id, one.edits), one)
    if one.test_only:
        st.caption(f"{TEST_ONLY} There is no file to download.")
        return
    data = _edited(site, search.picture_id, one, repr(one.edits))
    st.download_button("Edited photo (JPEG)", data, f"{search.picture_id[:12]}_edited.jpg", "image/jpeg",
                       key="edited", on_click="ignore")


@st.cache_data(max_entries=40, show_spinner=False)
def _previews(_site: Site, picture_id: str, edits: tuple[Edit, ...]) -> tuple[str, str]:
    """The photo and the edited photo as data URIs."""
    both = analyze.preview(_site, picture_id), flip.edited_preview(_site, picture_id, edits)
    return jpeg_uri(both[0]), jpeg_uri(both[1])


@st.fragment
def _compare(uris: tuple[str, str], one: Flip) -> None:
    """The photo left of the slider, the edited one right of it; only this part runs again when it moves."""
    share = st.slider("Before on the left, after on the right", 0, 100, 50, format="%d %%", key=f"wipe-{one.edits}")
    sides = (f"0 {100 - share}% 0 0", f"0 0 0 {share}%")
    images = "".join(f'<img src="{uri}" alt="{word}" style="clip-path:inset({side})">'
                     for uri, word, side in zip(uris, ("Before", "After"), sides, strict=True))
    st.html(f'<div class="ml-wipe">{images}<span style="left:{share}%"></span></div>'
            f'<div class="ml-wipe-words"><span>Before: {one.before.score:.2f}</span>'
            f"<span>After: {one.after.score:.2f}</span></div>")


def _curve(search: FlipSearch, one: Flip) -> None:
    """How far the photo is beyond the threshold, along the edit; the chosen amount is marked."""
    title, factor = edit_axis(one)
    steps = [(abs(step.amount) * factor, step.reading) for step in one.curve]
    amount = abs(one.edits[0].amount) if len(one.edits) == 1 else one.size / len(one.edits)
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing = go.Figure(go.Scatter(
        x=[place for place, _ in steps], y=[reading.gap for _, reading in steps], mode="lines+markers",
        line={"color": "#0072B2"}, marker={"size": 7}, customdata=[(INTENT_WORDS[reading.label], reading.score)
                                                                   for _, reading in steps],
        hovertemplate="%{x:.3g}: %{customdata[0]}, score %{customdata[1]:.2f}<extra></extra>", showlegend=False))
    drawing.add_trace(go.Scatter(x=[amount * factor], y=[one.after.gap], mode="markers", name="This edit, re-scored",
                                 marker={"size": 13, "color": "#D55E00", "symbol": "diamond"},
                                 hovertemplate=f"score {one.after.score:.2f}<extra></extra>"))
    drawing.add_hline(y=0, line={"color": ink["color"], "dash": "dash", "width": 1.5}, annotation_text="threshold",
                      annotation_font=ink)
    drawing.update_xaxes(title=title, tickfont=ink, title_font=ink)
    drawing.update_yaxes(title="Lead over other labels" if search.target else "Score above threshold", tickfont=ink,
                         title_font=ink, zeroline=False)
    drawing.update_layout(height=300, margin={"l": 0, "r": 10, "t": 30, "b": 0}, dragmode=False, font=ink,
                          legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    st.plotly_chart(drawing, key="edit-curve", alt=f"Chart: the score along the edit {flip_words(one)}",
                    config={"displaylogo": False, "modeBarButtons": [["toImage"]]})


def _target_word(name: str) -> str:
    return f"Make it {INTENT_WORDS[name]}" if name else "Shoppable or not"
