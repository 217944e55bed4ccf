"""One photo: its tags with where they come from, what people say of them, and the listing's fields."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import analyze, tags
from core.errors import NotFound
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.nouns.source import Source
from core.site import Site
from core.tags import Tagging
from core.words.colors import KIND_COLORS
from core.words.facts import fact_word
from core.words.markdown import plain
from core.words.tags import METHOD_WORDS, NO_TAG, evidence_line, judgment_line
from pages.tags.items import items
from pages.tags.listing import listing
from pages.ui.correct import author, author_field
from pages.ui.frame import section
from pages.ui.marks import heat_scale, score_bar

BAR = next(iter(KIND_COLORS.values()))


def photo(site: Site, picture_id: str) -> None:
    """The photo beside its tags."""
    back = {"job": st.query_params["from"]} if "from" in st.query_params else {}
    st.page_link("pages/tags.py", label="Back" if back else "Other photos", query_params=back,
                 icon=":material/arrow_back:")
    analysis = _with_tags(site, analyze.analysis_of(site, picture_id))
    if analysis is None:
        return
    one = tags.tags_of(site, analysis)
    left, right = st.columns([2, 3], gap="large")
    with right, section():
        asked = _rows(site, one)
        _add(site, one)
        author_field("tags")
        _history(site, picture_id)
    with left, section():
        _picture(site, analysis, one, asked)
    with left, section():
        listing(one)


def _with_tags(site: Site, analysis: Analysis) -> Analysis | None:
    """The analysis with tags; a button makes them where the photo was analyzed without."""
    if "tags" in analysis.models:
        return analysis
    st.image(analyze.preview(site, analysis.picture_id), width=320, alt="The photo")
    if not st.button("Tag this photo", type="primary", key="tag-this"):
        return None
    return _tagged(site, analysis)


def _tagged(site: Site, analysis: Analysis, *, each_product: bool = False) -> Analysis:
    path = site.find(analysis.picture_id)
    if path is None:
        raise NotFound("The file of this photo is no longer here.", "Upload it again.")
    with st.spinner("Looking at the product"):
        return analyze.analyze_now(site, Source(analysis.uri, path=path), tags.options(site, each_product=each_product))


def _rows(site: Site, one: Tagging) -> tuple[str, str] | None:
    """A row for each tag; returns the one whose evidence is asked for."""
    said = tags.judged(site, one.picture_id)
    if not one.facts:
        st.markdown(NO_TAG)
    asked = None
    for fact in one.facts:
        name, where = f"{fact.name}-{fact.value}", fact_word(fact.name)
        bar = st.columns([4, 3], gap="small", vertical_alignment="center")
        color = "" if fact.model == tags.BY_PEOPLE else BAR
        bar[0].html(score_bar(f"{where}: {fact.value}", fact.score, color or "currentColor",
                              tip=" > ".join(one.paths.get(fact.value, ())) if fact.name == "tag" else where))
        with bar[1].container(horizontal=True, gap="small"):
            if fact.name != "color" and st.button("Why", key=f"why-{name}", type="tertiary"):
                st.session_state["tag-why"] = (one.picture_id, fact.name, fact.value)
            right = said.get((fact.name, fact.value))
            if st.button("Right", key=f"right-{name}", disabled=bool(right), type="tertiary"):
                _judge(site, one.picture_id, fact, right=True)
            if st.button("Wrong", key=f"wrong-{name}", type="tertiary"):
                _judge(site, one.picture_id, fact, right=False)
    kept = st.session_state.get("tag-why")
    if kept and kept[0] == one.picture_id and any((fact.name, fact.value) == kept[1:] for fact in one.facts):
        asked = kept[1:]
    return asked


def _judge(site: Site, picture_id: str, fact: Fact, *, right: bool) -> None:
    tags.judge(site, picture_id, (fact.name, fact.value), right, author=author())
    st.rerun()


def _add(site: Site, one: Tagging) -> None:
    taxonomy = tags.taxonomy_of(site)
    words = {f"tag: {tag}": ("tag", tag) for tag in taxonomy.tags}
    words |= {f"{name}: {value}": (name, value) for name, attribute in taxonomy.attributes.items()
              for value in attribute.values}
    chosen = st.selectbox("Add a tag", list(words), index=None, key=f"add-{len(one.facts)}", width=360,
                          placeholder="Type a word, such as sandal or striped")
    if chosen:
        tags.judge(site, one.picture_id, words[chosen], True, author=author())
        st.rerun()


def _history(site: Site, picture_id: str) -> None:
    words = tags.history(site, picture_id)
    if not words:
        return
    said = tags.judged(site, picture_id)
    for name, value in said:
        if not said[name, value] and st.button(f"Take back: {value} is wrong", key=f"back-{name}-{value}",
                                               type="tertiary", icon=":material/undo:"):
            tags.judge(site, picture_id, (name, value), None, author=author())
            st.rerun()
    st.html("".join(f'<p class="ml-said">{escape(judgment_line(word))}</p>' for word in words[:8]))


def _picture(site: Site, analysis: Analysis, one: Tagging, asked: tuple[str, str] | None) -> None:
    if asked is None and tags.ITEMS in analysis.models:
        items(site, one, analysis.size_wh)
        return
    if asked is None:
        st.image(analyze.preview(site, one.picture_id), width="stretch", alt=one.alt_text or "The photo")
        if st.button("Tag each product by itself", key="tag-items", icon=":material/select_all:"):
            _tagged(site, analysis, each_product=True)
            st.rerun()
        return
    method = st.segmented_control("How", tags.METHODS, default=tags.METHODS[0], key="tag-method", required=True,
                                  format_func=METHOD_WORDS.__getitem__, label_visibility="collapsed")
    with st.spinner("Looking for the evidence"):
        found = tags.why(site, one.picture_id, asked, method)
    st.image(found.picture, width="stretch", alt=f"Where the photo speaks for {asked[1]}")
    st.html(heat_scale())
    left, right = st.columns([1, 3], vertical_alignment="center")
    left.image(found.crop, width="stretch", alt=f"The part with the strongest evidence for {asked[1]}")
    right.caption(plain(evidence_line(asked[1], found.box, (found.score, found.covered), weak=found.is_weak)))
