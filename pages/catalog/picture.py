"""One picture of the catalog: boxes of all stages on one canvas, facts, uses, its way, and what is like it."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import search, similar
from core.errors import MerchlensError, NotFound
from core.site import Site
from core.words.csv_cells import safe_row
from core.words.numerals import count
from core.words.search import STATES, field_word, state_line, tag_line, value_name, who_says
from core.words.similar import cut_off_line
from pages.catalog import address
from pages.catalog.canvas import boxes, windows
from pages.catalog.like import LIKE, draw_part
from pages.explore.alike import index
from pages.ui.correct import author, author_field
from pages.ui.frame import section
from pages.ui.thumbnail import thumbnail
from pages.ui.views import Views, views

STEPS = 6  # of its tags' history
SHOWN = 8  # pictures that are like this one
# What lies on the canvas; a new view is one line.
CANVAS: Views = {
    "found": ("What was found", boxes), "crops": ("Crops", windows), "part": ("Like a part of it", draw_part)}


def picture_page(site: Site, picture_id: str) -> None:
    """Draw everything about one picture."""
    hit = next(iter(search.hits(site, [picture_id])), None)
    if hit is None:
        raise NotFound("This picture is not in the catalog.", "It may be of another data folder. Analyze it first.")
    st.query_params["picture"] = picture_id  # always: a link to the open page does not change the address bar
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back to the pictures", key="back", icon=":material/arrow_back:", on_click=_back)
        st.page_link("pages/explain.py", label="Explain", icon=":material/visibility:",
                     query_params={"picture": picture_id})
        st.page_link("pages/explain.py", label="Correct", icon=":material/edit:",
                     query_params={"picture": picture_id, "view": "correct"})
        st.page_link("pages/crops.py", label="Crop", icon=":material/crop:", query_params={"picture": picture_id})
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(f'<div class="ml-file" title="{escape(hit.uri)}">{escape(hit.name)}</div>'
                f'<div class="ml-quiet">{hit.width:,} × {hit.height:,} pixels, in the catalog since '
                f'{hit.seen:%d %b %Y, %H:%M} UTC</div>')
        with section():
            views(site, picture_id, CANVAS)
        with section():
            _like(site, picture_id)
    with right:
        with section():
            _way(site, hit)
        with section():
            _tags(site, picture_id)
        with section():
            _facts(hit)
        with section():
            _uses(site, picture_id)


def _back() -> None:
    for name in ("picture", "view"):
        st.query_params.pop(name, None)


def _facts(hit: search.Hit) -> None:
    st.markdown("**What is known of it**")
    rows = [safe_row({"Field": field_word(fact.name), "Value": value_name(fact.name, fact.value), "Score": fact.score,
                      "Model": who_says(fact.name, fact.model)}) for fact in hit.facts]
    st.dataframe(rows, hide_index=True, width="stretch", height="content", key=f"facts-{hit.picture_id}",
                 column_config={"Score": st.column_config.ProgressColumn("Score", min_value=0, max_value=1,
                                                                         format="%.2f", width="small")})


def _uses(site: Site, picture_id: str) -> None:
    products, uses = search.uses(site, picture_id)
    st.markdown("**Where it is used**")
    for product in products:
        price = "" if product.price is None else f"{product.price:,.2f} {product.currency}".strip()
        values = {"Product": product.title, "SKU": product.sku, "Category": product.category, "Price": price,
                  "Page": product.page}
        st.html('<dl class="ml-facts">' + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
                                                  for name, value in values.items() if value) + "</dl>")
    if len({product.sku for product in products}) > 1:
        st.warning(f"{count(len(products), 'product')} show this picture. One of them may show a wrong one.")
    for use in uses:
        page = "audits" if use.kind == "audit" else "analyze"
        st.page_link(f"pages/{page}.py", label=f"{'Audit' if page == 'audits' else 'Analysis'}: {use.source}, "
                     f"picture {use.number:,}", query_params={"job": use.job_id}, icon=":material/link:")
    if not (products or uses):
        st.caption("No job or product names it any more.")


def _way(site: Site, hit: search.Hit) -> None:
    """Its state, and the steps that led there."""
    key = f"state-{hit.picture_id}-{hit.state}"
    st.radio("State", list(STATES), index=list(STATES).index(hit.state), key=key, format_func=STATES.__getitem__,
             horizontal=True, on_change=_move, args=(site, hit.picture_id, key))
    author_field(f"picture-{hit.picture_id}")
    for step in search.state_history(site, hit.picture_id):
        st.caption(state_line(step.created, step.before, step.value, step.author))


def _move(site: Site, picture_id: str, key: str) -> None:
    search.set_state(site, [picture_id], st.session_state[key], author=author())


def _tags(site: Site, picture_id: str) -> None:
    """Tags of people, and how they came about."""
    now = search.tags_of(site, picture_id)
    key = f"tags-{picture_id}-{'-'.join(now)}"
    st.multiselect("Tags", now, default=now, key=key, accept_new_options=True, placeholder="Add a tag",
                   on_change=_tag, args=(site, picture_id, now, key))
    for step in search.tag_history(site, picture_id)[:STEPS]:
        st.caption(tag_line(step.created, step.before, step.now, step.author))


def _tag(site: Site, picture_id: str, before: tuple[str, ...], key: str) -> None:
    after = set(st.session_state[key])
    try:
        search.tag(site, [picture_id], add=after - set(before), remove=set(before) - after, author=author())
    except MerchlensError as error:
        st.toast(f"{error.message} {error.hint}")


def _like(site: Site, picture_id: str) -> None:
    """Pictures that look like it, near duplicates first, with their scores and the cut-off."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**More like this**", width="content")
        st.page_link("pages/catalog.py", label="All of them", icon=":material/grid_view:",
                     query_params={LIKE: picture_id})
    if not index(site):
        return
    found = similar.like_picture(site, picture_id, limit=SHOWN)
    grid = st.grid(4, min_column_width=130)
    for hit in found.hits:
        with grid, st.container(border=True):
            st.html(f'<div class="ml-tile ml-small">{thumbnail(site, hit.picture_id, hit.uri)}</div>')
            st.page_link("pages/catalog.py", label=f"{hit.score:.2f}", icon=":material/open_in_full:",
                         query_params={"picture": hit.picture_id, **address.kept()})
    st.caption(cut_off_line(found.to_dict()))
