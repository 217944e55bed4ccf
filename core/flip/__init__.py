"""What would flip it: the smallest repeatable edit that changes a picture's verdict, confirmed by the whole chain.

`edits` is the table of edits, `search` finds the smallest amount, `tasks` runs in worker processes, `verbs` is what
doors call.
"""

from core.flip.verbs import BUDGET, edited, edited_file, flip_file, flip_picture

__all__ = ["BUDGET", "edited", "edited_file", "flip_file", "flip_picture"]
