"""What a real browser shows: pictures of scripts, of scrolling, of components; and what a page may not reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.nouns.rendered_page import RenderedPage, RenderedPicture
from core.sources.rendering.browser_process import render_page
from tests.sources.internet import Shop
from tests.sources.rendering.rendering_pages import Inner, needs_browser, png, rendering_site, response

pytestmark = [pytest.mark.browser, needs_browser]

SHOWN = """<html><head><style>
  body { margin: 0 } .back { width: 400px; height: 200px; background: url(/back.png) } .high { position: relative }
</style></head><body>
<img src="/top.png" width="300" height="200" class="high" style="z-index: 7">
<picture><source srcset="/wide.png 2000w, /small.png 200w" sizes="150px"><img width="150" height="150"></picture>
<img src="/gone.png" style="display: none"><img src="/veiled.png" width="50" height="50" style="visibility: hidden">
<canvas width="90" height="60"></canvas><shop-card></shop-card>
<div class="back"></div><div id="far" style="margin-top: 4000px; height: 10px"></div>
<script>
  setTimeout(() => document.body.append(Object.assign(new Image(), {src: "/script.png", width: 120})), 200);
  new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) &&
    document.body.append(Object.assign(new Image(), {src: "/scroll.png"}))).observe(document.getElementById("far"));
  customElements.define("shop-card", class extends HTMLElement {
    constructor() { super().attachShadow({mode: "open"}).innerHTML = "<img src='/card.png' width=110 height=110>"; }
  });
  Array.prototype.map = Element.prototype.getBoundingClientRect = () => { throw new Error("a trap") };
</script></body></html>"""


@pytest.fixture
def inner() -> Iterator[Inner]:
    server = Inner()
    yield server
    server.close()


def rendered(shop: Shop, html: str, tmp_path: Path, **changes: object) -> RenderedPage:
    for name in ("top", "wide", "small", "gone", "veiled", "back", "script", "scroll", "card", "ok"):
        shop.put(f"{name}.png", png(600, 400), "image/png")
    return render_page(response(html, shop.url("p.html")), rendering_site(tmp_path, **changes))


def by_name(page: RenderedPage) -> dict[str, RenderedPicture]:
    return {picture.address.rpartition("/")[2] or picture.tag: picture for picture in page.pictures}


def test_a_page_as_the_browser_shows_it(shop: Shop, tmp_path: Path) -> None:
    page = rendered(shop, SHOWN, tmp_path)
    by = by_name(page)
    top = by["top.png"]
    assert (top.xywh, top.original_wh, top.z_index, top.has_src) == ((0, 0, 300, 200), (600, 400), 7, True)
    assert "small.png" in by and not by["small.png"].has_src, "the browser chooses from a srcset"
    assert "wide.png" not in by
    assert by["gone.png"].xywh == (0, 0, 0, 0) and not by["gone.png"].is_visible
    assert by["veiled.png"].xywh[3] == 50 and not by["veiled.png"].is_visible
    assert by["canvas"].xywh[3] == 60
    assert by["card.png"].in_component and by["card.png"].xywh[3] == 110
    assert by["back.png"].tag == "background" and by["back.png"].xywh[2:] == (400, 200)
    assert by["script.png"].xywh[1] > 4000, "what a script adds is there, where it stands"
    assert "scroll.png" not in by, "before scrolling"
    assert f'src="{shop.url("scroll.png")}"' in page.html, "after it"
    for name in ("small", "script", "card", "back"):
        assert shop.url(f"{name}.png") in page.html, "the text names what the browser shows"
    assert 'width="110" height="110"' in page.html
    assert page.screenshot.startswith(b"\xff\xd8\xff") and page.viewport_wh == (1366, 768)
    assert page.note == "" and page.refused == 0


REACHING = """<html><head><link rel="stylesheet" href="{inner}/s.css"><link rel="preconnect" href="{inner}">
<link rel="prefetch" href="{inner}/pre">
<style>@import url({inner}/i.css); p {{ background: url({inner}/b.png) }}</style>
</head><body><p>text</p><img src="{inner}/a.png"><img src="http://169.254.169.254/latest/"><img src="http://[::1]/">
<img src="file:///etc/hostname"><img src="/to?{inner}/moved.png"><iframe src="{inner}/frame"></iframe>
<iframe src="file:///etc/hostname"></iframe><object data="{inner}/o"></object><video src="{inner}/v.mp4"></video>
<script src="{inner}/s.js"></script><form action="{inner}/form" method="post"><input name="a"></form>
<img src="/ok.png" width="200" height="200"><script>
const inner = "{inner}", there = inner.replace("http://", "");
const errors = [];
const attempt = (name, what) => {{ try {{ Promise.resolve(what()).catch(() => errors.push(name)) }}
  catch {{ errors.push(name) }} }};
