"""Photos that come part by part: one that is too large is told before it is sent, and a lost connection goes on."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

from core import analyze
from core.doors.resumable import Resumable
from core.errors import MerchlensError, NotFound
from core.nouns.source import Source
from core.site import Site
from pages.ui.picker import PICTURES

MOST = 500  # photos of one drop
_sender = declare_component("resumable_photos", path=str(Path(__file__).parent / "resumable_photos"))


def resumable_photos(site: Site, label: str, *, key: str) -> list[Source]:
    """Ask for photos; gives those of a drop once all of them have come, and none before.

    Parameters
    ----------
    site : Site
    label : str
        What is asked for.
    key : str
        Unlike that of any other on the page.
    """
    known: dict[str, dict[str, str]] = st.session_state.setdefault(f"resumable-{key}", {})
    said: dict[str, Any] | None = _sender(label=label, limit=site.settings.max_bytes, accept=PICTURES, uploads=known,
                                          key=f"resumable-sender-{key}", default=None)
    seen = f"resumable-seen-{key}"
    if not said or said.get("id") == st.session_state.get(seen):
        return []
    st.session_state[seen] = said.get("id")
    if said.get("begin"):
        known |= {str(one["key"]): begun(site, one) for one in said["begin"][:MOST]}
        st.rerun()
    return [taken(site, known.pop(name)["id"]) for name in said.get("done", ()) if "id" in known.get(name, ())]


def begun(site: Site, asked: dict[str, Any]) -> dict[str, str]:
    """The id of an upload for a file, of the earlier one where its browser knows that; or why there is none."""
    uploads = site.part(Resumable)
    with suppress(NotFound):
        earlier = uploads.find(str(asked.get("known", "")))
        if earlier.length == asked["size"]:
            return {"id": earlier.upload_id}
    try:
        return {"id": uploads.create(int(asked["size"]), str(asked["name"]))}
    except MerchlensError as error:
        return {"error": f"{error.message} {error.hint}"}


def taken(site: Site, upload_id: str) -> Source:
    """A whole upload as a source, kept like any other; raises NotFound, Misuse where it is not whole."""
    uploads = site.part(Resumable)
    found = uploads.whole(upload_id)
    with found.path.open("rb") as content:
        source = analyze.save_upload(site, found.name, content)
    uploads.remove(upload_id)
    return source
