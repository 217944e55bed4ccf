"""The menu, and the API beside the pages. Start it with `make run`."""

import streamlit as st

if __name__ == "__main__":  # a visitor's run of the script
    HOME = st.Page("pages/home.py", title="Home", default=True)
    ANALYZE = st.Page("pages/analyze.py", title="Analyze", url_path="analyze")
    AUDITS = st.Page("pages/audits.py", title="Audits", url_path="audits")
    EXPLAIN = st.Page("pages/explain.py", title="Explain", url_path="explain")
    EXPLORE = st.Page("pages/explore.py", title="Explore", url_path="explore")
    MODELS = st.Page("pages/models.py", title="Models", url_path="models")
    CATALOG = st.Page("pages/catalog.py", title="Catalog", url_path="catalog")
    SALES = st.Page("pages/sales.py", title="Sales", url_path="sales")
    DATASETS = st.Page("pages/datasets.py", title="Datasets", url_path="datasets")
    TRAINING = st.Page("pages/training.py", title="Train", url_path="training")
    CROPS = st.Page("pages/crops.py", title="Crops", url_path="crops")
    TAGS = st.Page("pages/tags.py", title="Tags", url_path="tags")
    SHELF = st.Page("pages/shelf.py", title="Shelf", url_path="shelf")
    PEOPLE = st.Page("pages/people.py", title="People", url_path="people")
    PRESENT = st.Page("pages/present.py", title="Present", url_path="present", visibility="hidden")
    st.session_state["through_menu"] = True
    MENU = {"": [HOME], "Judge": [ANALYZE, AUDITS], "Understand": [EXPLAIN, EXPLORE, MODELS, SALES, PRESENT],
            "Organize": [CATALOG, CROPS, TAGS, SHELF, PEOPLE], "Improve": [DATASETS, TRAINING]}
    st.navigation(MENU, position="top").run()
else:  # read once by the server, which finds `app` by its name
    from starlette.middleware import Middleware
    from starlette.routing import Mount

    from core.doors.api.app import create, resuming
    from core.doors.headers import SafeHeaders
    from core.doors.hosts import HostCheck
    from core.doors.img_door import create as create_img_door
    from core.doors.upload_door import UploadsOnDisk
    from core.doors.uploads import uploads
    from core.settings import read_settings
    from pages.ui import state

    address = st.get_option("server.address")
    routes = [Mount("/api", create(state.site, address)), Mount("/img", create_img_door(state.site))]
    app = st.App(__file__, routes=routes, lifespan=resuming(state.site),
                 middleware=[Middleware(SafeHeaders),
                             Middleware(HostCheck, address=address, allowed=read_settings().hosts),
                             Middleware(UploadsOnDisk, uploads=uploads())])
