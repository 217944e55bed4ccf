"""Training: one folder a role, each with the command that trains its model from a folder of labeled photos.

`data/` reads the picture pack and holds out whole sources; `intent/`, `persons/` and `faces/` each prepare, fit,
measure, write a model card and register a new version. The commands: docs/models.md, "Training again".
What doors know trains on a site's own dataset, as a job: `transfer/` a public network, `own_persons/` from boxes.
"""

from core.learning.own_persons.verbs import KIND as PERSONS_KIND
from core.learning.own_persons.verbs import (
    latest_persons,
    persons_comparison,
    persons_curve,
    promote_persons,
    roll_back_persons,
    start_persons,
)
from core.learning.transfer.order import BACKBONES
from core.learning.transfer.verbs import curves, latest_transfer, preview_views, start_transfer

__all__ = [
    "BACKBONES", "PERSONS_KIND", "curves", "latest_persons", "latest_transfer", "persons_comparison", "persons_curve",
    "preview_views", "promote_persons", "roll_back_persons", "start_persons", "start_transfer",
]
