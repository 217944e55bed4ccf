"""What people read of an alarm."""

from core.nouns.alarm import ANSWERS, CONFIDENCES, KINDS, Alarm, Likeness, ReadWord, Shown
from core.words import wrong_pictures as words
from core.words.colors import CONFIDENCE_COLORS, SEEN_COLORS
from core.words.facts import VALUE_WORDS

CUP, POT = Shown(1, "1.jpg", "a", "S1", "Cup"), Shown(2, "2.jpg", "b", "", "Pot")


def test_everything_has_its_words() -> None:
    assert set(KINDS) == set(words.KIND_WORDS) == set(words.PART_WORDS)
    assert set(CONFIDENCES) == set(words.CONFIDENCE_WORDS) == set(CONFIDENCE_COLORS)
    assert set(SEEN_COLORS) == set(VALUE_WORDS["color"])
    assert {*ANSWERS, ""} == set(words.ANSWER_WORDS) == set(words.STATE_WORDS)


def test_reasons() -> None:
    read = Alarm("1", "lettering", "likely", 1.0, CUP, others=(POT,), words=(ReadWord("NORD", "nord"),))
    assert words.reason(read) == "The photo says “NORD”: words of Pot, and none of its own product."
    many = Alarm("1", "same", "likely", 1.0, CUP, others=(POT, POT, POT, POT), products=9)
    assert words.reason(many) == "The same photo is shown for Cup (S1), Pot, Pot, Pot and 6 more."
    code = Alarm("1", "sku", "very likely", 0.99, CUP, others=(POT,), code="4006381333931", score=0.99)
    assert words.reason(code) == "The barcode 4006381333931 on the photo is that of Pot."
    assert "not this product's" in words.reason(Alarm("1", "sku", "likely", 0.9, CUP, code="4006381333931"))
    look = Alarm("1", "sku", "likely", 0.8, CUP, others=(POT,), likeness=Likeness(0.71, 0.4), score=0.8)
    assert words.reason(look) == ("Likeness to a photo of Pot: 0.71; to its own product's other photos: 0.40. "
                                  "The chance that it shows that product: 0.80.")
    assert "nearly the same" in words.reason(Alarm("1", "near", "likely", 1.0, CUP, others=(POT,)))
    assert words.alarm_line(Alarm("1", "near", "likely", 1.0, CUP, others=(POT,), answer="fine")).endswith("[Fine]")
