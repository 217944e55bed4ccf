"""What people read for the grades of an effect and the levels of a check, once for pages and files."""

from __future__ import annotations

GRADE_WORDS = {
    "A": "confirmed by a test with randomly assigned products",
    "B": "each product compared with itself; no warning signs",
    "C": "one warning sign, or a comparison of different products",
    "D": "weak evidence, a hint at most",
}
GRADE_RULE = "Only grades A and B support the statement that a photo type changes sales."
IMPROVE = "To improve this grade"
LEVEL_WORDS = {"stop": "Stop", "warning": "Warning", "note": "Note", "good": "OK"}  # of a check
