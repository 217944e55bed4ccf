"""Explore a set: where the model's labels differ from the shop's, how well scores are calibrated, weak slices.

`pictures` reads what a job has stored, `figures` and `slices` measure it, `verbs` is what doors call. No model runs.
"""

from core.explore.figures import Bin, Reliability
from core.explore.pictures import Pictures
from core.explore.slices import Slice
from core.explore.verbs import answer, hardest, reliability, slices, stored_pictures, surprising, tables

__all__ = ["Bin", "Pictures", "Reliability", "Slice", "answer", "hardest", "reliability", "slices", "stored_pictures",
           "surprising", "tables"]
