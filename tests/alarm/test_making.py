"""An alarm has the same id and keys each time it is found, and others where it is about something else."""

from core.alarm.making import NAME, alarm, shown
from tests.alarm.made_up_audit import offer


def test_ids_and_keys_follow_from_what_an_alarm_is_about() -> None:
    first, again = (alarm("color", word, offer(number, "Dress", "p"), 1.0, names=(("p", "S1 red"),))
                    for word, number in (("likely", 1), ("possible", 2)))
    assert first.alarm_id == again.alarm_id and first.keys == again.keys
    other = alarm("color", "likely", offer(1, "Dress", "p"), 1.0, names=(("p", "S1 blue"),))
    kind = alarm("lettering", "likely", offer(1, "Dress", "p"), 1.0, names=(("p", "S1 red"),))
    assert len({first.alarm_id, other.alarm_id, kind.alarm_id}) == 3
    assert first.keys[0][1].startswith(NAME) and len(first.keys[0][1]) <= 40, "fits the column of corrections"
    assert shown(offer(1, "Dress")).title == "Dress"
