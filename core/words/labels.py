"""What people read for photo types, intents and outlines, once for pages, charts, drawings and files."""

from __future__ import annotations

INTENT_WORDS = {
    "negative": "No shopping intent",
    "apparel": "Apparel",
    "home_decor": "Home and decor",
    "other": "Other product",
}
KIND_WORDS = {
    "model_face": "Model with face",
    "worn_no_face": "Worn, no face",
    "product_only": "Product only",
}
OUTLINE_WORDS = {"face": "Face", "person": "Person", "refused": "Looked like a face, refused"}
SENSITIVE_WORD = "Sensitive"
SHOPPABLE_WORDS = {True: "Shoppable", False: "No shopping intent"}
NO_EVIDENCE = "No positive evidence"
EVIDENCE_OUTLINE = 0.5  # of the strongest evidence
EVIDENCE_OUTLINE_WORDS = "Outlined: at least half of the strongest evidence"
