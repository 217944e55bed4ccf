"""Training: one folder a role, each with the command that trains its model from a folder of labeled photos.

`data/` reads the picture pack and holds out whole sources; `intent/`, `persons/` and `faces/` each prepare, fit,
measure, write a model card and register a new version. The commands: docs/models.md, "Training again".
`transfer/` trains a public network on a site's own dataset, as a job: the only part that doors know.
"""

from core.learning.transfer.order import BACKBONES
from core.learning.transfer.verbs import curves, latest_transfer, preview_views, start_transfer

__all__ = ["BACKBONES", "curves", "latest_transfer", "preview_views", "start_transfer"]
