"""The fields of a listing that one photo proves: to copy, or as files."""

from __future__ import annotations

import streamlit as st

from core import tags
from core.tags import Tagging


def listing(one: Tagging) -> None:
    """Title, alt text and fields; nothing without a tag."""
    if not one.noun:
        return
    st.subheader("For the listing", anchor=False)
    st.caption("Built only from tags that are sure enough. What the photo does not prove is left empty.")
    values = one.to_dict()["listing"]
    for label, name in (("Title", "title"), ("Alt text", "alt_text"), ("Google product category",
                                                                       "google_product_category")):
        if values[name]:
            st.caption(label)
            st.code(values[name], language=None, wrap_lines=True)
    product = tags.product_name(one.uri)
    with st.expander("JSON-LD"):
        st.code(tags.json_ld(product, one), language="json")
    with st.container(horizontal=True):
        st.download_button("Google feed (CSV)", tags.google_csv([(product, one)]), "google.csv", "text/csv",
                           key="one-google", on_click="ignore", icon=":material/download:")
        st.download_button("Shopify (CSV)", tags.shopify_csv([(product, one)]), "shopify.csv", "text/csv",
                           key="one-shopify", on_click="ignore", icon=":material/download:")
