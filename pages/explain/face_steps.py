"""A walk through the face detector: sizes, three nets, second look; the step is in the address."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.nouns.detector_trace import FATES, Boxes, DetectorTrace, FaceCandidate
from core.words.colors import OUTLINE_COLORS
from core.words.detectors import (
    FATE_WORDS,
    LANDMARK_WORDS,
    LOOK_WORDS,
    PART_WORDS,
    STEP_NAMES,
    STEP_TEXTS,
    STEPS,
    body_words,
    box_words,
    candidate_words,
    faces_words,
    last_step,
    step_words,
)
from pages.analyze.charts import INK
from pages.explain.boxes import FATE_STYLES, Group, draw_boxes

CROP_WIDTH = 85  # pixels
CLOSEST = 5  # boxes below the threshold that are shown at once
SPEAKS_FOR, SPEAKS_AGAINST = "#0072B2", "#D55E00"


def face_steps(trace: DetectorTrace, photo: bytes) -> None:
    """What the face detector found, and one of its steps.

    Parameters
    ----------
    trace : DetectorTrace
    photo : bytes
        JPEG.
    """
    (st.info if len(trace.faces) else st.warning)(faces_words(trace))
    now = st.query_params.get("step", "")
    step = st.segmented_control(
        "Step, and the boxes that it leaves", STEPS, default=now if now in STEPS else last_step(trace),
        format_func=lambda name: step_words(trace, name), key="face-step", required=True)
    st.query_params["step"] = step
    st.markdown(STEP_TEXTS[step])
    if step == "pyramid":
        _pyramid(trace)
    elif step == "second_look":
        _second_look(trace, photo)
    else:
        _net(trace, step, photo)


def _pyramid(trace: DetectorTrace) -> None:
    if not trace.levels:
        return
    left, right = st.columns([2, 5], gap="large")
    left.image(trace.pyramid, caption="Bright: a high score for a face", width="stretch")
    with right:
        if trace.searched_wh != trace.size_wh:
            st.caption(f"A large photo is searched at {trace.searched_wh[0]} x {trace.searched_wh[1]} pixels.")
        st.dataframe([
            {"Size": f"{level.size_wh[0]} x {level.size_wh[1]}", "Faces of about": f"{level.face:.0f} px",
             "Windows": level.windows, "Above threshold": level.passed, "Kept": level.kept}
            for level in trace.levels], hide_index=True)


def _net(trace: DetectorTrace, net: str, photo: bytes) -> None:
    boxes = trace.nets[net]
    left, right = st.columns([3, 2], gap="large")
    with left:
        points = [point for one in trace.candidates for point in _landmarks(one)] if net == "onet" else []
        groups = [_group(boxes, fate, boxes.of(fate)) for fate in reversed(FATES) if fate != "low"]
        low = boxes.of("low")
        groups = [_group(boxes, "low", low[CLOSEST:]), _group(boxes, "closest", low[:CLOSEST]), *groups]
        if len(boxes):
            draw_boxes(photo, trace.size_wh, groups, key=f"boxes-{net}", points=points,
                       alt=f"The photo with the boxes of {STEP_NAMES[net]}")
        else:
            st.image(photo, width="stretch", alt="The photo without boxes")
    with right:
        st.markdown(f"**What became of the boxes** (threshold {boxes.threshold:.2f})")
        st.dataframe([{"Outcome": FATE_WORDS[fate], "Boxes": boxes.counts[fate]} for fate in FATES
                      if fate != "other_size" or net == "pnet"], hide_index=True)
        if sum(boxes.counts.values()) > len(boxes):
            st.caption(f"Drawn: the best {len(boxes):,}. Windows that score below 0.20 are counted only.")
        elif not len(boxes):
            st.caption("No box has reached this net.")
        if len(boxes):
            st.caption("Point at a box for its score. Click on the legend to show or hide a group.")


def _group(boxes: Boxes, style: str, rows: np.ndarray) -> Group:
    """Rows of one fate, or the closest ones below the threshold."""
    fate = "low" if style == "closest" else style
    color, stroke = FATE_STYLES.get(style, (OUTLINE_COLORS["face"], "solid"))
    texts = [box_words(float(boxes.scores[row]), fate, float(boxes.rivals[row])) for row in rows]
    name = f"{FATE_WORDS[fate]}, closest" if style == "closest" else FATE_WORDS[fate]
    return Group(name, boxes.xyxy[rows], texts, color, stroke, always=style == "kept")


def _landmarks(candidate: FaceCandidate) -> list[tuple[float, float, str]]:
    return [(float(x), float(y), word) for (x, y), word in zip(candidate.landmarks, LANDMARK_WORDS, strict=True)]


def _second_look(trace: DetectorTrace, photo: bytes) -> None:
    if not trace.candidates:
        st.image(photo, width=480, caption="No candidate has passed the three nets.")
        return
    left, right = st.columns([2, 3], gap="large")
    texts = [candidate_words(one, trace.face_threshold) for one in trace.candidates]
    with left:
        groups = [_candidates(trace, texts, is_face=is_face) for is_face in (False, True)]
        draw_boxes(photo, trace.size_wh, groups, key="boxes-second-look",
                   points=[point for one in trace.candidates if one.is_face for point in _landmarks(one)],
                   alt="The photo with the candidates of the second look")
    with right:
        for number, (one, text) in enumerate(zip(trace.candidates, texts, strict=True), 1):
            with st.container(border=True):
                st.markdown(f"**Candidate {number}.** {text}")
                if one.body is not None:
                    st.caption(body_words(one))
                if one.crops:
                    _looks(one)
                    with st.expander("What speaks for and against a face", key=f"parts-{number}"):
                        _parts(one, f"parts-chart-{number}")


def _candidates(trace: DetectorTrace, texts: list[str], *, is_face: bool) -> Group:
    rows = [row for row, one in enumerate(trace.candidates) if one.is_face == is_face]
    boxes = np.array([trace.candidates[row].xyxy for row in rows]).reshape(-1, 4)
    color, stroke = (OUTLINE_COLORS["face"], "solid") if is_face else ("#999999", "dot")
    return Group("Face" if is_face else "Refused", boxes, [texts[row] for row in rows], color, stroke,
                 always=True)


def _looks(one: FaceCandidate) -> None:
    """The squares as the net sees them, with its scores."""
    scores = (one.cascade_score, *one.looks)
    grid = st.grid(len(LOOK_WORDS), min_column_width=CROP_WIDTH)
    for crop, word, score in zip(one.crops, LOOK_WORDS, scores, strict=True):
        with grid:
            st.image(crop, caption=f"{word}: {score:.2f}", width="stretch")


def _parts(one: FaceCandidate, key: str) -> None:
    """What each feature adds to the logit of the score."""
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    values = list(one.parts.values())
    figure = go.Figure(go.Bar(
        y=[PART_WORDS[name] for name in one.parts], x=values, orientation="h",
        text=[f"{value:+.1f}" for value in values],
        marker={"color": [SPEAKS_FOR if value >= 0 else SPEAKS_AGAINST for value in values]},
        hovertemplate="%{y}: %{x:+.2f}<extra></extra>", cliponaxis=False))
    figure.update_layout(height=240, margin={"l": 0, "r": 30, "t": 4, "b": 0}, font=ink, dragmode=False)
    figure.update_xaxes(title="Against a face, for a face (logit)", tickfont=ink, title_font=ink)
    figure.update_yaxes(autorange="reversed", tickfont=ink)
    st.plotly_chart(figure, key=key, alt="Bar chart: what each look adds to the score",
                    config={"displaylogo": False, "modeBarButtons": [["toImage"]]})
