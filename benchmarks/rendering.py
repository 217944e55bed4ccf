"""What rendering one page costs: wall time, and the browser's memory, on pages as shops have them.

`python -m benchmarks.rendering --repeat 5` serves three made-up pages on loopback and renders each of them; the last
one never comes to rest.
"""

from __future__ import annotations

import argparse
import http.server
import os
import statistics
import tempfile
import threading
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np

from core.settings import read_settings
from core.sources.fetching.fetch import Response
from core.sources.rendering.browser_process import render_page

GALLERY = """<body><h1>Shoe</h1><img src="/0.jpg" width="600" height="600"><p>{text}</p>{thumbs}</body>"""
SCRIPTED = """<body><div id="grid"></div><script>
const grid = document.getElementById("grid");
for (let i = 0; i < 120; i++) grid.insertAdjacentHTML("beforeend",
  `<article><img loading="lazy" src="/${i}.jpg" width="280" height="280"><h3>Product ${i}</h3></article>`);
</script></body>"""
ENDLESS = """<body><img src="/0.jpg"><script>let i = 0; setInterval(() => fetch("/" + (i++ % 50) + ".jpg?" + i), 30)
addEventListener("scroll", () => document.body.insertAdjacentHTML("beforeend", `<img src="/${i++ % 50}.jpg">`))
</script></body>"""
PAGES = {
    "product page, 12 photos": GALLERY.format(text="A shoe. " * 400, thumbs="".join(
        f'<img src="/{number}.jpg" width="120" height="120">' for number in range(1, 12))),
    "category page built by a script, 120 photos": SCRIPTED,
    "page that never comes to rest": ENDLESS,
}


class _Photos(http.server.BaseHTTPRequestHandler):
    photo = b""

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:  # noqa: N802 - the name that the base class calls
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg" if urlsplit(self.path).path.endswith(".jpg") else "text/plain")
        self.send_header("Content-Length", str(len(self.photo)))
        self.end_headers()
        self.wfile.write(self.photo)


def main() -> None:
    """Render each page and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    noise = np.random.default_rng(7).integers(0, 255, (90, 90, 3), np.uint8)
    _Photos.photo = cv2.imencode(".jpg", cv2.resize(noise, (900, 900), interpolation=cv2.INTER_CUBIC))[1].tobytes()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Photos)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"photos of 900 x 900 pixels, {len(_Photos.photo) / 1000:.0f} kB; {repeat} repetitions")
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(data_dir=Path(folder), allow_networks="127.0.0.0/8")
        for name, html in PAGES.items():
            page = Response(html.encode(), f"http://127.0.0.1:{server.server_port}/", "text/html")
            runs = [render_page(page, settings) for _ in range(repeat)]
            seconds, memory = [run.seconds for run in runs], max(run.memory_mb for run in runs)
            print(f"{name}: {statistics.median(seconds):.1f} s (most {max(seconds):.1f}), {memory:.0f} MB, "
                  f"{runs[-1].requests} requests, {len(runs[-1].pictures)} photos seen. {runs[-1].note}")
    server.shutdown()


if __name__ == "__main__":
    main()
