"""Every picture goes through each layer once, and a choice of steps gives exactly its pictures."""

from __future__ import annotations

import pytest

from core.errors import Misuse
from core.whatif.flow import LAYERS, flow_of, rows_of
from tests.whatif.made_up_scores import scores_of, stored


def test_each_layer_holds_every_picture_and_links_lead_to_their_pictures() -> None:
    scores = scores_of(stored(face=0.9), stored(person=0.8), stored(face=0.2), stored(score=0.3),
                       stored(face=0.9, looked=False))
    flow = flow_of(scores, scores.thresholds)
    for layer in LAYERS:
        assert sum(number for node, number in flow.nodes.items() if node.startswith(f"{layer}.")) == 5
    assert sum(link.pictures for link in flow.links) == 5 * (len(LAYERS) - 1)
    for link in flow.links:
        assert len(rows_of(scores, scores.thresholds, link.name)) == link.pictures == round(5 * link.share)
    assert rows_of(scores, scores.thresholds, "face.no_face-person.person").tolist() == [1]
    assert rows_of(scores, scores.thresholds, "person.not_searched").tolist() == [4]
    assert rows_of(scores, scores.thresholds, "").tolist() == [0, 1, 2, 3, 4]


def test_the_flow_follows_other_thresholds() -> None:
    scores = scores_of(stored(face=0.2))
    new = scores.thresholds.changed({"face": 0.1})
    assert flow_of(scores, new).nodes["kind.model_face"] == 1


@pytest.mark.parametrize("selection", ["face", "tea.leaf", "kind.tea", "face.face-tea.leaf"])
def test_a_step_that_does_not_exist_is_refused(selection: str) -> None:
    scores = scores_of(stored())
    with pytest.raises(Misuse, match="no step"):
        rows_of(scores, scores.thresholds, selection)
