"""Training: one folder a role, each with the command that trains its model from a folder of labeled photos.

`data/` reads the picture pack and holds out whole sources; `intent/`, `persons/` and `faces/` each prepare, fit,
measure, write a model card and register a new version. The commands: docs/models.md, "Training again".
What doors know trains on a site's own dataset, as a job: `transfer/` a public network, `own_persons/` and
`own_shelves/` from boxes.
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
from core.learning.own_shelves.verbs import KIND as SHELVES_KIND
from core.learning.own_shelves.verbs import (
    latest_shelves,
    promote_shelves,
    roll_back_shelves,
    shelves_comparison,
    shelves_curve,
    start_shelves,
)
from core.learning.transfer.order import BACKBONES
from core.learning.transfer.verbs import curves, latest_transfer, preview_views, start_transfer

__all__ = [
    "BACKBONES", "PERSONS_KIND", "SHELVES_KIND", "curves", "latest_persons", "latest_shelves", "latest_transfer",
    "persons_comparison", "persons_curve", "preview_views", "promote_persons", "promote_shelves", "roll_back_persons",
    "roll_back_shelves", "shelves_comparison", "shelves_curve", "start_persons", "start_shelves", "start_transfer",
]
