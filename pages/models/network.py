"""The network in a model's file: drawn, as tables, and one layer picked, which Explain then explains."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import cards, explain
from core.nouns.network import Layer, Network
from core.site import Site
from core.words.markdown import plain
from core.words.model_card import NO_NETWORK, OPEN_SIDES, amount_words, shape_words, short_layer
from pages.ui.frame import section

LABEL = "apparel"  # any label: all of them depend on the same feature maps
ROW, LEFT, WIDTH = 24, 130, 860  # pixels
SHOWN = 560  # pixels of the drawing before it scrolls
COLORS = {"CONV": "#0072B2", "DEPTHWISE": "#56B4E9", "GROUP": "#56B4E9", "FULLY": "#CC79A7", "MATMUL": "#CC79A7",
          "ADD": "#E69F00", "CONCAT": "#E69F00"}
OTHER_COLOR = "#999999"
INK = {"light": "#1B1F23", "dark": "#ECEFF2"}


def networks(site: Site, name: str) -> None:
    """The networks of a version."""
    st.subheader("The network in the file", anchor=False)
    with st.spinner("Reading the file …"):
        found = _read(site, name)
    if not found:
        st.info(NO_NETWORK)
        return
    network = found[0]
    if len(found) > 1:
        network = st.selectbox("Network", found, format_func=lambda item: item.title, key=f"network-{name}")
    if network.contract:
        st.warning(f"This file cannot be used here. {plain(network.contract)}")
    st.markdown(f"{plain(network.title)} ({network.file_format}): {len(network.layers):,} layers, "
                f"{network.parameters:,} parameters, {amount_words(network.macs)} multiply-accumulates for one input.")
    if network.macs == 0:
        st.caption(OPEN_SIDES)
    place = _pick(network, next((k for k, layer in reversed(list(enumerate(network.layers)))
                                 if "CONV" in layer.kind.upper()), 0))
    with section():
        _picked(site, name, network.layers[place])
    drawn, layers, tensors = st.tabs(["Drawing", "Layers", "Tensors"])
    with drawn, st.container(height=SHOWN, border=True):
        st.image(drawing(network, place, INK[st.context.theme.type or "light"]), width=WIDTH,
                 alt=f"{network.title}: {len(network.layers)} layers from top to bottom, as in the table of layers")
    layers.dataframe({"Layer": range(1, len(network.layers) + 1), "Kind": [item.kind for item in network.layers],
                      "Output": [shape_words(item.shape) for item in network.layers],
                      "Type": [item.dtype for item in network.layers],
                      "Parameters": [item.parameters for item in network.layers],
                      "Multiply-accumulates": [item.macs for item in network.layers],
                      "Name": [item.name for item in network.layers]}, hide_index=True)
    tensors.dataframe({"Name": [item.name for item in network.tensors],
                       "Shape": [shape_words(item.shape) for item in network.tensors],
                       "Type": [item.dtype for item in network.tensors],
                       "Stored in the file": [item.constant for item in network.tensors],
                       "Quantization": [item.quantization or "none" for item in network.tensors]}, hide_index=True)


@st.cache_data(max_entries=8, show_spinner=False, ttl=600)
def _read(_site: Site, name: str) -> tuple[Network, ...]:
    return cards.model_networks(_site, name)


@st.cache_data(max_entries=4, show_spinner=False, ttl=600)
def _explainable(_site: Site, model: str) -> list[str]:
    """Feature maps of the intent model in use."""
    return explain.layers(_site, LABEL)


def _pick(network: Network, first: int) -> int:
    """Position of the layer that the address names, or of a new choice; `first` before there is one."""
    names, now = [layer.name for layer in network.layers], st.query_params.get("layer", "")
    place = st.selectbox("Layer", range(len(names)), index=names.index(now) if now in names else first,
                         format_func=lambda k: f"{k + 1}. {network.layers[k].kind} · {short_layer(names[k])}",
                         key=f"layer-{network.title}")
    if names[place] != now and (now or place != first):
        st.query_params["layer"] = names[place]
    return int(place)


def _picked(site: Site, model: str, layer: Layer) -> None:
    macs = f"{layer.macs:,} multiply-accumulates" if layer.macs is not None else "no counted multiply-accumulates"
    st.markdown(f"**{layer.kind}** gives {shape_words(layer.shape)} {layer.dtype}: {layer.parameters:,} parameters, "
                f"{macs}.")
    versions = cards.model_names(site.settings).get("intent", [])
    if not versions or model != versions[0]:
        st.caption("Explain uses the shopping-intent model in use, so layers of this one cannot be explained.")
    elif layer.name in _explainable(site, model):
        address = {"layer": layer.name, "label": st.query_params.get("label", LABEL)}
        if st.query_params.get("picture"):
            address["picture"] = st.query_params["picture"]
        st.page_link("pages/explain.py", label="Explain a photo at this layer", query_params=address,
                     icon=":material/visibility:")
    else:
        st.caption("This layer is no feature map that a score can be explained by. Pick a convolution or an addition.")


def drawing(network: Network, picked: int, ink: str) -> str:
    """The network as an SVG: a row for each layer, an arc for each connection that skips layers.

    Parameters
    ----------
    network : Network
    picked : int
        Position of the layer to mark.
    ink : str
        Color of the text.
    """
    rows = "".join(_row(layer, place, picked=place == picked) for place, layer in enumerate(network.layers))
    arcs = "".join(_arc(source, place) for place, layer in enumerate(network.layers) for source in layer.inputs
                   if place - source > 1)
    height = ROW * len(network.layers) + 8
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'font-family="sans-serif" font-size="13" fill="{ink}">{arcs}{rows}</svg>')


def _row(layer: Layer, place: int, *, picked: bool) -> str:
    top = ROW * place + 4
    color = next((value for key, value in COLORS.items() if layer.kind.upper().startswith(key)), OTHER_COLOR)
    mark = (f'<rect x="{LEFT - 4}" y="{top - 2}" width="{WIDTH - LEFT}" height="{ROW - 2}" fill="none" '
            'stroke="#D55E00" stroke-width="2"/>') if picked else ""
    cells = ((LEFT + 20, f"{place + 1}. {layer.kind}"), (LEFT + 250, shape_words(layer.shape)),
             (LEFT + 420, f"{amount_words(layer.parameters)} parameters" if layer.parameters else ""),
             (LEFT + 570, f"{amount_words(layer.macs)} MAC" if layer.macs else ""))
    texts = "".join(f'<text x="{x}" y="{top + 14}">{escape(text)}</text>' for x, text in cells)
    return (f'<g><rect x="{LEFT}" y="{top + 2}" width="12" height="{ROW - 8}" '
            f'fill="{color}"/>{texts}{mark}</g>')


def _arc(source: int, target: int) -> str:
    start, end = ROW * source + 14, ROW * target + 14
    reach = LEFT - min(LEFT - 6, 14 + 6 * (target - source))
    return (f'<path d="M {LEFT} {start} C {reach} {start}, {reach} {end}, {LEFT} {end}" fill="none" stroke="#767676" '
            'stroke-width="1.5"/>')
