"""Fields of requests: JSON and forms mean the same, and what no field can hold is refused in a sentence."""

from __future__ import annotations

import json

import pytest

from core.doors.api import fields
from core.errors import Misuse

JSON = {"content-type": "application/json"}
DEEP = "[" * 100_000


@pytest.mark.parametrize("path", ["/analyses", "/jobs", "/sales", "/test-plans", "/test-readouts"])
@pytest.mark.parametrize(("body", "word"), [
    ("", "JSON"), ("{", "JSON"), ("3", "object"), ("null", "object"), ('["a"]', "object"), (b"\xff\xfe{", "JSON"),
    (DEEP, "nested"), ('{"source": ' + DEEP + "}", "nested"), ('{"a":' * 50_000, "nested"),
    ('{"source": "/tmp/\\ud800"}', "surrogate"), ('{"\\udfff": 1}', "surrogate"),
    ('{"source": "simulated", "seed": 1e400}', "number"), ('{"seed": NaN}', "number"),
    ('{"seed": -Infinity}', "number"),
    ('{"seed": ' + "9" * 5000 + "}", "JSON"),
])
def test_a_body_that_cannot_be_read_is_refused(light, path, body, word) -> None:
    answer = light.post(path, content=body, headers=JSON)
    assert answer.status_code == 422, answer.text
    assert list(answer.json()) == ["error", "message", "hint"] and word in answer.json()["message"]


@pytest.mark.parametrize("form", [
    {"source": "simulated", "seed": "1e400"}, {"source": "simulated", "seed": "nan"},
    {"source": "simulated", "seed": "-1"}, {"source": "simulated", "seed": "2.5"},
    {"source": "simulated", "products": "9" * 400}, {"source": "simulated", "priors": DEEP},
    {"source": "simulated", "priors": '["\\ud800"]'}, {"source": "simulated", "priors": "[NaN]"},
    {"source": "simulated", "priors": "{}"}, {"source": "simulated\0"}, {"source": "simulated", "name": "a\0b"},
])
def test_a_form_that_cannot_be_read_is_refused(light, form) -> None:
    answer = light.post("/sales", data=form)
    assert answer.status_code == 422, answer.text
    assert answer.json()["message"].endswith(".") and answer.json()["hint"]


@pytest.mark.parametrize("value", [True, [1], {"a": 1}, "many", 2.5, -1, 10**30])
def test_json_numbers_must_be_counts(light, value) -> None:
    answer = light.post("/sales", json={"source": "simulated", "seed": value})
    assert answer.status_code == 422 and "seed" in answer.json()["message"]


@pytest.mark.parametrize(("value", "flag"), [
    (True, True), (False, False), ("true", True), ("on", True), ("False", False), ("0", False), ("", False)])
def test_a_flag_means_the_same_in_json_and_in_a_form(value, flag) -> None:
    assert fields.read_flag({"render": value}, "render") is flag
    assert fields.read_flag({}, "render") is False


@pytest.mark.parametrize("value", ["maybe", 1, [True], {}])
def test_a_flag_is_true_or_false(light, value) -> None:
    answer = light.post("/jobs", json={"source": "https://shop.example/", "render": value})
    assert answer.status_code == 422 and "render" in answer.json()["message"]


def test_rendering_without_a_browser_is_said(light, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "")
    for sent in ({"json": {"source": "https://shop.example/", "render": True}},
                 {"data": {"source": "https://shop.example/", "render": "true"}}):
        answer = light.post("/jobs", **sent)
        assert answer.status_code == 503 and answer.json()["hint"], answer.text


@pytest.mark.parametrize("value", [True, ["a"], {"a": "b"}])
def test_json_text_must_be_text(light, value) -> None:
    for path in ("/jobs", "/sales"):
        answer = light.post(path, json={"source": value})
        assert answer.status_code == 422 and "source" in answer.json()["message"]


