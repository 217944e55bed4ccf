"""What people read for photo types, intents, outcomes, marketplaces and outlines, once for pages and files."""

from __future__ import annotations

from core.nouns.intent import RULE_THRESHOLD, Intent

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
ROLE_WORDS = {  # what a picture of a page is for
    "product": "Product", "banner": "Banner", "icon": "Logo or icon", "person": "Person", "content": "Content",
    "unsure": "Unsure",
}
OUTCOME_WORDS = {"pass": "Pass", "warn": "Needs review", "fail": "Fail", "unknown": "Cannot tell"}  # of a verdict
MARKETPLACE_WORDS = {"amazon": "Amazon", "ebay": "eBay", "google": "Google", "zalando": "Zalando"}
FAILURE_WORDS = {  # name of the error -> why a photo failed
    "NotAPicture": "Not a photo", "TooLarge": "Too large", "NotFound": "Not found", "Refused": "Not allowed",
    "FetchFailed": "Not delivered", "WorkFailed": "Analysis failed", "Misuse": "Invalid",
}
SENSITIVE_WORD = "Sensitive"
SHOPPABLE_WORDS = {True: "Shoppable", False: "No shopping intent"}
SENSITIVE_TIP = "Restricted goods such as weapons, alcohol and tobacco; this is not a nudity filter."
LABEL_SET_TIP = ("Labels that remain possible. The set is made to hold the right label for this share of photos that "
                 "are like those it was calibrated on; see Models for the measured share.")
KIND_TIPS = {
    "model_face": "A person wears or shows the product, and a face is visible.",
    "worn_no_face": "A person or part of a body is visible, but no face.",
    "product_only": "Neither a face nor a person is visible.",
}
STAGE_WORDS = {
    "decode": "Reading the file", "faces": "Finding faces", "persons": "Finding persons",
    "intent": "Classifying shopping intent", "preview": "Writing the preview",
}
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


def role_words(role: str, number: int) -> str:
    """A role as the name of so many pictures.

    Examples
    --------
    >>> role_words("icon", 2), role_words("person", 1), role_words("unsure", 3)
    ('logos or icons', 'portrait', 'unsure')
    """
    one, many = {"product": ("product photo", "product photos"), "banner": ("banner", "banners"),
                 "icon": ("logo or icon", "logos or icons"), "person": ("portrait", "portraits"),
                 "content": ("content photo", "content photos"), "unsure": ("unsure", "unsure")}[role]
    return one if number == 1 else many


def label_word(label: str) -> str:
    """What people read for one of the four intents, or for "sensitive".

    Examples
    --------
    >>> label_word("home_decor"), label_word("sensitive")
    ('Home and decor', 'Sensitive')
    """
    return SENSITIVE_WORD if label == "sensitive" else INTENT_WORDS[label]


def label_set_words(intent: Intent) -> str:
    """The labels that remain possible, with the coverage: "Apparel or Other product, 90 %"; "" without a set."""
    if not intent.label_set:
        return ""
    *first, last = (label_word(label) for label in intent.label_set)
    labels = f"{', '.join(first)} or {last}" if first else last
    return f"{labels}, {intent.label_set_coverage:.0%}".replace("%", " %")


def verdict_word(intent: Intent) -> str:
    """Shoppable or No shopping intent; sensitive goods are named as the reason."""
    refused = not intent.shoppable and intent.sensitive_score >= RULE_THRESHOLD
    return f"Not shoppable: {SENSITIVE_WORD.lower()}" if refused else SHOPPABLE_WORDS[intent.shoppable]
