"""Corrections: what people say of pictures, against a model's word or for it, with its history.

`verbs` corrects, lists and reads back; `tables` writes and reads files of corrections; `review` says which photos of a
set are in doubt. No model runs here.
"""

from core.corrections.review import Doubt, queue
from core.corrections.tables import export, import_table
from core.corrections.verbs import correct, counted, every, history, said

__all__ = ["Doubt", "correct", "counted", "every", "export", "history", "import_table", "queue", "said"]
