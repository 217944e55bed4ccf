"""Training that pays: corrected labels become a new version of the shopping-intent head, and a person decides.

`verbs` is what doors call; `work` is the job: what the head reads of each picture (`tasks.row`), then in a process of
its own (`tasks.train`) the `fit` and the comparison of candidate and model in use (`compare`); `card` writes it down.
"""

from core.retrain.order import HEADS
from core.retrain.verbs import (
    Version,
    judge_again,
    latest,
    model_versions,
    new_corrections,
    promote,
    retrain,
    roll_back,
    shadow,
    train,
    wait,
)

__all__ = ["HEADS", "Version", "judge_again", "latest", "model_versions", "new_corrections", "promote", "retrain",
           "roll_back", "shadow", "train", "wait"]
