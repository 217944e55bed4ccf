"""The set as a flow: face, person, photo type, top label, verdict; a choice of steps shows their photos."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core import whatif
from core.nouns.analysis import KINDS
from core.nouns.intent import INTENT_LABELS
from core.nouns.thresholds import VERDICTS
from core.site import Site
from core.words.colors import INTENT_COLORS, KIND_COLORS, rgb
from core.words.numerals import count
from core.words.whatif import LAYER_WORDS, NODE_WORDS, VERDICT_WORDS, links_table, node_word, selection_word
from pages.analyze.charts import INK
from pages.explore.thresholds import scores_of
from pages.explore.tiles import tiles

ADDRESS = "steps"  # the chosen steps in the address
NODE_COLORS = {
    "face.face": "#D55E00", "face.no_face": "#999999", "person.person": "#0072B2", "person.no_person": "#999999",
    "person.not_searched": "#CCCCCC", "kind.unknown": "#CCCCCC",
    **{f"kind.{kind}": color for kind, color in KIND_COLORS.items()},
    **{f"label.{label}": color for label, color in INTENT_COLORS.items()},
    "verdict.shoppable": "#009E73", "verdict.negative": "#999999", "verdict.sensitive": "#D55E00",
}
HEIGHT = 460


def flow(site: Site, job_id: str) -> None:
    """The flow, the choice of steps, and their photos."""
    scores = scores_of(site, job_id)
    drawn = whatif.flow(scores)
    chosen = [node for node in st.query_params.get(ADDRESS, "").split("-") if node in drawn.nodes]
    selection = "-".join(chosen)
    st.plotly_chart(figure(drawn, chosen), key="flow", alt=_alt(drawn), config={
        "displaylogo": False, "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": f"merchlens-flow-{job_id}"}})
    _steps(drawn, chosen)
    with st.expander("Table: click a row to show its photos"):
        _table(drawn, selection)
    rows = whatif.selected(scores, selection)
    share = 100 * len(rows) / len(scores)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"{selection_word(selection) if selection else 'All photos'}: {count(len(rows), 'photo')}, "
                     f"{share:.1f} %", anchor=False, width="content")
        st.download_button("CSV", lambda: whatif.flow_csv(scores, rows), f"merchlens-flow-{job_id}.csv", "text/csv",
                           key="flow-csv", on_click="ignore")
        if selection:
            st.button("Show all", key="flow-all", on_click=choose, args=("",))
    before = whatif.change(scores, scores.thresholds).verdict_before
    tiles(site, scores, rows, lambda row: " · ".join(dict.fromkeys((
        NODE_WORDS["kind"][KINDS[scores.kind[row]]], NODE_WORDS["label"][INTENT_LABELS[scores.top[row]]],
        VERDICT_WORDS[VERDICTS[before[row]]]))))


def _steps(drawn: whatif.Flow, chosen: list[str]) -> None:
    """One choice for each layer; Streamlit delivers no clicks into a Sankey diagram (1.67)."""
    keys = {layer: f"flow-{layer}-{'-'.join(chosen)}" for layer in whatif.LAYERS}

    def changed() -> None:
        choose("-".join(f"{layer}.{name}" for layer, key in keys.items() if (name := st.session_state.get(key))))

    row = st.container(horizontal=True)
    for layer, key in keys.items():
        names = [name for name in whatif.LAYERS[layer] if f"{layer}.{name}" in drawn.nodes]
        default = next((node.partition(".")[2] for node in chosen if node.startswith(f"{layer}.")), None)
        with row:
            st.pills(LAYER_WORDS[layer], names, default=default, key=key, on_change=changed, width="content",
                     format_func=lambda name, layer=layer: (  # type: ignore[misc]
                         f"{NODE_WORDS[layer][name]} ({drawn.nodes[f'{layer}.{name}']:,})"))


def _table(drawn: whatif.Flow, selection: str) -> None:
    key = f"flow-table-{selection}"

    def clicked() -> None:
        rows = st.session_state[key].selection.rows
        if rows:
            choose(drawn.links[rows[0]].name)

    st.dataframe(links_table(link.to_dict() for link in drawn.links), hide_index=True, key=key, on_select=clicked,
                 selection_mode="single-row")


def figure(drawn: whatif.Flow, chosen: list[str]) -> go.Figure:
    """The Sankey diagram; links between steps that are not chosen are pale."""
    names = list(drawn.nodes)
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    layers = list(whatif.LAYERS)
    drawing = go.Figure(go.Sankey(
        arrangement="snap",
        node={"label": [f"{NODE_WORDS[layer][name]} {drawn.nodes[f'{layer}.{name}']:,}"
                        for layer, name in (node.split(".") for node in names)],
              "color": [NODE_COLORS[node] for node in names], "pad": 18, "thickness": 16,
              "line": {"color": "#55606B", "width": 0.5},
              "hovertemplate": "%{label}<extra></extra>"},
        link={"source": [names.index(link.source) for link in drawn.links],
              "target": [names.index(link.target) for link in drawn.links],
              "value": [link.pictures for link in drawn.links],
              "customdata": [f"{selection_word(link.name)}: {count(link.pictures, 'photo')}, {100 * link.share:.1f} %"
                             for link in drawn.links],
              "color": [_link_color(link, chosen) for link in drawn.links],
              "hovertemplate": "%{customdata}<extra></extra>"},
        textfont=ink))
    for place, layer in enumerate(layers):
        anchor = "left" if place == 0 else "right" if place == len(layers) - 1 else "center"
        drawing.add_annotation(x=place / (len(layers) - 1), y=1.0, yanchor="bottom", yshift=10, xref="paper",
                               yref="paper", text=f"<b>{LAYER_WORDS[layer]}</b>", showarrow=False, font=ink,
                               xanchor=anchor)
    drawing.update_layout(height=HEIGHT, margin={"l": 0, "r": 0, "t": 40, "b": 10}, font=ink)
    return drawing


def choose(selection: str) -> None:
    """Put steps into the address; "" shows all."""
    if selection:
        st.query_params[ADDRESS] = selection
    else:
        st.query_params.pop(ADDRESS, None)


def _link_color(link: whatif.Link, chosen: list[str]) -> str:
    ends = {node.partition(".")[0]: node for node in (link.source, link.target)}
    lit = all(ends.get(node.partition(".")[0], node) == node for node in chosen)
    red, green, blue = rgb(NODE_COLORS[link.source])
    return f"rgba({red},{green},{blue},{0.45 if lit else 0.1})"


def _alt(drawn: whatif.Flow) -> str:
    parts = [f"{node_word(link.source)} to {node_word(link.target)}: {link.pictures:,}" for link in drawn.links]
    return f"Flow diagram of {count(drawn.pictures, 'photo')}. {'; '.join(parts)}."
