"""The documentation as a page."""

from __future__ import annotations

import re
from html import unescape


def test_the_documentation_is_one_page_that_asks_nobody(client):
    """The page names every route and field of the schema; nothing on it is fetched or run."""
    page, schema = client.get("/docs"), client.get("/openapi.json").json()
    assert page.headers["content-type"].startswith("text/html")
    for path, routes in schema["paths"].items():
        for method, route in routes.items():
            assert f"<b>{method.upper()}</b>/api{path}</p>" in page.text and route["summary"] in unescape(page.text)
            for field in route.get("parameters", []):
                assert f"<code>{field['name']}</code>" in page.text
    assert "<code>columns</code>" in page.text and "curl -X POST -F file=@photo.jpg" in page.text
    assert re.findall(r"(?:src|href)=[\"']?([^\"'> ]+)", page.text) == ["data:,", "openapi.json"]
    assert "<script" not in page.text and "url(" not in page.text and "@import" not in page.text
    assert "default-src 'none'" in page.text