@pytest.mark.parametrize("address", [
    "/jobs/%00", "/jobs?x=%00", "/sales/%00/what-if?kind=a", "/pictures/%00/preview",
    "/jobs/0000000000000000/results?text=%00",
])
def test_a_nul_in_an_address_is_refused(light, address) -> None:
    assert light.get(address).status_code == 422


@pytest.mark.parametrize("path", ["/jobs", "/sales"])
@pytest.mark.parametrize("source", ["a" * 300, "a" * 300_000, "~nobody-of-this-name/x"])
def test_a_path_that_no_file_can_have_is_not_found(light, path, source) -> None:
    answer = light.post(path, json={"source": source})
    assert answer.status_code == 404 and answer.json()["hint"] and len(answer.text) < 500


@pytest.mark.parametrize("query", ["offset=-1", f"offset={10**30}", "limit=0", "limit=many", "limit=5000"])
def test_pages_of_results_have_limits(light, query) -> None:
    assert light.get(f"/jobs/0000000000000000/results?{query}").status_code == 422


@pytest.mark.parametrize("address", [
    "/jobs/%ed%a0%80", "/jobs/" + "a" * 5000, "/sales/..%2f..", "/pictures/%ff/preview",
    "/jobs/%ed%a0%80/results?text=%ed%a0%80",
])
def test_odd_addresses_lead_nowhere(light, address) -> None:
    assert light.get(address).status_code == 404


def test_a_number_in_a_form_and_in_json_is_the_same() -> None:
    assert fields.read_count({"seed": "7"}, "seed") == fields.read_count({"seed": 7}, "seed") == 7
    assert fields.read_count({}, "seed") is None and fields.read_count({"seed": ""}, "seed") is None
    assert fields.read_number({"alpha": "0.05"}, "alpha") == 0.05


@pytest.mark.parametrize("value", ["amazon,google", ["amazon", "google"], ["amazon,google"], "amazon, google,"])
def test_names_come_as_text_or_list(value) -> None:
    assert fields.read_names({"rules": value}, "rules") == ("amazon", "google")


@pytest.mark.parametrize("value", [3, True, {"amazon": True}, [3], [["amazon"]]])
def test_other_values_are_no_names(light, value) -> None:
    for path, name, sent in (("/jobs", "rules", {"source": "https://a.example"}),
                             ("/jobs", "stages", {"source": "https://a.example"}),
                             ("/analyses", "stages", {"url": "https://a.example"})):
        answer = light.post(path, json={**sent, name: value})
        assert answer.status_code == 422 and name in answer.json()["message"]


def test_columns_come_as_an_object_or_as_pairs() -> None:
    expected = {"units": "sold", "control": ["weather", "ads"]}
    assert fields.read_columns({"columns": expected}) == expected
    assert fields.read_columns({"columns": "units=sold,control=weather,control=ads"}) == expected
    assert fields.read_columns({"columns": ["units=sold", "control=weather", "control=ads"]}) == expected
    assert fields.read_columns({"columns": {"image": "Photo, large"}}) == {"image": "Photo, large"}
    for wrong in (3, ["units"], "units", [3]):
        with pytest.raises(Misuse):
            fields.read_columns({"columns": wrong})


def test_values_come_as_json_or_as_its_text() -> None:
    plan = {"kind": "model_face"}
    for sent in (plan, json.dumps(plan)):
        assert fields.read_value({"plan": sent}, "plan", dict) == plan
    assert fields.read_value({}, "plan", dict) == {} and fields.read_value({}, "priors", list) == []
    with pytest.raises(Misuse, match="JSON list"):
        fields.read_value({"priors": "{}"}, "priors", list)


def test_exactly_one_of_field_and_file() -> None:
    assert fields.exactly_one({"url": "https://a.example"}, "url", None) == "https://a.example"
    assert fields.exactly_one({}, "url", object()) == ""
    for sent, file in (({}, None), ({"url": "https://a.example"}, object())):
        with pytest.raises(Misuse, match="either url or file"):
            fields.exactly_one(sent, "url", file)
