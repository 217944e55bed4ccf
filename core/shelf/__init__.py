"""Photos of shop shelves: what stands in which row, and where something is missing.

`layout` is the geometry: rows and gaps of the boxes that a detector found.
"""

from core.shelf.layout import gaps_of, rows_of

__all__ = ["gaps_of", "rows_of"]
