"""A folder that reads shelves without the dashboard: models, index, the modules that read, and a parity report.

The modules are copied as they are, by their imports; so numbers are those of the dashboard, which the report checks:
photos are read through the folder in a process of its own, and by a worker process of the site.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from core import __version__, skus
from core.catalog import shelves
from core.errors import Misuse, NotFound, SetupError, WorkFailed
from core.models import store, versions
from core.models.manifest import Entry
from core.nouns.shelf import ShelfReading
from core.processes.pool import SOON
from core.settings import ROOT
from core.shelf.closure import closure
from core.shelf.parity import Parity, compared, parity_page
from core.shelf.tables import as_plain
from core.shelf.verbs import DEMO, photo_file, reads_words
from core.shelf.work import READ, TIMES, detector_of
from core.site import Site

RUNNER, FACTS, REQUIREMENTS = "core.shelf.alone", "shelf.json", "requirements.txt"
SCRIPT = '''"""Reads photos of shelves: python run_shelf.py PHOTO... [--name SHELF] [--json]"""

import os
import sys
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OMP_WAIT_POLICY="PASSIVE")  # as in the dashboard's processes: the same sums
FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

from core.shelf.alone import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(FOLDER))
'''
HEADLESS = {"opencv-python": "opencv-python-headless"}  # the same code without windows
READER, READS = "core.vision.text.reader", "rapidocr_onnxruntime"  # the package needs opencv-python itself
KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT", "OPENBLAS_CORETYPE")  # of the environment, for the report
NEWEST, SECONDS = 3, 120.0  # photos of the site that the report reads beside the demo's; for each photo
Index = tuple[Path, tuple[Entry, Entry]]
Models = tuple[Entry, Index | None, Entry | None]


@dataclass(frozen=True)
class Exported:
    """A folder that was written.

    Attributes
    ----------
    folder : Path
    skus : int
        Products in its index.
    parity : tuple of Parity
        One for each sample photo.
    """

    folder: Path
    skus: int
    parity: tuple[Parity, ...]

    @property
    def agrees(self) -> bool:
        """Whether the folder reads each sample photo as the dashboard does."""
        return all(one.agrees for one in self.parity)


def export(site: Site, folder: Path, *, photos: Sequence[Path] = (), with_index: bool = True,
           words: bool | None = None) -> Exported:
    """Write a folder that reads photos of shelves by itself.

    Parameters
    ----------
    site : Site
    folder : Path
        Must not be there yet, or be empty; it is there whole or not at all.
    photos : sequence of Path
        That the parity report reads; by default the demo's shelf and the newest three of the site.
    with_index : bool
        False leaves the products out; facings are found and counted all the same.
    words : bool, optional
        Whether the folder reads lettering, too; as the site's settings say by default.

    Raises
    ------
    Misuse, NotFound
        The folder holds something; there is no index of products, or no such photo.
    SetupError
        The folder cannot be written, or a model is missing.
    WorkFailed
        What was written does not run.
    """
    folder = folder.expanduser().absolute()
    _check_place(folder)
    models = models_of(site, with_index=with_index, words=words)
    samples = [path.resolve() for path in photos] or _samples(site)
    for path in samples:
        if not path.is_file():
            raise NotFound(f"The photo {path.name} for the parity report is not there.", "Check its path.")
    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    try:
        count = _write(site, part, models)
        parity = tuple(parity_of(site, part, samples, models))
        _report(part, parity)
        if folder.exists():
            folder.rmdir()
        part.replace(folder)
    except OSError as error:
        raise SetupError(f"{folder} cannot be written: {error.strerror}.", "Choose another place, or make room."
                         ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Exported(folder, count, parity)


def models_of(site: Site, *, with_index: bool = True, words: bool | None = None) -> Models:
    """What a folder reads with, as for `export`."""
    index = _index(site) if with_index else None
    has_text = index is not None and reads_words(site, words)
    return detector_of(site), index, store.entry(site.settings.models_dir, "text") if has_text else None


def _check_place(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Misuse(f"{folder} holds something already.", "Name a folder that is not there yet.")


def _index(site: Site) -> Index:
    try:
        return skus.index_folder(site), skus.models(site)
    except NotFound as error:
        raise NotFound(error.message, f"{error.hint} Or export without one: --without-index.") from None


def _samples(site: Site) -> list[Path]:
    found = [path for path in [DEMO / "shelf" / "shelf.jpg"] if path.is_file()]
    with site.store.reading() as connection:
        newest = shelves.newest(connection, NEWEST)
    for reading in newest:
        with suppress(NotFound):
            found.append(Path(photo_file(site, reading.picture_id)).resolve())
    return list(dict.fromkeys(found))


def _write(site: Site, folder: Path, models: Models) -> int:
    """Everything but the report; the number of products."""
    folder.mkdir(parents=True)
    products, index, text = models
    needed = closure(ROOT, RUNNER, without=() if text else (READER,))
    for path, code in needed.sources.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(code, "utf-8")
    for entry in (products, *(index[1] if index else ()), *([text] if text else ())):
        add_model(folder / "models", entry)
    if index:
        shutil.copytree(index[0], folder / index[0].name)
    facts = {"merchlens": __version__, "index": index[0].name if index else "", "words": text is not None,
             "max_bytes": site.settings.max_bytes, "max_pixels": site.settings.max_pixels}
    (folder / FACTS).write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    (folder / "run_shelf.py").write_text(SCRIPT, "utf-8")
    (folder / REQUIREMENTS).write_text("".join(f"{line}\n" for line in requirements(needed.packages)), "utf-8")
    with suppress(FileNotFoundError):
        shutil.copy(ROOT / "LICENSE", folder)
    return skus.index_state(site).indexed if index else 0


def requirements(packages: Sequence[str]) -> list[str]:
    """Lines for pip: the packages of some imports, in exactly the versions that are installed here.

    Examples
    --------
    >>> [line.partition("==")[0] for line in requirements(["cv2", "numpy"])]
    ['numpy', 'opencv-python-headless']
    """
    of = metadata.packages_distributions()
    names = {of[package][0] for package in packages}
    other = {} if READS in packages else HEADLESS
    return sorted(f"{other.get(name.lower(), name.lower())}=={metadata.version(name)}" for name in names)


def add_model(folder: Path, entry: Entry) -> None:
    """Copy a model with its card into a folder of models, as the current one of its role."""
    facts = {name: getattr(entry, name) for name in ("role", "origin", "license", "labels", "input", "thresholds",
                                                     "metrics")}
    source, name = entry.path.parent, entry.name.replace("@", "_")  # of a file without a manifest
    card = entry.card if entry.card and entry.card.is_file() and entry.card.parent == source else None
    versions.register(folder, name, facts | ({"card": card.name} if card else {}),
                      [str(file.path.relative_to(source)) for file in entry.files], source=source,
                      documents=[card.name] if card else [])
    versions.promote(folder, name)


def parity_of(site: Site, folder: Path, samples: Sequence[Path], models: Models) -> list[Parity]:
    """Each sample photo as the folder reads it and as the site does."""
    if not samples:
        return []
    waiting = [site.pool.submit(READ, str(path), str(path), models, priority=SOON, times=TIMES) for path in samples]
    theirs = _run(folder, samples)
    found = []
    for path, other, one in zip(samples, theirs, waiting, strict=True):
        read = one.result()
        ours = ShelfReading(0, "", str(path), "", 0.0, read.size_wh, read.facings, read.tags, read.gaps, {})
        found.append(compared(path.name, as_plain(ours), other))
    return found


def _run(folder: Path, samples: Sequence[Path]) -> list[dict[str, Any]]:
    """What the folder says of photos, in a process that sees nothing of this program."""
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        done = subprocess.run([sys.executable, "-I", "-B", "run_shelf.py", *map(str, samples), "--json"], cwd=folder,
                              env=environment, capture_output=True, check=False, timeout=SECONDS * len(samples))
    except subprocess.TimeoutExpired:
        raise WorkFailed("The exported folder took too long for the sample photos.",
                         "Export again when this machine has less to do.") from None
    found = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    if len(found) != len(samples):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise WorkFailed(f"The exported folder does not run: {said[-1][:300] if said else 'it said nothing'}.",
                         "Report this; nothing was written.")
    return found


def _report(folder: Path, parity: Sequence[Parity]) -> None:
    plain = {"merchlens": __version__, "python": sys.version.split()[0],
             "requirements": (folder / REQUIREMENTS).read_text("utf-8").split(),
             "agrees": all(one.agrees for one in parity),
             "photos": [asdict(one) | {"agrees": one.agrees} for one in parity]}
    (folder / "parity.json").write_text(json.dumps(plain, indent=1) + "\n", "utf-8")
    (folder / "parity.md").write_text(parity_page(parity), "utf-8")
