"""The API's documentation as one page of HTML, made from its OpenAPI schema; it runs no script and loads nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from core.words.html_style import STYLE

TYPE_WORDS = {"string": "text", "boolean": "true or false", "integer": "whole number", "array": "list"}
SAMPLES = {"order": "pause", "form": "html"}  # of the parts of an address; ids are written as STUDY-ID
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
EXTRA = """
main > section { border-top: 1px solid var(--line, #cfd5db); margin-top: 1.4rem; padding-top: .6rem; }
.way { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.way b { background: #0072B2; border-radius: 4px; color: #fff; margin-right: .5rem; padding: .1rem .5rem; }
pre { overflow-x: auto; padding: .6rem .8rem; background: rgba(120, 130, 140, .14); border-radius: 6px; }
td, th { overflow-wrap: anywhere; text-align: left; vertical-align: top; }
"""
ABOUT = """<p>Responses are JSON unless a route says otherwise. An error is a JSON object with <code>error</code>,
<code>message</code> and <code>hint</code>. If the site has keys, send one as header <code>X-API-Key</code>; without
keys, only programs on the server's own machine have access. The same for programs:
<a href="openapi.json">openapi.json</a>.</p>"""


def page(schema: Mapping[str, Any]) -> str:
    """The whole page.

    Parameters
    ----------
    schema : mapping
        OpenAPI 3.1, as FastAPI makes it.

    Returns
    -------
    str
        HTML.
    """
    title = f"{escape(schema['info']['title'])} API {escape(schema['info']['version'])}"
    parts = "".join(_route(method, path, route, schema) for path, routes in schema["paths"].items()
                    for method, route in routes.items())
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,"><title>{title}</title><style>{STYLE}{EXTRA}</style></head><body><main>'
            f'<h1>{title}</h1><p class="lead">{escape(schema["info"].get("description", ""))}</p>{ABOUT}{parts}'
            "</main></body></html>\n")


def _route(method: str, path: str, route: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    rows = "".join(f"<tr><td><code>{escape(name)}</code></td><td>{escape(place)}</td><td>{escape(kind)}</td></tr>"
                   for name, place, kind in _fields(route, schema))
    table = f"<table><tr><th>Field</th><th>Where</th><th>What</th></tr>{rows}</table>" if rows else ""
    description = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(route.get("description", "").split())))
    example = escape(_example(method, path, _form(route, schema)))
    return (f'<section><h2>{escape(route.get("summary", path))}</h2><p class="way"><b>{method.upper()}</b>/api'
            f"{escape(path)}</p><p>{description}</p>{table}<pre>{example}</pre></section>")


def _fields(route: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, place and kind of everything that a route takes."""
    for field in route.get("parameters", ()):
        yield field["name"], "address" if field["in"] == "path" else field["in"], _kind(field.get("schema", {}))
    for name, kind in _form(route, schema).items():
        yield name, "form", _kind(kind)


def _form(route: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    content = route.get("requestBody", {}).get("content", {})
    body: dict[str, Any] = next(iter(content.values()), {"schema": {}})["schema"]
    while "allOf" in body or "anyOf" in body:
        body = (body.get("allOf") or body["anyOf"])[0]
    if "$ref" in body:
        body = schema["components"]["schemas"][body["$ref"].rpartition("/")[2]]
    fields: dict[str, Any] = body.get("properties", {})
    return fields


def _kind(field: Mapping[str, Any]) -> str:
    """A field's type, limits and default, in words."""
    types = [schema for schema in field.get("anyOf", [field]) if schema.get("type") != "null"]
    schema = types[0] if types else {}
    is_file = schema.get("format") == "binary" or "contentMediaType" in schema
    name = "file" if is_file else TYPE_WORDS.get(schema.get("type", "string"), schema.get("type", ""))
    limits = [f"{word} {schema[limit]:,.10g}" for limit, word in (("minimum", "from"), ("maximum", "to"))
              if limit in schema]
    default = field.get("default")
    return " ".join([name, *limits]) + (f"; default {json.dumps(default)}" if default not in (None, "") else "")


def _example(method: str, path: str, form: Mapping[str, Any]) -> str:
    """A command to copy; the server's address is the default one."""
    verb = "" if method == "get" else f" -X {method.upper()}"
    upload = f" -F file=@{_sample(form)}" if "file" in form else ""
    filled = re.sub(r"\{(\w+)\}", lambda place: SAMPLES.get(place[1], place[1].replace("_", "-").upper()), path)
    return f"curl{verb}{upload} http://127.0.0.1:8501/api{filled}"


def _sample(form: Mapping[str, Any]) -> str:
    """The name of a file that a route takes."""
    return "feed.csv" if "rules" in form else "photo.jpg" if "url" in form else "sales.csv"
