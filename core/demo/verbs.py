"""What a user can want of the demo: open it, watch it, cancel it, see its highlights, or only its photos."""

from __future__ import annotations

import threading
from functools import cached_property
from pathlib import Path

from core import jobs
from core.demo import shop
from core.demo.highlights import Highlights, read_highlights
from core.demo.run import Demo, DemoRun, read_note, start_audit
from core.errors import NotFound
from core.nouns.source import Source
from core.settings import ROOT
from core.site import Site

SAMPLES = ROOT / "demo" / "highlights"  # written by `python -m demo.samples`


class Demos:
    """The demo of a site: at most one run at a time."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._folder = folder_of(site)
        self._lock = threading.Lock()
        self._run: DemoRun | None = None

    @cached_property
    def version(self) -> str:
        """That of demos which this process makes; read once, as it hashes the models' files."""
        return shop.demo_version(self._site.settings)

    def open(self) -> DemoRun | None:
        """The run at work, else a new one; None where the demo is finished."""
        with self._lock:
            if self._run is None or self._run.ended.is_set():
                if finished_demo(self._site, self._folder, self.version) is not None:
                    self._run = None
                else:
                    self._run = DemoRun(self._site, self._folder, self.version)
            return self._run

    def find(self) -> Demo | None:
        """The run at work or the one that failed, else the finished demo."""
        with self._lock:
            state = self._run.state() if self._run else None
        if state is not None and state.state in ("running", "failed"):
            return state
        return finished_demo(self._site, self._folder, self.version)

    def cancel(self) -> None:
        """End the run at work."""
        with self._lock:
            if self._run is not None and not self._run.ended.is_set():
                self._run.cancel()

    def close(self) -> None:
        """Leave a run to the next process."""
        if self._run is not None:
            self._run.close()


def open_demo(site: Site, *, wait: bool = False) -> Demo:
    """Open the demo: finished already, at work, or started now in the background.

    A finished demo is reused until the code, the models or the shop change.

    Parameters
    ----------
    site : Site
    wait : bool
        Return when it has ended.

    Returns
    -------
    Demo
        With the ids of the analysis, the audit and the sales study as far as they exist.

    Raises
    ------
    SetupError
        When files of the shop or a model are missing.
    MerchlensError
        With `wait`: why the demo failed.
    """
    shop.shop_file("feed.csv")
    shop.shop_file("sales.csv")
    run = site.part(Demos).open()
    if run is not None and wait:
        run.ended.wait()
        demo = run.state()
        if demo.error is not None:
            raise demo.error
        return demo
    demo_now = site.part(Demos).find()
    assert demo_now is not None, "it is finished or at work"
    return demo_now


def find_demo(site: Site) -> Demo | None:
    """The demo that is finished, at work or has failed; None before it is opened, after a cancel, and when it is of
    another version."""
    return site.part(Demos).find()


def cancel_demo(site: Site) -> None:
    """End the demo at work; what is done stays in the lists of audits and studies."""
    site.part(Demos).cancel()


def highlight(site: Site, file: str) -> bytes:
    """A picture of the finished demo's highlights (JPEG); raises NotFound."""
    return _picture(folder_of(site), file)


def sample_highlights() -> Highlights:
    """Highlights of a demo that was run when this release was made, to be shown before any work; raises NotFound."""
    return read_highlights(SAMPLES)


def sample_highlight(file: str) -> bytes:
    """A picture of `sample_highlights` (JPEG); raises NotFound."""
    return _picture(SAMPLES, file)


def shop_photos(site: Site) -> list[Source]:
    """The demo shop's photos, to be analyzed; raises SetupError when the shop is missing."""
    return shop.shop_photos(site.settings)


def audit_shop(site: Site) -> str:
    """Audit the demo shop with all rule packs; returns the job's id.

    Raises
    ------
    SetupError, Misuse
        When the shop is missing, or is being audited already.
    """
    return start_audit(site, shop.shop_file("feed.csv"))


def finished_demo(site: Site, folder: Path, version: str) -> Demo | None:
    """The demo that `folder` holds when it is finished, of this version, and its jobs still exist."""
    note = read_note(folder)
    if not note.get("finished") or note.get("version") != version:
        return None
    try:
        for name in ("analysis", "audit", "study"):
            jobs.find(site, note[name])
        return Demo("done", note["analysis"], note["audit"], note["study"], fraction=1.0,
                    highlights=read_highlights(folder))
    except (NotFound, ValueError, KeyError, TypeError):
        return None


def folder_of(site: Site) -> Path:
    """Where a site keeps its demo."""
    return site.settings.data_dir / "demo"


def _picture(folder: Path, file: str) -> bytes:
    path = folder / Path(file).name
    if not path.is_file():
        raise NotFound("This picture of the demo is gone.", "Open the demo again.")
    return path.read_bytes()
