"""The way to train the head for restricted goods on a dataset that says which photos are sensitive."""

from __future__ import annotations

import streamlit as st

from core import datasets, retrain
from core.site import Site
from core.words.numerals import count
from core.words.shadow import PUBLIC

PURPOSE = ("Teach the model which goods are restricted, on a dataset that says so of its photos. The labels of "
           "shopping intent stay as they are to the last digit; the new version is compared with the one in use and "
           "stands among the versions below.")
NONE_YET = ("No dataset says which photos are sensitive yet. Make one from a table with the column *sensitive* (yes or "
            "no), or from an analysis or audit in which people corrected it.")


def sensitive(site: Site) -> None:
    """The form; the training itself is shown above, as any other."""
    st.subheader("Restricted goods", anchor=False)
    st.caption(PURPOSE)
    if site.settings.public:
        st.caption(PUBLIC)
        return
    sets = {item.dataset_id: item for item in datasets.every(site) if item.sensitive}
    if not sets:
        st.info(NONE_YET)
        st.page_link("pages/datasets.py", label="Make a dataset", icon=":material/dataset:")
        return
    latest = retrain.latest(site)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen: str = st.selectbox("Dataset", list(sets), key="sensitive-dataset", width=420, format_func=lambda key: (
            f"{sets[key].name}: {count(sets[key].sensitive.get('yes', 0), 'sensitive photo')}, "
            f"{sets[key].sensitive.get('no', 0):,} not"))
        if st.button("Train", key="sensitive-train", icon=":material/gpp_maybe:",
                     disabled=bool(latest and latest.running)):
            retrain.train(site, chosen, head="sensitive")
            st.rerun()
