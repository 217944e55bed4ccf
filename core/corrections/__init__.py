"""Corrections: what people say of pictures, against a model's word or for it, with its history.

`verbs` corrects, lists and reads back; `tables` writes and reads files of corrections. No model runs here.
"""

from core.corrections.tables import export, import_table
from core.corrections.verbs import correct, counted, every, history, said

__all__ = ["correct", "counted", "every", "export", "history", "import_table", "said"]
