"""An alarm as plain values: without what answers are kept under."""

import json

from core.nouns.alarm import Alarm, ReadWord, Shown


def test_an_alarm_is_plain_json() -> None:
    shown = Shown(1, "1.jpg", "a" * 64, "S1", "Cup")
    plain = Alarm("1f", "lettering", "likely", 0.12345, shown, keys=(("a", "key"),), colors=(("red", 0.5),),
                  words=(ReadWord("NORD", "nord", (0.1, 0.2, 0.3, 0.4)),)).to_dict()
    assert json.loads(json.dumps(plain))["words"][0]["xyxy"] == [0.1, 0.2, 0.3, 0.4]
    assert plain["strength"] == 0.123 and plain["colors"] == [{"color": "red", "share": 0.5}] and "keys" not in plain
