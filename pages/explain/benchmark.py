"""Compare explanation methods on a set of photos: start, progress, the result with its chart and files."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core import demo, explain, jobs
from core.nouns.benchmark import Benchmark
from core.nouns.job import Job
from core.site import Site
from core.words.explanation_benchmark import MEANING, RIVAL_WORDS, differences, estimate_text, finding, table
from core.words.labels import label_word
from core.words.numerals import count
from core.words.trust import METHOD_WORDS, RULE
from pages.analyze.charts import INK
from pages.ui.job_progress import watch

ADDRESS = "benchmark"  # name of the job in the address
DEMO = ""
FIRST = ("grad-cam", "layer-cam")
MOST, USUAL = 500, 40  # photos of one benchmark on a page
ROW = 40
COLORS = {"center": "#D55E00", "random": "#6B7680"}


def compare_methods(site: Site) -> None:
    """The form, for the screen on which a photo is chosen."""
    with st.expander("Compare methods on a set of photos"):
        st.caption("Which method shows best what the score rests on? Each map is measured beside a blob in the center "
                   "and a random map on the same photo.")
        analyses = {job.job_id: job for job in jobs.list_jobs(site, "analyze") if job.done}
        with st.form("compare-methods", border=False):
            source = st.selectbox("Photos", [DEMO, *analyses], key="benchmark-source",
                                  format_func=lambda name: _set_word(analyses[name]) if name else "The demo shop")
            methods = st.multiselect("Methods", list(explain.METHODS), default=list(FIRST), key="benchmark-methods",
                                     format_func=METHOD_WORDS.__getitem__)
            left, right = st.columns(2)
            label = left.selectbox("Label", [explain.TOP, *explain.EXPLAINABLE], key="benchmark-label",
                                   format_func=lambda name: label_word(name) if name != explain.TOP
                                   else "Top label of each photo")
            limit = right.number_input("Photos at most", 1, MOST, USUAL, key="benchmark-limit")
            if st.form_submit_button("Compare", type="primary", key="benchmark-start"):
                request = explain.BenchmarkRequest(tuple(methods), label, int(limit))
                job_id = explain.start_benchmark(site, source or demo.shop_photos(site), request)
                st.query_params[ADDRESS] = job_id
                st.rerun()


def benchmark_view(site: Site) -> None:
    """The benchmark that the address names: its progress, then its result."""
    job_id = st.query_params[ADDRESS]
    st.page_link("pages/explain.py", label="Choose a photo", icon=":material/arrow_back:")
    st.subheader("Methods compared on a set of photos", anchor=False)
    job = explain.benchmark_job(site, job_id)
    if job.running:
        watch(lambda: explain.benchmark_job(site, job_id), cancel=lambda: explain.cancel_benchmark(site, job_id))
        return
    if job.state == "failed":
        st.error(f"{job.message} {job.hint}")
    result = explain.benchmark(site, job_id).result
    if job.state == "cancelled":
        st.info(f"Canceled after {count(result.pictures, 'photo')}. The figures are those of the photos measured.")
    if result.methods:
        _result(site, job_id, result)
    if result.failures:
        with st.expander(f"{count(len(result.failures), 'photo')} left out"):
            st.dataframe([{"Photo": uri, "Reason": message} for uri, message in result.failures], hide_index=True)


def _result(site: Site, job_id: str, result: Benchmark) -> None:
    st.markdown(f"**{finding(result)}**")
    _chart(result)
    st.dataframe(table(result), hide_index=True)
    st.caption(f"{MEANING} In brackets: 95 % bootstrap interval over {count(result.pictures, 'photo')}.", help=RULE)
    st.markdown("Differences on the same photo; for deletion, below zero is better than a map that knows nothing")
    st.dataframe(differences(result), hide_index=True)
    left, right, _ = st.columns([1, 1, 2])
    left.download_button("Rows (CSV)", explain.benchmark_csv(site, job_id), f"merchlens-explanations-{job_id}.csv",
                         "text/csv", key="benchmark-csv", on_click="ignore", width="stretch")
    right.download_button("Chart (HTML)", explain.benchmark_html(site, job_id), f"merchlens-explanations-{job_id}.html",
                          "text/html", key="benchmark-html", on_click="ignore", width="stretch")


def _chart(result: Benchmark) -> None:
    """Deletion by method with intervals; the center blob and the random map are lines."""
    means = [summary.measures["deletion"] for summary in result.methods]
    places = list(range(len(means)))
    error = {"type": "data", "symmetric": False,
             "array": [0.0 if item.high is None else item.high - item.mean for item in means],
             "arrayminus": [0.0 if item.low is None else item.mean - item.low for item in means]}
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing = go.Figure(go.Scatter(
        x=[item.mean for item in means], y=places, error_x=error, mode="markers", marker={"size": 12,
                                                                                         "color": "#0072B2"},
        customdata=[(METHOD_WORDS[summary.method], estimate_text(item))
                    for summary, item in zip(result.methods, means, strict=True)],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>", showlegend=False))
    for name, measures in (("center", result.center), ("random", result.random)):
        value = measures["deletion"].mean
        drawing.add_trace(go.Scatter(x=[value, value], y=[-0.5, len(means) - 0.5], mode="lines",
                                     name=f"{RIVAL_WORDS[name]}, {value:.3f}",
                                     line={"color": COLORS[name], "dash": "dash" if name == "center" else "dot"}))
    drawing.update_yaxes(autorange="reversed", tickvals=places, tickfont=ink, automargin=True,
                         ticktext=[METHOD_WORDS[summary.method] for summary in result.methods])
    drawing.update_xaxes(title="Deletion: mean score while the hottest parts are covered first (low is good)",
                         rangemode="tozero", tickfont=ink, title_font=ink)
    drawing.update_layout(height=130 + ROW * len(means), margin={"l": 0, "r": 10, "t": 30, "b": 0}, dragmode=False,
                          font=ink, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    st.plotly_chart(drawing, key="benchmark-chart", alt=f"Chart. {finding(result)}", config={
        "displaylogo": False, "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": "merchlens-explanations"}})


def _set_word(job: Job) -> str:
    return f"{count(job.done, 'photo')}, analyzed {job.created:%Y-%m-%d %H:%M} UTC"
