"""Which model files there are, and whether they are the ones that were meant.

`manifest` is the list, `store` reads and checks it, `external` brings models that are not bundled (`browsers`,
`downloads`), `tflite/` reads the file format.
"""

from core.models.external import check, in_browsers, prepared
from core.models.store import entry, listing

__all__ = ["check", "entry", "in_browsers", "listing", "prepared"]
