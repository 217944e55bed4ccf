"""HTML that browsers read as it is meant, whatever a text holds."""

from __future__ import annotations

from core.crops.markup import Layout, picture_html


def test_layouts_and_what_does_not_fit() -> None:
    page = picture_html([Layout(1024, "3:1", (), 'a "-->" b'), Layout(320, "1:1", (("/a?x=1&y=2", 320, 320),))],
                        alt='A "red" <shoe>')
    assert page.count("<source") == 1 and "&amp;y=2 320w" in page
    assert page.count("-->") == 1 and "3:1 is left out" in page
    assert 'alt="A &quot;red&quot; &lt;shoe&gt;"' in page and page.endswith("</picture>")


def test_nothing_fits() -> None:
    assert "<img" not in picture_html([Layout(1, "3:1", (), "too wide")])
