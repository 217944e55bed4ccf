"""More like this: pictures of the catalog that look like one of them, like a part of one, or like an uploaded one.

`index` is its files, `work` and `tasks` build it as a job that grows with the catalog, `duplicates` are pairs of nearly
the same picture, and `verbs` is what doors call.
"""

from core.similar.duplicates import Pair, SharedPicture
from core.similar.likeness import Hit, Likeness
from core.similar.verbs import (
    CUT_OFF,
    CUT_OFF_SMALL,
    LIMIT,
    IndexState,
    duplicates,
    duplicates_answer,
    index_job,
    index_state,
    like_file,
    like_picture,
    not_duplicate,
    shared_pictures,
    start_index,
    wait_for_index,
)

__all__ = ["CUT_OFF", "CUT_OFF_SMALL", "LIMIT", "Hit", "IndexState", "Likeness", "Pair", "SharedPicture",
           "duplicates", "duplicates_answer", "index_job", "index_state", "like_file", "like_picture", "not_duplicate",
           "shared_pictures", "start_index", "wait_for_index"]
