"""Charts of the HTML report: their numbers are in words, marks stay inside."""

import re

from core.words.svg_charts import bars, interval, stacked


def test_charts_say_their_numbers_without_color():
    words, colors = {"a": "First", "b": "Second"}, {"a": "#0072B2", "b": "#E69F00"}
    assert 'aria-label="First: 3; Second: 1"' in bars({"a": 3, "b": 1}, words, colors)
    assert "<i>" not in stacked({"<i>": {"a": 1, "b": 0}}, words, colors)
    drawn = interval(10, 20, 40, marks=[(35.0, "raw")], end=100)
    assert "20 pictures, 95 % interval 10 to 40; raw" in drawn
    places = [float(x) for x in re.findall(r'x[12]?="([\d.]+)%"', drawn)]
    assert all(0 <= x <= 100 for x in places)
    for low, middle, high in ((0, 0, 0), (0, 0.4, 0.9), (5, 1e6, 2e6)):
        assert "nan" not in interval(low, middle, high)
