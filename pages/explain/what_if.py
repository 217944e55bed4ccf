"""What if: sliders for all thresholds, and what one photo's photo type and verdict would be; from stored scores."""

from __future__ import annotations

import streamlit as st

from core import analyze, whatif
from core.nouns.analysis import KINDS
from core.nouns.thresholds import VERDICTS, Thresholds
from core.site import Site
from core.words.markdown import plain
from core.words.whatif import (
    LIMITS,
    NODE_WORDS,
    NOTHING_RECOMPUTED,
    THRESHOLD_TIPS,
    THRESHOLD_WORDS,
    VERDICT_WORDS,
    change_words,
    finding,
)
from pages.explain.choose import set_word
from pages.ui.frame import section

STEP = 0.01
SETS = 3  # the newest ones with the photo


def what_if(site: Site, picture_id: str) -> None:
    """The photo, the sliders, and its verdicts before and after."""
    analysis, scores = whatif.picture_scores(site, picture_id)
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.image(analyze.preview(site, picture_id), width="stretch", alt="The photo")
        st.page_link("pages/explain.py", label="Another photo", icon=":material/arrow_back:")
    with right:
        thresholds = sliders(scores.thresholds)
        found = whatif.change(scores, thresholds)
        was, now = names(found, 0)
        (st.warning if was != now else st.info)(change_words(was, now))
        person = f"{scores.person_low[0]:.2f}" if scores.person_low[0] == scores.person_high[0] else "not stored"
        face = f"{scores.face[0]:.2f}" if scores.face[0] >= 0 else "no candidate"
        st.dataframe([
            {"Threshold": THRESHOLD_WORDS[name], "Score of this photo": score, "Original": f"{before:.2f}",
             "Now": f"{thresholds.to_dict()[name]:.2f}"}
            for (name, before), score in zip(scores.thresholds.to_dict().items(), (
                face, person, f"{scores.shoppable_score[0]:.2f}", f"{scores.sensitive_score[0]:.2f}"), strict=True)
        ], hide_index=True)
        st.caption(f"Photo type: {NODE_WORDS['kind'][now[0]]}. Verdict: {VERDICT_WORDS[now[1]]}. {NOTHING_RECOMPUTED}")
        with section():
            _in_sets(site, picture_id, thresholds)
        limits()


def _in_sets(site: Site, picture_id: str, thresholds: Thresholds) -> None:
    """What the same thresholds change in the newest sets with this photo."""
    changes = {f"t_{name}": f"{value:.2f}" for name, value in thresholds.to_dict().items()}
    for job in whatif.jobs_with(site, picture_id)[:SETS]:
        scores = whatif.stored_scores(site, job.job_id)
        changed = len(whatif.change(scores, thresholds).changed)
        st.markdown(f"**{plain(set_word(site, job))}**: {finding(changed, len(scores))}")
        st.page_link("pages/explore.py", label="These thresholds on this set", icon=":material/tune:",
                     query_params={"job": job.job_id, "view": "thresholds", **changes})


def sliders(original: Thresholds) -> Thresholds:
    """A slider for each threshold; values other than the original ones are in the address."""
    names = list(original.to_dict())
    if st.session_state.pop("thresholds-reset", False):
        for name in names:
            st.query_params.pop(f"t_{name}", None)
            st.session_state[f"t-{name}"] = original.to_dict()[name]
    values = {}
    for column, name in zip(st.columns(len(names)), names, strict=True):
        before = original.to_dict()[name]
        key = f"t-{name}"
        if key not in st.session_state:
            st.session_state[key] = _from_address(name, before)
        with column:
            value = st.slider(THRESHOLD_WORDS[name], 0.01, 0.99, step=STEP, key=key, help=THRESHOLD_TIPS[name])
            st.caption(f"Original {before:.2f}")
        values[name] = value
        if abs(value - before) < STEP / 2:
            values[name] = before
            st.query_params.pop(f"t_{name}", None)
        else:
            st.query_params[f"t_{name}"] = f"{value:.2f}"
    thresholds = original.changed(values)
    if thresholds != original:
        st.button("Original thresholds", key="t-reset", icon=":material/restart_alt:",
                  on_click=lambda: st.session_state.update({"thresholds-reset": True}))
    return thresholds


def limits() -> None:
    """What stored scores cannot answer."""
    with st.expander("What stored scores cannot answer"):
        st.markdown(LIMITS)


def names(found: whatif.Change, row: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Photo type and verdict of one row, before and after."""
    kinds = (*KINDS, "unknown")
    return ((kinds[found.kind_before[row]], VERDICTS[found.verdict_before[row]]),
            (kinds[found.kind_after[row]], VERDICTS[found.verdict_after[row]]))


def _from_address(name: str, before: float) -> float:
    try:
        value = float(st.query_params.get(f"t_{name}", before))
    except ValueError:
        return before
    return value if 0.01 <= value <= 0.99 else before
