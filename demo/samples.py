"""Writes the pictures that Home shows before any work: highlights of the demo, as this release finds them.

`python -m demo.samples` runs the demo in a folder of its own, with the real models, and fills `demo/highlights`.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
from pathlib import Path

from PIL import Image

from core import demo
from core.doors.opening import open_site
from core.settings import read_settings

OUT = Path(__file__).resolve().parent / "highlights"
SIDE, QUALITY = 400, 72  # of a picture: sharp enough at 240 px on dense screens
MOST_BYTES = 200_000  # all of them together


def small(data: bytes) -> bytes:
    """A picture as JPEG of at most `SIDE` pixels.

    Parameters
    ----------
    data : bytes
        JPEG.
    """
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()


def main(out: Path) -> None:
    """Run the demo and write its highlights, without timings, so that two runs give the same text."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_site(read_settings(data_dir=Path(folder))) as site:
        highlights = demo.open_demo(site, wait=True).highlights
        assert highlights is not None, "a finished demo has highlights"
        values = highlights.to_dict()
        files = [photo.file for photo in highlights.photos] + [finding.file for finding in highlights.findings]
        files += [highlights.broken.file] if highlights.broken else []
        pictures = {file: small(demo.highlight(site, file)) for file in files}
    for photo in values["photos"]:
        photo["analysis"]["seconds"] = {}
    assert sum(map(len, pictures.values())) <= MOST_BYTES, "the pictures are too large"
    for file, data in pictures.items():
        (out / file).write_bytes(data)
    (out / "highlights.json").write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m demo.samples", description="Write Home's sample pictures.")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write (default: demo/highlights)")
    main(parser.parse_args().out)