attempt("fetch", () => fetch(inner + "/fetch"));
attempt("file", () => fetch("file:///etc/hostname"));
attempt("post", () => fetch("/ok.png", {{ method: "POST", body: "x" }}));
attempt("beacon", () => navigator.sendBeacon(inner + "/beacon", "x"));
attempt("socket", () => new WebSocket("ws://" + there));
attempt("source", () => new EventSource(inner + "/events"));
const work = `fetch("${{inner}}/worker"); new WebSocket("ws://${{there}}"); importScripts("${{inner}}/w.js")`;
const script = URL.createObjectURL(new Blob([work]));
attempt("worker", () => new Worker(script));
attempt("shared", () => new SharedWorker(script));
attempt("frame", () => {{ const frame = document.body.appendChild(document.createElement("iframe"));
  new frame.contentWindow.WebSocket("ws://" + there) }});
attempt("calls", () => {{ const call = new RTCPeerConnection({{ iceServers: [{{ urls: "stun:" + there }},
  {{ urls: "turn:" + there + "?transport=tcp", username: "a", credential: "b" }}] }});
  call.createDataChannel("x"); return call.createOffer().then((offer) => call.setLocalDescription(offer)) }});
attempt("transport", () => new WebTransport("https://" + there).ready);
attempt("popup", () => open(inner + "/popup"));
attempt("service", () => navigator.serviceWorker.register("/sw.js"));
const link = Object.assign(document.createElement("a"), {{ href: inner + "/download", download: "x" }});
link.click();
setTimeout(() => document.forms[0].submit(), 50);
setTimeout(() => {{ location = inner + "/elsewhere" }}, 100);
setTimeout(() => {{ location = "file:///etc/hostname" }}, 150);
setTimeout(() => document.body.append("refused: " + errors.sort().join(" ")), 250);
</script></body></html>"""


def test_a_page_reaches_nothing_that_the_fetcher_refuses(shop: Shop, inner: Inner, tmp_path: Path) -> None:
    page = rendered(shop, REACHING.format(inner=f"http://{inner.address}"), tmp_path)
    assert inner.visitors == [], "not one connection and not one packet"
    assert by_name(page)["ok.png"].original_wh == (600, 400), "the page itself still shows its own picture"
    assert "refused: " in page.html and " file" in page.html and " post" in page.html
    unloaded = [picture for picture in page.pictures if picture.original_wh == (0, 0)]
    assert len(unloaded) >= 6, "pictures of inner addresses stand there without a picture"
    assert page.refused >= 10
    paths = {path for _, path in shop.seen}
    assert "/sw.js" not in paths and "/p.html" not in paths, "no service worker, and the page is not fetched again"


def test_a_script_without_end_is_stopped_and_the_rest_is_seen(shop: Shop, tmp_path: Path) -> None:
    page = rendered(shop, "<img src='/top.png' width=200 height=200><script>setTimeout(() => { while (true) {} }, 300)"
                    "</script>", tmp_path)
    assert by_name(page)["top.png"].xywh[2:] == (200, 200)
    assert "did not end" in page.note and page.seconds < 60


def test_a_page_that_loads_for_ever_is_left_in_time(shop: Shop, tmp_path: Path) -> None:
    page = rendered(shop, """<img src='/top.png'><img src='/drip'><script>let n = 0; setInterval(() =>
        fetch("/ok.png?" + n++), 50); addEventListener("scroll", () => document.body.style.height = n++ * 1e6 + "px")
        </script>""", tmp_path, render_seconds=6)
    assert "still loaded" in page.note and "top.png" in by_name(page)
    assert page.seconds < 60


def test_a_page_that_replaces_itself_is_no_crash(shop: Shop, tmp_path: Path) -> None:
    page = rendered(shop, "<img src='/top.png'><script>setTimeout(() => { location = 'about:blank' }, 200)</script>",
                    tmp_path)
    assert page.pictures == () or "top.png" in by_name(page)
