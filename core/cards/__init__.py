"""What is known about each model: its card, measures on validation pictures, and the network in its file.

`measures` computes from stored scores, `networks` reads files, `tasks` runs in worker processes, `verbs` is what doors
call.
"""

from core.cards.verbs import (
    file_network,
    model_card,
    model_cards,
    model_milliseconds,
    model_names,
    model_networks,
)

__all__ = ["file_network", "model_card", "model_cards", "model_milliseconds", "model_names", "model_networks"]
