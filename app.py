"""The table of contents: which pages there are, and the API beside them. Start it with `make run`."""

import streamlit as st

if __name__ == "__main__":  # a visitor's run of the script
    HOME = st.Page("pages/home.py", title="Home", default=True)
    ANALYZE = st.Page("pages/analyze.py", title="Analyze", url_path="analyze")
    AUDITS = st.Page("pages/audits.py", title="Audits", url_path="audits")
    SALES = st.Page("pages/sales.py", title="Sales", url_path="sales")
    st.session_state["through_menu"] = True
    st.navigation({"": [HOME], "Judge": [ANALYZE, AUDITS], "Understand": [SALES]}, position="top").run()
else:  # read once by the server, which finds `app` by its name
    from starlette.routing import Mount

    from core.doors.api.app import create, going_on
    from pages.ui import state

    doors = create(state.site, st.get_option("server.address"))
    app = st.App(__file__, routes=[Mount("/api", doors)], lifespan=going_on(state.site))
