"""What photos say is learned, what they do not say stays, and a tag that the head lacks gets a leaf of its own."""

from __future__ import annotations

import numpy as np

from core.retrain.tags.learn import changed, collapsed, learn, lessons, with_new_tags
from core.vision.intent.head import softmax
from tests.retrain.tags.lesson import features, head

FACTS = [{"tag": "boot"}] * 30 + [{"tag": "sandal"}] * 30
ROWS = np.vstack([features(0, 30, 1), features(1, 30, 2)])
REST = features(2, 20, 3)


def taught(model, facts, rows):
    (lesson,) = lessons(facts, model)
    names = [str(number) for number in range(len(lesson.rows) + len(REST))]
    found = learn(model, lesson, (rows, REST), names, seed=0, say=lambda words, share: None)
    assert found is not None
    return found


def test_boots_are_told_from_sandals_and_all_else_stays() -> None:
    before, found = head(), taught(head(), FACTS, ROWS)
    after = changed(before, found)
    for kind, node in ((0, "boot"), (1, "sandal"), (2, "")):
        fresh = features(kind, 50, 9)
        tops = after.logits(fresh)[:, :5].argmax(axis=1)
        assert (tops == after.nodes.index(node)).mean() > 0.9, node
    genders = [softmax(model.logits(features(0, 50, 9))[:, 5:]) for model in (before, after)]
    assert np.allclose(*genders), "nobody said anything of gender"
    assert (found.after.argmax(axis=1) == found.lesson.labels).mean() > 0.9, "photos held out are right too"
    assert 0.5 <= after.thresholds["tag", "boot"] <= 1


def test_answers_and_the_rest_are_a_whole() -> None:
    model, rows = head(), features(0, 4, 1)
    logits = collapsed(model, "tag", ("boot", "sandal"), rows)[:, -3:]
    whole = softmax(model.logits(rows)[:, :5].astype(float))
    assert np.allclose(softmax(logits)[:, :2], whole[:, 2:4], atol=1e-6)


def test_a_tag_that_the_head_lacks_is_learned() -> None:
    rows = np.vstack([features(3, 30, 4), features(1, 30, 2)])
    facts = [{"tag": "clog"}] * 30 + [{"tag": "sandal"}] * 30
    model = with_new_tags(head(), {"clog": ("fashion", "shoes", "clog")}, rows)
    assert model.nodes == ("fashion", "shoes", "boot", "sandal", "clog", "")
    assert not model.shown(model.probabilities(model.logits(rows)))["tag"][:, 4].any(), "before it is taught"
    after = changed(model, taught(model, facts, rows))
    found = after.probabilities(after.logits(features(3, 50, 9)))["tag"]
    assert (found[:, :5].argmax(axis=1) < 2).all() and (found[:, 4] > 0.5).mean() > 0.9
    assert (found[:, 0] >= found[:, 4]).all(), "a child is never above its parent"
    assert with_new_tags(model, {"clog": ("fashion", "shoes", "clog")}, rows) is model
