"""The layout of a browser: which pictures it would look at, why not the others, and the whole view of a real page."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import audits
from core.audits.browser_view import folder_of
from core.audits.page_shown import Rows
from core.audits.rendered_layout import rendered_layout, rendered_page
from core.catalog.store import Store
from core.nouns.audit_row import AuditRow
from core.nouns.rendered_page import RenderedPage, RenderedPicture
from core.settings import Settings
from core.sources.documents.document import Document
from core.sources.rendering.kept import keep, kept
from tests.audits.finished_audit import finished_audit
from tests.sources.conftest import shop  # noqa: F401 - the server on loopback
from tests.sources.internet import Shop
from tests.sources.rendering.rendering_pages import needs_browser, png, rendering_site

IMG = RenderedPicture("https://shop.example/a.jpg", "img", (10, 20, 300, 200), (600, 400), 3, True)
ROW = AuditRow(1, IMG.address, "img", shoppable_score=0.9, sensitive_score=0.0, width=600, height=400)


def shown(*pictures: RenderedPicture) -> list[Any]:
    return rendered_layout(RenderedPage("https://shop.example/", pictures, (1366, 768)), Rows([ROW], []))


def test_a_picture_has_the_box_of_the_browser_and_the_scores_of_the_audit() -> None:
    (one,) = shown(IMG)
    assert (one.image.xywh, one.image.z_index, one.image.has_src) == ((10, 20, 300, 200), 3, True)
    assert one.image.shopping_score == 0.9 and one.row is ROW and one.size_source == "browser" and not one.ignored


@pytest.mark.parametrize(("changes", "word"), [
    ({"tag": "background", "has_src": False}, "CSS background"), ({"tag": "canvas", "address": ""}, "canvas"),
    ({"tag": "svg"}, "SVG"), ({"tag": "video"}, "video"), ({"in_component": True}, "shadow DOM"),
    ({"has_src": False}, "no src"), ({"xywh": (0, 0, 0, 0)}, "does not show it"), ({"original_wh": (0, 0)}, "loaded")])
def test_why_the_browser_passes_a_picture_over(changes: dict[str, Any], word: str) -> None:
    (one,) = shown(replace(IMG, **changes))
    assert not one.image.has_src and word in one.ignored


def site_with_audit(url: str, folder: Path, rows: list[AuditRow], **changes: Any) -> tuple[Any, str]:
    settings: Settings = rendering_site(folder, **changes)
    site = SimpleNamespace(store=Store(settings.database), settings=settings)
    return site, finished_audit(site.store, rows, url, kind="page")


def test_a_kept_page_is_not_asked_for_again(tmp_path: Path) -> None:
    site, job_id = site_with_audit("https://shop.example/p", tmp_path, [ROW], browser="/there/is/none")
    small = replace(IMG, address="https://shop.example/b.jpg", xywh=(0, 0, 90, 90), z_index=None)
    page = RenderedPage("https://shop.example/p", (IMG, small), (1366, 768), b"\xff\xd8\xffjpeg")
    keep(page, folder_of(site, job_id))
    view = audits.view_as_browser(site, job_id)
    assert view.is_rendered and view.screenshot == b"\xff\xd8\xffjpeg" and view.note == ""
    assert view.chosen is not None and view.chosen.row is not None and view.chosen.row.uri == ROW.uri
    assert [picture.verdict.stage for picture in view.pictures] == ["chosen", "geometry"]


PAGE = """<html><head><style>body { margin: 0 } .stack { position: relative; height: 320px }
.stack img { position: absolute; left: 0; top: 0 }</style></head><body>
<div class="stack"><img src="/under.png" width="320" height="320" style="z-index: 1">
<img src="/over.png" width="320" height="320" style="z-index: 2"></div>
<div style="background: url(/back.png); width: 300px; height: 50px"></div>
<img src="/low.png" style="margin-top: 2000px">
<script>document.body.append(Object.assign(new Image(), {src: "/added.png", width: 250}))</script></body></html>"""


@needs_browser
@pytest.mark.browser
def test_a_real_page_is_weighed_in_its_real_layout(shop: Shop, tmp_path: Path) -> None:  # noqa: F811
    names = ("under", "over", "back", "low", "added")
    urls = {name: shop.put(f"{name}.png", png(640, 640), "image/png") for name in names}
    rows = [replace(ROW, number=number, uri=urls[name], width=640, height=640)
            for number, name in enumerate(names, 1)]
    site, job_id = site_with_audit(shop.put("p.html", PAGE, "text/html"), tmp_path, rows)
    view = audits.view_as_browser(site, job_id)
    stages = {picture.verdict.image.uri.rpartition("/")[2]: picture.verdict.stage for picture in view.pictures}
    assert stages == {"under.png": "covered", "over.png": "chosen", "back.png": "not seen", "low.png": "geometry",
                      "added.png": "geometry"}
    assert view.is_rendered and view.screenshot.startswith(b"\xff\xd8\xff")
    assert kept(folder_of(site, job_id)) is not None, "the next look costs nothing"


@needs_browser
@pytest.mark.browser
def test_what_was_rendered_is_kept(shop: Shop, tmp_path: Path) -> None:  # noqa: F811
    document = Document(io.BytesIO(b"<img src='/a.png'>"), shop.url("p.html"), "p", "text/html")
    page = rendered_page(document, tmp_path / "job", rendering_site(tmp_path))
    assert kept(tmp_path / "job") == replace(page, html="")
