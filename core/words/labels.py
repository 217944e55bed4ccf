"""What people read for photo types, intents, outcomes, marketplaces and outlines, once for pages and files."""

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
VIEW_WORDS = {  # what a photo shows of its product
    "packshot": "Product on white",
    "product": "Product alone, background not measured",
    "plain": "Product on a plain color",
    "setting": "Product in its surroundings",
    "detail": "Detail",
    "on_model": "On a model",
    "worn": "Worn, no face",
}
OUTCOME_WORDS = {"pass": "Pass", "warn": "Needs review", "fail": "Fail", "unknown": "Cannot tell"}  # of a verdict
MARKETPLACE_WORDS = {"amazon": "Amazon", "ebay": "eBay", "google": "Google", "zalando": "Zalando"}
FAILURE_WORDS = {  # name of the error -> why a photo failed
    "NotAPicture": "Not a photo", "TooLarge": "Too large", "NotFound": "Not found", "Refused": "Not allowed",
    "FetchFailed": "Not delivered", "WorkFailed": "Analysis failed", "Misuse": "Invalid",
}
SENSITIVE_WORD = "Sensitive"
SHOPPABLE_WORDS = {True: "Shoppable", False: "No shopping intent"}
NO_EVIDENCE = "No positive evidence"
EVIDENCE_OUTLINE = 0.5  # of the strongest evidence
EVIDENCE_OUTLINE_WORDS = "Outlined: at least half of the strongest evidence"


def marketplace_word(pack: str) -> str:
    """The marketplace of a rule pack as it writes itself; a site's own pack by its name.

    Examples
    --------
    >>> marketplace_word("ebay"), marketplace_word("our_shop")
    ('eBay', 'our_shop')
    """
    return MARKETPLACE_WORDS.get(pack, pack)
