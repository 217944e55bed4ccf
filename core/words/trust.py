"""Words for methods of explanation, and for how far an explanation can be trusted."""

from __future__ import annotations

METHOD_WORDS = {
    "grad-cam": "Grad-CAM", "grad-cam++": "Grad-CAM++", "hires-cam": "HiResCAM", "layer-cam": "LayerCAM",
    "integrated-gradients": "Integrated Gradients", "score-cam": "Score-CAM", "occlusion": "Occlusion", "rise": "RISE",
}

BADGE_COLORS = {"faithful": "#117733", "weak": "#B8860B", "do_not_trust": "#AA3344"}
BADGES = {"faithful": "Faithful", "weak": "Weak", "do_not_trust": "Do not trust"}

REASONS = {
    "deletion": "Covering what the map marks lowers the score faster than covering the center or a random part.",
    "no_deletion": "Covering what the map marks lowers the score no faster than covering the center or a random part.",
    "insertion": "Showing what the map marks raises the score faster than showing the center or a random part.",
    "no_insertion": "Showing what the map marks raises the score no faster than showing the center or a random part.",
    "road": "Removing the marked parts and filling them from around costs more than removing the rest.",
    "no_road": "Removing the marked parts and filling them from around costs no more than removing the rest.",
    "learned": "A model with random weights gives another map: this one depends on what the model has learned.",
    "not_learned": "A model with random weights gives nearly the same map: it shows the picture, not what was learned.",
    "no_evidence": "No part of the photo raises this score, so there is nothing to check.",
}

RULE = (
    "Faithful: the map beats both a blob in the center and a random map in deletion and insertion (Petsiuk et al., "
    "BMVC 2018) and in ROAD (Rong et al., ICML 2022), and differs from the map of a model with random last weights "
    "(Adebayo et al., NeurIPS 2018). Do not trust: there is no evidence, all three of the first fail, or a model with "
    "random weights gives nearly the same map. Weak: everything between."
)
