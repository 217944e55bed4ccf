"""What is known about each model: its card, measures on validation pictures, and the network in its file.

`measures` and `costs` compute from scores, `networks` reads files, `tasks` runs in worker processes, `verbs` is what
doors call. On a dataset: `labeled` are its pictures, `scored` what models said of them, `work` the job that asks, and
`evaluations` what doors call.
"""

from core.cards.coverage import set_coverage
from core.cards.evaluations import (
    compare,
    evaluation,
    evaluation_job,
    start_evaluation,
    unscored,
    wait_for_evaluation,
)
from core.cards.verbs import (
    file_network,
    model_card,
    model_cards,
    model_costs,
    model_milliseconds,
    model_names,
    model_networks,
)

__all__ = ["compare", "evaluation", "evaluation_job", "file_network", "model_card", "model_cards", "model_costs",
           "model_milliseconds", "model_names", "model_networks", "set_coverage", "start_evaluation", "unscored",
           "wait_for_evaluation"]
