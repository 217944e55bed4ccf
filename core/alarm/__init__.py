"""Pictures of an audit that probably show the wrong product: one picture under two products, a color against the text,
a type or a gender against it, lettering, barcode or looks of another product.

`offers` reads what an audit offers, `same_picture`, `colors`, `tags`, `lettering` and `other_sku` find alarms in it,
`evidence` keeps them; `work` and `tasks` read barcodes and compare `looks` as a job; `verbs` is what doors call: find,
answer, look at the rest.
"""

from core.alarm.color_words import claim_of
from core.alarm.colors import judged
from core.alarm.evidence import Part
from core.alarm.verbs import OPEN, WrongPictures, answer, find, history, look, write_table

__all__ = ["OPEN", "Part", "WrongPictures", "answer", "claim_of", "find", "history", "judged", "look", "write_table"]
