"""Pictures of scripts join those of the page's text; none gets lost, and none comes twice."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from core.errors import NotFound
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.documents.document import Document
from core.sources.listing import SourceOptions, candidates
from core.sources.rendering.kept import kept
from core.sources.shop.rendered import both, rendered_pictures
from tests.sources.internet import Shop
from tests.sources.rendering.rendering_pages import needs_browser, png, rendering_site


def named(*names: str, **more: str) -> list[Candidate | Failure]:
    return [Candidate(f"https://shop.example/{name}", f"https://shop.example/{name}", origin="img", **more)
            for name in names]


def test_what_the_text_names_is_marked_from_what_a_script_adds() -> None:
    items = list(both(named("a.jpg?width=800", "b.jpg"), named("a.jpg?width=200", "old.jpg")))
    assert [(item.uri.rpartition("/")[2], item.origin) for item in items] == [
        ("a.jpg?width=800", "img"), ("b.jpg", "img (script)"), ("old.jpg", "img")]


def test_the_same_failure_comes_once() -> None:
    broken, other = Failure("p (1)", "InputError", "Broken.", ""), Failure("p (2)", "InputError", "Other.", "")
    assert list(both([broken], [Failure("p (7)", "InputError", "Broken.", ""), other])) == [broken, other]


@needs_browser
@pytest.mark.browser
def test_a_page_of_a_script_is_listed_with_its_pictures(shop: Shop, tmp_path: Path) -> None:
    for name in ("sent", "added", "back"):
        shop.put(f"{name}.png", png(400, 400), "image/png")
    shop.put("style.css", ".back { width: 300px; height: 300px; background-image: url(/back.png) }", "text/css")
    url = shop.put("p.html", """<link rel="stylesheet" href="/style.css"><img src="/sent.png"><div class="back"></div>
        <script type="text/x-gallery">{"image": "/gone.jpg"}</script><img src="/removed.png" id="removed">
        <script>document.body.append(Object.assign(new Image(), {src: ["/added", "png"].join(".")}));
        document.getElementById("removed").remove()</script>""", "text/html")
    settings = rendering_site(tmp_path)
    options = SourceOptions(workdir=tmp_path / "job", render=True)
    origins = {item.uri.rpartition("/")[2]: item.origin for item in candidates(url, "page", options, settings)}
    assert origins["sent.png"] == "img" and origins["added.png"] == "img (script)"
    assert origins["back.png"] == "CSS background (script)" and origins["removed.png"] == "img"
    layout = kept(tmp_path / "job")
    assert layout is not None and layout.screenshot
    plain = {item.uri.rpartition("/")[2] for item in candidates(url, "page", SourceOptions(workdir=tmp_path), settings)}
    assert "added.png" not in plain, "the default reads what the server sends"


@needs_browser
@pytest.mark.browser
def test_a_page_that_cannot_be_rendered_is_read_without_a_browser(shop: Shop, tmp_path: Path) -> None:
    greedy = b"<img src='/a.png'><script>const all = []; setInterval(() => all.push(new Uint8Array(4e7).fill(1)), 9)"
    document = Document(io.BytesIO(), shop.url("p.html"), "The page", "text/html")
    settings = rendering_site(tmp_path, render_memory_mb=400)
    failure, picture = rendered_pictures(greedy + b"</script>", document, settings)
    assert isinstance(failure, Failure) and failure.uri == "The page (rendered)" and "memory" in failure.message
    assert picture.uri == shop.url("a.png")


@needs_browser
@pytest.mark.browser
def test_the_pages_of_a_sitemap_are_rendered_too(shop: Shop, tmp_path: Path) -> None:
    page = "<p><script>document.body.append(Object.assign(new Image(), {src: ['/', 'png'].join('%s.')}))</script>"
    pages = [shop.put(f"{name}.html", page % name, "text/html") for name in ("first", "second")]
    locations = "".join(f"<url><loc>{url}</loc></url>" for url in pages)
    url = shop.put("sitemap.xml", f"<?xml version='1.0'?><urlset>{locations}</urlset>", "application/xml")
    options = SourceOptions(workdir=tmp_path, render=True)
    items = list(candidates(url, "sitemap", options, rendering_site(tmp_path)))
    assert [item.uri for item in items] == [shop.url("first.png"), shop.url("second.png")]
    with pytest.raises(NotFound):
        list(candidates(url, "sitemap", SourceOptions(workdir=tmp_path), rendering_site(tmp_path)))
