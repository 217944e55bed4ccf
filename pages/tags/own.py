"""Tags of the site's own: the list, and a form that teaches one from photos."""

from __future__ import annotations

import streamlit as st

from core import tags
from core.site import Site
from core.words.markdown import plain
from core.words.shadow import PUBLIC
from core.words.tags import own_tag_line
from pages.ui.picker import PICTURES, saved
from pages.ui.uploads import MOST_MB, drop

PURPOSE = ("Teach a tag that the product does not know: its name and 5 to 100 photos of such goods, each by itself. It "
           "is used from the next photo on.")


def own_tags(site: Site) -> None:
    """The tags of the site's own, and how to teach one."""
    found = tags.own_tags(site)
    with st.expander("Your own tags" if not found else f"Your own tags: {plain(', '.join(tag.name for tag in found))}",
                     icon=":material/school:"):
        st.caption(PURPOSE)
        for tag in found:
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(plain(own_tag_line(vars(tag))))
            if not site.settings.public and right.button("Remove", key=f"own-remove-{tag.name}", type="tertiary"):
                tags.remove_own_tag(site, tag.name)
                st.rerun()
        if site.settings.public:
            st.caption(PUBLIC)
            return
        left, right = st.columns(2)
        name = left.text_input("Name", key="own-name", placeholder="Such as cargo pants", max_chars=60)
        parent = right.selectbox("Stands below (optional)", list(tags.bundled().tags), index=None, key="own-parent",
                                 placeholder="Such as bottomwear")
        turn = st.session_state.get("own-uploads", 0)
        files = st.file_uploader("Photos that show it", accept_multiple_files=True, type=PICTURES,
                                 key=f"own-upload-{turn}", max_upload_size=MOST_MB)
        if st.button("Teach this tag", key="own-teach", disabled=not (name and files)):
            sources = [saved(site, file) for file in files]
            with st.spinner("Looking at the examples"):
                learned = tags.add_own_tag(site, name, sources, parent or "")
            for file in files:
                drop(file)
            st.session_state["own-uploads"] = turn + 1
            st.session_state["own-learned"] = own_tag_line(vars(learned))
            st.rerun()
        if line := st.session_state.pop("own-learned", ""):
            st.success(plain(line))
