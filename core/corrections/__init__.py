"""Corrections: what people say of pictures, against a model's word or for it, with its history.

`verbs` corrects, lists and reads back; `boxes` changes faces and persons; `tables` writes and reads files of
corrections, `box_files` those that train detectors; `review` says which photos of a set are in doubt. No model runs.
"""

from core.corrections.box_files import FORMATS, box_files, written_boxes
from core.corrections.boxes import change_box, counted_boxes, suggested_kind, with_boxes
from core.corrections.review import Doubt, queue, queue_coverage
from core.corrections.tables import export, import_table
from core.corrections.verbs import correct, counted, every, history, said, versions

__all__ = ["FORMATS", "Doubt", "box_files", "change_box", "correct", "counted", "counted_boxes", "every", "export",
           "history", "import_table", "queue", "queue_coverage", "said", "suggested_kind", "versions", "with_boxes",
           "written_boxes"]
