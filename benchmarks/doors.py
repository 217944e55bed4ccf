"""The same pictures through command line, REST and page. Two releases that see alike print the same sums.

    python -m benchmarks.doors --photos PACK --count 200 --out RESULTS

Doors: `command` (`python -m core analyze --json`), `rest` (the real server, an audit of the folder with rules) and
`page` (the verbs behind the Analyze page: uploads, a job, its JSON download). What differs from run to run without
meaning anything is taken out: `seconds`, and the folder in front of `uri`. The command and the page share one schema,
so their sums must be equal; the rows of an audit have their own. Verdicts of rules are as of the day: compare runs of
days between which no rule comes into force (`starts` in the rule packs).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from core import analyze
from core.doors.opening import open_site
from core.settings import read_settings

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
START_SECONDS, LOOK_SECONDS, PAGE_ROWS, RULES = 180.0, 0.5, 500, ("amazon", "google")
Rows = list[dict[str, Any]]


def sample(photos: Path, count: int) -> list[tuple[str, Path]]:
    """Name and path of the pictures: evenly over a folder's subfolders and the sorted names in each, or as listed."""
    if photos.is_file():
        return [(Path(line).name, Path(line)) for line in sorted(photos.read_text("utf-8").split("\n")) if line][:count]
    blocks: dict[str, list[Path]] = {}
    for path in sorted(path.relative_to(photos) for path in photos.rglob("*") if path.suffix.lower() in SUFFIXES):
        blocks.setdefault(path.parts[0] if len(path.parts) > 1 else "", []).append(path)
    chosen, left = list[Path](), count
    for place, block in enumerate(sorted(blocks.values(), key=len)):  # the smallest first: others give what it lacks
        share = min(len(block), left // (len(blocks) - place))
        chosen += [block[index * len(block) // share] for index in range(share)]
        left -= share
    return [("__".join(path.parts), photos / path) for path in sorted(chosen)]


def by_command(folder: Path, environment: dict[str, str]) -> Rows:
    """What the command line prints, a JSON object on each line."""
    command = [sys.executable, "-m", "core", "analyze", str(folder), "--json"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode in (0, 1), f"the command ended with {done.returncode}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def by_rest(folder: Path, environment: dict[str, str]) -> Rows:
    """All rows of an audit of the folder, as the server answers them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "core", "serve", "--port", str(port)]
    with Path(environment["MERCHLENS_DATA_DIR"], "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        jobs = f"http://127.0.0.1:{port}/api/jobs"
        first_answer(jobs, server)
        job = ask(jobs, {"source": str(folder), "kind": "folder", "rules": list(RULES)})
        while job["state"] in ("listing", "running"):
            time.sleep(LOOK_SECONDS)
            job = ask(f"{jobs}/{job['job_id']}")
        rows, offset = Rows(), 0
        while offset is not None:
            answer = ask(f"{jobs}/{job['job_id']}/results?offset={offset}&limit={PAGE_ROWS}")
            rows, offset = rows + answer["rows"], answer["next"]
        return rows
    finally:
        server.terminate()
        server.wait(60)


def by_page(folder: Path, environment: dict[str, str]) -> Rows:
    """The JSON download of the Analyze page, made by the verbs that the page calls."""
    os.environ.update(environment)
    with open_site(read_settings()) as site:
        sources = [analyze.save_upload(site, path.name, path.open("rb")) for path in sorted(folder.iterdir())]
        job_id = analyze.start(site, sources)
        analyze.wait(site, job_id)
        return json.loads(analyze.results_json(analyze.results(site, job_id)))


def first_answer(address: str, server: subprocess.Popen[bytes]) -> Any:
    """What the server says once it has started."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError):
            return ask(address)
        time.sleep(LOOK_SECONDS)
    raise SystemExit("The server did not start; see server.log.")


def ask(address: str, body: dict[str, Any] | None = None) -> Any:
    """GET, or POST of a JSON object."""
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def normal(rows: Rows) -> bytes:
    """The rows sorted by name, as text, without what has no meaning."""
    cleaned = sorted(({**without_seconds(row), "uri": Path(row["uri"]).name} for row in rows),
                     key=lambda row: row["uri"])
    return json.dumps(cleaned, ensure_ascii=False, indent=1, sort_keys=True).encode()


def without_seconds(value: Any) -> Any:
    """A value without timings, however deep they lie."""
    if isinstance(value, dict):
        return {name: without_seconds(part) for name, part in value.items() if name != "seconds"}
    return [without_seconds(part) for part in value] if isinstance(value, list) else value


def main() -> None:
    """Analyze, write the normalized rows and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True, help="folder of blocks, or a list of paths")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--out", type=Path, required=True, help="folder for the normalized rows")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="doors-") as place:
        photos = Path(place, "photos")
        photos.mkdir()
        for name, path in sample(options.photos, options.count):
            shutil.copyfile(path, photos / name)
        for door in (by_command, by_rest, by_page):
            name = door.__name__.removeprefix("by_")
            Path(place, name).mkdir()
            rows = door(photos, {**os.environ, "MERCHLENS_DATA_DIR": str(Path(place, name))})
            text = normal(rows)
            (options.out / f"{name}.json").write_bytes(text)
            print(f"{name:8} {len(rows):4} rows  {hashlib.sha256(text).hexdigest()}", flush=True)


if __name__ == "__main__":
    main()
