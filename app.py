"""The table of contents: which pages there are. Start it with `make run`."""

import streamlit as st

HOME = st.Page("pages/home.py", title="Home", default=True)
ANALYZE = st.Page("pages/analyze.py", title="Analyze", url_path="analyze")

st.session_state["through_menu"] = True
st.navigation({"": [HOME], "Judge": [ANALYZE]}, position="top").run()
