"""What would flip it: the smallest repeatable edit that changes a picture's verdict, confirmed by the whole chain.

`edits` is the table of edits, `search` finds the smallest amount, `tasks` runs in worker processes, `verbs` is what
doors call for one picture. `sets` is the same for the `borderline` pictures of a whole job: `work` searches them,
`searches` keeps the results, `summary` counts them by edit.
"""

from core.flip.sets import (
    FlipSet,
    cancel_flips,
    flips_csv,
    flips_job,
    flips_of,
    flips_summary,
    smallest_edits,
    start_flips,
    wait_for_flips,
)
from core.flip.verbs import BUDGET, edited, edited_file, edited_preview, edited_thumbnail, flip_file, flip_picture

__all__ = [
    "BUDGET", "FlipSet", "cancel_flips", "edited", "edited_file", "edited_preview", "edited_thumbnail", "flip_file",
    "flip_picture", "flips_csv", "flips_job", "flips_of", "flips_summary", "smallest_edits", "start_flips",
    "wait_for_flips",
]
