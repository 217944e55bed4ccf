"""Explore a set: where the model's labels differ from the shop's, how well scores are calibrated, weak slices, a map.

`pictures` reads what a job has stored, `figures` and `slices` measure it, `verbs` is what doors call; no model runs.
A map needs the model: `work` and `tasks` compute the vectors and lay them out, `maps` keeps the result, and
`map_verbs` is what doors call.
"""

from core.explore.figures import Bin, Reliability
from core.explore.map_verbs import lone, map_answer, map_job, picture_map, start_map, wait_for_map
from core.explore.pictures import UNKNOWN, Pictures, size_class
from core.explore.placed import Lone, Placed
from core.explore.slices import Slice
from core.explore.verbs import answer, hardest, reliability, slice_rows, slices, stored_pictures, surprising, tables

__all__ = ["UNKNOWN", "Bin", "Lone", "Pictures", "Placed", "Reliability", "Slice", "answer", "hardest", "lone",
           "map_answer", "map_job", "picture_map", "reliability", "size_class", "slice_rows", "slices",
           "start_map", "stored_pictures", "surprising", "tables", "wait_for_map"]
