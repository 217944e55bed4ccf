"""What people read of pictures that probably show the wrong product, once for page, command and REST."""

from __future__ import annotations

from collections.abc import Iterable

from core.nouns.alarm import Alarm, Shown
from core.words.numerals import count, verb

PURPOSE = ("Photos that probably show another product than the one they are listed for. Say what is wrong and what is "
           "fine; what is fine never comes again. Nothing is changed in your shop.")
KIND_WORDS = {"same": "Same photo, two products", "near": "Nearly the same photo, two products",
              "color": "Color contradicts the text", "type": "Type contradicts the text",
              "gender": "Gender contradicts the text", "lettering": "Lettering of another product",
              "sku": "Shows another product"}
CONFIDENCE_WORDS = {"very likely": "Very likely wrong", "likely": "Likely wrong", "possible": "Possibly wrong"}
ANSWER_WORDS = {"wrong": "Wrong picture", "fine": "Fine", "": "Take back"}
STATE_WORDS = {"": "To answer", "wrong": "Wrong", "fine": "Fine"}
PART_WORDS = {"same": "the same photo under two products", "near": "nearly the same photo under two products",
              "color": "colors", "type": "types of product", "gender": "gender", "lettering": "lettering",
              "sku": "barcodes and looks against all products"}
NOTHING = "No photo of this audit raises an alarm in what was looked at."
OWN = "The most alike other photo of its own product"
NO_ROW = "Not this product's"
ALL_ANSWERED = "Every alarm of this kind is answered."
AGREES = "Another finding about the same photo agrees."
LOOK = "Nothing is fetched again. On the command line: python -m core wrong-pictures JOB --look"
KEYS = "Keys for the first alarm: W for wrong, F for fine."
_NAMED = 3


def reason(alarm: Alarm) -> str:
    """Why a picture raised an alarm, in one sentence.

    Examples
    --------
    >>> red, blue = Shown(1, "1.jpg", "a", "S-1", "Red shirt"), Shown(2, "2.jpg", "b", "S-2", "Blue mug")
    >>> reason(Alarm("1", "color", "likely", 1.0, red, claimed=("red",), colors=(("blue", 0.83),)))
    'The shop says red; the product in the photo is 83 % blue.'
    >>> reason(Alarm("1", "type", "likely", 1.0, red, claimed=("shirt",), tags=(("home", 0.98), ("lighting", 0.9))))
    'The shop says shirt; the photo is tagged home 0.98, lighting 0.90.'
    >>> reason(Alarm("1", "same", "likely", 1.0, red, others=(blue,), products=1))
    'The same photo is shown for Red shirt (S-1) and Blue mug (S-2).'
    """
    names = [product_name(other) for other in alarm.others[:_NAMED]]
    if alarm.kind == "same":
        more = alarm.products - len(names)
        named = [product_name(alarm.shown), *names, *([f"{more:,} more"] if more > 0 else [])]
        return f"The same photo is shown for {', '.join(named[:-1])} and {named[-1]}."
    if alarm.kind == "near":
        return f"{product_name(alarm.shown)} and {names[0]} show nearly the same photo."
    if alarm.kind == "color":
        seen = ", ".join(f"{share * 100:.0f} % {name}" for name, share in alarm.colors)
        return f"The shop says {' and '.join(alarm.claimed)}; the product in the photo is {seen}."
    if alarm.kind == "sku":
        return _of_another(alarm)
    if alarm.kind in ("type", "gender"):
        seen = ", ".join(f"{name} {score:.2f}" for name, score in alarm.tags)
        return f"The shop says {' and '.join(alarm.claimed)}; the photo is tagged {seen}."
    read = ", ".join(dict.fromkeys(f"“{word.text}”" for word in alarm.words))
    return f"The photo says {read}: words of {names[0]}, and none of its own product."


def _of_another(alarm: Alarm) -> str:
    """Why a picture probably shows another SKU."""
    if alarm.code:
        whose = f"that of {product_name(alarm.others[0])}" if alarm.others else "not this product's"
        return f"The barcode {alarm.code} on the photo is {whose}."
    alike = alarm.likeness
    beside = f"; to its own product's other photos: {alike.own:.2f}" if alike and alike.own is not None else ""
    read = ", ".join(dict.fromkeys(f"“{word.text}”" for word in alarm.words))
    said = f" It says {read}." if read else ""
    return (f"Likeness to a photo of {product_name(alarm.others[0])}: {alike.other if alike else 0:.2f}{beside}. "
            f"The chance that it shows that product: {alarm.score or 0:.2f}.{said}")


def product_name(shown: Shown) -> str:
    """A product by its title and SKU.

    Examples
    --------
    >>> product_name(Shown(1, "1.jpg", "a", "S-1", "")), product_name(Shown(1, "1.jpg", "a", "", "Red shirt"))
    ('S-1', 'Red shirt')
    """
    return f"{shown.title[:80]} ({shown.sku})" if shown.title and shown.sku else shown.title[:80] or shown.sku


def not_looked_at(parts: Iterable[tuple[str, int, int]]) -> list[str]:
    """What an audit has not looked at, in sentences: of each kind of alarm, its name, pictures looked at, and all.

    Examples
    --------
    >>> not_looked_at([("color", 0, 50), ("gender", 0, 50), ("type", 50, 50)])
    ['Not looked at: colors; gender.']
    >>> not_looked_at([("color", 40, 50)])
    ['Partly looked at: colors (40 of 50 photos).']
    """
    none, some = list[str](), list[str]()
    for name, looked_at, pictures in parts:
        if looked_at and looked_at < pictures:
            some.append(f"{PART_WORDS[name]} ({looked_at:,} of {count(pictures, 'photo')})")
        elif looked_at < pictures:
            none.append(PART_WORDS[name])
    return [f"{words}: {'; '.join(names)}." for words, names in (("Not looked at", none), ("Partly looked at", some))
            if names]


def alarm_line(alarm: Alarm) -> str:
    """An alarm in one line of a terminal.

    Examples
    --------
    >>> alarm_line(Alarm("1f", "color", "likely", 1.0, Shown(7, "7.jpg", "a", "S-1", "Red shirt"), claimed=("red",),
    ...                  colors=(("blue", 0.83),)))
    '1f  Likely wrong: photo 7, Red shirt (S-1). The shop says red; the product in the photo is 83 % blue.'
    """
    answer = f" [{STATE_WORDS[alarm.answer]}]" if alarm.answer else ""
    agrees = f" {AGREES}" if alarm.agrees else ""
    return (f"{alarm.alarm_id}  {CONFIDENCE_WORDS[alarm.confidence]}: photo {alarm.shown.number}, "
            f"{product_name(alarm.shown)}. {reason(alarm)}{agrees}{answer}")


def left_out_line(left_out: dict[str, int]) -> str:
    """How many alarms are not listed.

    Examples
    --------
    >>> left_out_line({"same": 20}), left_out_line({})
    ('20 weaker alarms are not listed.', '')
    """
    number = sum(left_out.values())
    return f"{count(number, 'weaker alarm')} {verb(number)} not listed." if number else ""
