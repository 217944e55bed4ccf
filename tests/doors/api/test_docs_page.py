"""The documentation as a page."""

from __future__ import annotations

import re
from html import unescape


def test_the_documentation_is_one_page_that_asks_nobody(light):
    """The page names every route and field of the schema; nothing on it is fetched or run."""
    page, schema = light.get("/docs"), light.get("/openapi.json").json()
    assert page.headers["content-type"].startswith("text/html")
    for path, routes in schema["paths"].items():
        for method, route in routes.items():
            assert f"<b>{method.upper()}</b>/api{path}</p>" in page.text and route["summary"] in unescape(page.text)
            for field in route.get("parameters", []):
                assert f"<code>{field['name']}</code>" in page.text
    for name, body in schema["components"]["schemas"].items():
        for field in body["properties"] if name.startswith("Body_") else ():
            assert f"<code>{field}</code>" in page.text, field
    assert "<code>columns</code>" in page.text and "curl -X POST -F file=@photo.jpg" in page.text
    assert re.findall(r"(?:src|href)=[\"']?([^\"'> ]+)", page.text) == ["data:,", "openapi.json"]
    assert "<script" not in page.text and "url(" not in page.text and "@import" not in page.text
    assert "default-src 'none'" in page.text
