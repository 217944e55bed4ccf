"""What is known about each model: its card, measures on validation pictures, and the network in its file.

`measures`, `detector_measures` and `costs` compute, `networks` reads files, `tasks` runs in worker processes, `verbs`
is what doors call. On a dataset: `labeled` are its pictures, `scored` what models said of them, `work` the job that
asks, and `evaluations` what doors call.
"""

from core.cards.coverage import sensitive_sets, set_coverage
from core.cards.detector_measures import BoxRow, box_measures
from core.cards.evaluations import (
    boxed_photo,
    compare,
    evaluation,
    evaluation_job,
    seen,
    start_evaluation,
    unscored,
    wait_for_evaluation,
)
from core.cards.labeled import source_of
from core.cards.verbs import (
    file_network,
    model_card,
    model_cards,
    model_costs,
    model_milliseconds,
    model_names,
    model_networks,
)

__all__ = [
    "BoxRow", "box_measures", "boxed_photo", "compare", "evaluation", "evaluation_job", "file_network",
    "model_card", "model_cards", "model_costs", "model_milliseconds", "model_names", "model_networks",
    "seen", "sensitive_sets", "set_coverage", "source_of", "start_evaluation", "unscored", "wait_for_evaluation",
]
