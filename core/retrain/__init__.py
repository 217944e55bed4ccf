"""Training that pays: corrected labels become a new version of a head, and a person decides.

`verbs` is what doors call; `work` is the job: what the head reads of each picture (`tasks.row`), then in a process of
its own (`tasks.train`) the `fit` and the comparison of candidate and model in use (`compare`); `card` writes it down.
`tags/` is the same for the head of tags.
"""

from core.retrain.order import HEADS
from core.retrain.tags.order import WAYS as ADAPTATIONS
from core.retrain.tags.verbs import KIND as TAGS_KIND
from core.retrain.tags.verbs import latest_tags, promote_tags, roll_back_tags, tags_comparison, train_tags
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

__all__ = [
    "ADAPTATIONS", "HEADS", "TAGS_KIND", "Version", "judge_again", "latest", "latest_tags", "model_versions",
    "new_corrections", "promote", "promote_tags", "retrain", "roll_back", "roll_back_tags", "shadow", "tags_comparison",
    "train", "train_tags", "wait",
]
