"""All versions of shopping intent: what each learned from, which one is in use, and the ways to change that."""

from __future__ import annotations

import streamlit as st

from core import jobs, retrain
from core.nouns.job import Job
from core.retrain import Version
from core.site import Site
from core.words.csv_cells import safe_row
from core.words.markdown import plain
from pages.explain.choose import set_word
from pages.ui.frame import section


def versions(site: Site) -> None:
    """The table, roll-back and promotion, and a set to judge again."""
    st.subheader("Versions", anchor=False)
    found = retrain.model_versions(site)
    st.dataframe([safe_row(_row(version)) for version in found], hide_index=True, height="content",
                 alt="Versions of shopping intent, their state, dataset and parent.")
    with section():
        if not site.settings.public:
            _change(site, found)
    with section():
        _judge_again(site)


def _row(version: Version) -> dict[str, str]:
    state = "in use" if version.current else "previous" if version.previous else "registered"
    facts = version.training
    return {"Version": version.name, "State": state if version.state == "ready" else version.state,
            "Dataset": facts.get("dataset", "")[:12], "Photos": str(facts.get("pictures", "")),
            "From": facts.get("parent", ""), "Trained": facts.get("created", "")[:16].replace("T", " ") or "elsewhere"}


def _change(site: Site, found: list[Version]) -> None:
    others = [version.name for version in found if not version.current]
    previous = next((version.name for version in found if version.previous), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Another version", others, key="other-version", width=320) if others else None
        if chosen and st.button("Promote", key="promote", icon=":material/upgrade:"):
            retrain.promote(site, chosen)
            st.rerun()
        if previous and st.button(f"Roll back to {previous}", key="roll-back", icon=":material/undo:"):
            retrain.roll_back(site)
            st.rerun()


def _judge_again(site: Site) -> None:
    sets: dict[str, Job] = {job.job_id: job for kind in ("audit", "analyze") for job in jobs.list_jobs(site, kind)}
    if not sets:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen: str = st.selectbox("Analysis or audit", list(sets), key="again-job", width=420,
                                   format_func=lambda job_id: set_word(site, sets[job_id]))
        if st.button("Judge again", key="judge-again", icon=":material/replay:"):
            new = retrain.judge_again(site, chosen)
            st.switch_page(f"pages/{'audits' if sets[chosen].kind == 'audit' else 'analyze'}.py",
                           query_params={"job": new})
    st.caption(plain("By the version in use, as a new job; the old one keeps its verdicts."))
