"""What if: which verdicts other thresholds would give, and how a set of photos flows through the chain.

`scores` reads what a job has stored, `changes` and `flow` count it, `verbs` is what doors call. No model runs here.
"""

from core.whatif.changes import Change, Curve
from core.whatif.flow import LAYERS, Flow, Link
from core.whatif.scores import Scores
from core.whatif.verbs import (
    answer,
    change,
    curve,
    flow,
    flow_csv,
    jobs_with,
    named_job,
    picture_scores,
    selected,
    stored_scores,
    thresholds_of_text,
)

__all__ = [
    "LAYERS", "Change", "Curve", "Flow", "Link", "Scores", "answer", "change", "curve", "flow", "flow_csv",
    "jobs_with", "named_job", "picture_scores", "selected", "stored_scores", "thresholds_of_text",
]
