"""What can be corrected has the values that the models give, so that every word can be set against theirs."""

from core.corrections import said
from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXES, CHOICES, NAMES, WITHDRAWN
from tests.made_up import made_up_analysis


def test_what_models_say_is_a_choice_and_taking_back_is_none() -> None:
    words = said(made_up_analysis(kind="worn_no_face", top="home_decor"))
    boxes = {name: len(BoxSet.from_text(words.pop(name))) for name in BOXES}
    assert words == {"label": "home_decor", "kind": "worn_no_face", "sensitive": "no"}
    assert boxes == {"faces": 0, "persons": 1} and set(NAMES) == {*words, *boxes}
    assert all(words[name] in values and WITHDRAWN not in values for name, values in CHOICES.items())
