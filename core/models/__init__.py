"""The weights: which versions there are, which one each role uses, and whether their files are intact.

`manifest` is the list, `store` opens an entry, `versions` registers, promotes and rolls back, `external` brings models
that are not bundled (`browsers`, `downloads`), `tflite/` reads the file format.
"""

from core.models.external import check, in_browsers, prepare
from core.models.manifest import Entry
from core.models.store import entry
from core.models.versions import listing, promote, roll_back, with_own_folder

__all__ = ["Entry", "check", "entry", "in_browsers", "listing", "prepare", "promote", "roll_back",
           "with_own_folder"]
