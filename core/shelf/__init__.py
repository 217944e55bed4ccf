"""Shelf: photos of shelves become facings with their products, counts, gaps, and what changed between two photos.

`photo` reads a photo's pixels, `tasks` does so in a worker process, `work` is what the job board asks, `layout` finds
rows and gaps; `counts`, `planogram`, `compare` and `weekly` say what a reading means; `edge` writes a folder that reads
without a site, by `alone`; `verbs` is what doors call.
"""

from core.images.shelves.layouts import LAYOUTS as _LAYOUTS
from core.nouns.shelf import SyntheticShelf
from core.shelf.compare import changes, movements
from core.shelf.counts import SkuCount, counts, gap_neighbors
from core.shelf.drift import Drift, drifts
from core.shelf.edge import Exported, export
from core.shelf.layout import gaps_of, rows_of
from core.shelf.masking import ShelfMasks, masks
from core.shelf.newcomers.verbs import (
    Newcomer,
    answer_newcomer,
    look_for_newcomers,
    make_newcomer,
    new_products,
    newcomers_job,
)
from core.shelf.planogram import check as check_planogram
from core.shelf.planogram import read_planogram, read_planogram_file
from core.shelf.tables import as_json, as_plain, counts_csv
from core.shelf.verbs import (
    confirmed,
    facing_images,
    gain,
    history,
    judge,
    learn,
    names,
    packshots,
    read_now,
    reading,
    readings,
    results,
    start,
    start_demo,
    struggles,
    synthetic,
    unlearn,
    view,
    wait,
)
from core.shelf.weekly import by_week, doubts, hardest, rivals, weeks

LAYOUTS = tuple(_LAYOUTS)
__all__ = ["LAYOUTS", "Drift", "Exported", "Newcomer", "ShelfMasks", "SkuCount", "SyntheticShelf", "answer_newcomer",
           "as_json", "as_plain", "by_week", "changes", "check_planogram", "confirmed", "counts", "counts_csv",
           "doubts", "drifts", "export", "facing_images", "gain", "gap_neighbors", "gaps_of", "hardest", "history",
           "judge", "learn", "look_for_newcomers", "make_newcomer", "masks", "movements", "names", "new_products",
           "newcomers_job", "packshots", "read_now", "read_planogram", "read_planogram_file", "reading", "readings",
           "results", "rivals", "rows_of", "start", "start_demo", "struggles", "synthetic", "unlearn", "view", "wait",
           "weeks"]
