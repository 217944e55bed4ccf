"""One photo in every layout, each with what stays inside, or why it does not fit."""

from __future__ import annotations

import streamlit as st

from core import analyze, crops
from core.nouns.crop import MODES, Crop, Mode, Rescored, read_aspect
from core.nouns.crop_request import CropRequest
from core.site import Site
from core.words.crops import MODE_WORDS, SMALLER, crop_words, misfit_words, rescored_words
from core.words.markdown import plain
from pages.crops.overlay import overlay
from pages.ui.frame import section

OWN = ""  # no template
PREVIEW = 900  # pixels of a preview's width
ROWS = 4.2  # sum of the aspects that stand beside each other


def photo_crops(site: Site, picture_id: str) -> None:
    """Choose a template or aspects, see the windows on the photo, then each crop with its file."""
    of = crops.subject(site, picture_id)
    requests = _requests(site)
    found = [crops.crop(of, request) for request in requests]
    left, right = st.columns([2, 3], gap="large")
    with left, section():
        overlay(analyze.preview(site, picture_id), of, found, key="windows")
    with right, section():
        _all(site, picture_id, requests, found)


def _requests(site: Site) -> list[CropRequest]:
    names = [item.name for item in crops.templates(site)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Template", [OWN, *names], key="template", bind="query-params", width=240,
                            format_func=lambda item: item or "None: aspects")
        base = crops.template(site, name).request if name else CropRequest()
        if base.aspect:
            return [base]
        aspects = st.pills("Aspects", crops.ASPECTS, selection_mode="multi", default=list(crops.ASPECTS), key="aspects")
        mode: Mode = st.segmented_control("Mode", MODES, default=base.mode, format_func=MODE_WORDS.__getitem__,
                                          key=f"mode-{name}", required=True)
    options = [f"aspect={aspect},mode={mode}" for aspect in aspects or crops.ASPECTS]
    return [crops.read_request(site, f"${name}$,{text}" if name else text) for text in options]


def _all(site: Site, picture_id: str, requests: list[CropRequest], found: list[Crop]) -> None:
    """All crops, those of about one width of the page in a row, so that they are as high as each other."""
    words = _labels(site, picture_id, found)
    fitting = [place for place, crop in enumerate(found) if crop.window is not None]
    row: list[int] = []
    for place in fitting:
        row.append(place)
        wide = sum(_width(found[other]) for other in row)
        if wide >= ROWS or place == fitting[-1]:
            widths = [_width(found[other]) for other in row]
            for column, other in zip(st.columns([*widths, max(0.01, ROWS - wide)]), row, strict=False):
                with column, section():
                    _one(site, picture_id, requests[other], found[other], label=words[other])
            row = []
    misfits = [crop for crop in found if crop.window is None]
    if misfits:
        st.warning(plain(misfit_words(misfits)))
    st.caption(SMALLER)


def _one(site: Site, picture_id: str, request: CropRequest, crop: Crop, *, label: str) -> None:
    st.markdown(f"**{plain(crop.aspect)}**")
    st.image(_preview(site, picture_id, crop), width="stretch", alt=f"{crop.aspect}: {crop_words(crop)}")
    st.caption(plain(" · ".join(filter(None, (crop_words(crop), label)))))
    st.download_button("File", lambda: _file(site, picture_id, request), f"{picture_id[:12]}-{_name(crop)}",
                       "image/jpeg", key=f"file-{crop.aspect}-{crop.mode}", on_click="ignore")


def _labels(site: Site, picture_id: str, found: list[Crop]) -> list[str]:
    """Whether each crop keeps the photo's label; asked for by a switch, since it takes the model's time."""
    if not st.toggle("Judge each crop again", key="rescore",
                     help="Whether the photo's top label, and its probability, survive the crop."):
        return [""] * len(found)
    judged = _judged(site, picture_id, tuple(found))
    return [rescored_words(item) if item else "" for item in judged]


@st.cache_data(max_entries=300, show_spinner=False)
def _preview(_site: Site, picture_id: str, crop: Crop) -> bytes:
    return crops.preview(_site, picture_id, crop, PREVIEW)


@st.cache_data(max_entries=60, show_spinner=False)
def _judged(_site: Site, picture_id: str, found: tuple[Crop, ...]) -> tuple[Rescored | None, ...]:
    return crops.rescored(_site, picture_id, found)


def _file(site: Site, picture_id: str, request: CropRequest) -> bytes:
    return crops.render(site, picture_id, request).data


def _name(crop: Crop) -> str:
    return f"{crop.aspect.replace(':', 'x')}.jpg"


def _width(crop: Crop) -> float:
    return min(max(read_aspect(crop.aspect), 0.6), ROWS)
