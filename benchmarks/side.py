"""One side of a comparison in a process of its own: the parent sends lists of photos, the child answers with results.

Run by `benchmarks.chain` as `python -m benchmarks.side plain|ours`; speaks JSON lines on stdin and stdout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from typing import Any

import psutil

from core.settings import ROOT


class Side:
    """The parent's end.

    Parameters
    ----------
    name : {"plain", "ours"}
    facts : dict
        What the side needs to know; see there.

    Attributes
    ----------
    start_seconds : float
        From the start of the process to models loaded.
    peak_mb : float
        Largest resident memory of the process and all its children, as sampled; shared pages count in each.
    peak_pss_mb : float
        The same with each shared page divided among those that share it: what the machine has to hold.
    """

    def __init__(self, name: str, facts: dict[str, Any]) -> None:
        start = time.perf_counter()
        quiet = {"OMP_WAIT_POLICY": "PASSIVE", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
        command = [sys.executable, "-m", "benchmarks.side", name, json.dumps(facts)]
        self._process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **quiet}, text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.name, self.peak_mb, self.peak_pss_mb = name, 0.0, 0.0
        threading.Thread(target=self._watch_memory, daemon=True).start()
        self._answer()
        self.start_seconds = time.perf_counter() - start

    def judge(self, paths: list[str]) -> tuple[float, list[dict[str, Any]]]:
        """Wall seconds and results of these photos."""
        start = time.perf_counter()
        print(json.dumps(paths), file=self._process.stdin, flush=True)
        rows = self._answer()
        return time.perf_counter() - start, rows

    def close(self) -> None:
        """End the process and its children."""
        self._process.stdin.close()
        self._process.wait(60)

    def _answer(self) -> Any:
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"The side {self.name} ended early; its message is above.")
        return json.loads(line)

    def _watch_memory(self) -> None:
        while self._process.poll() is None:
            try:
                parent = psutil.Process(self._process.pid)
                sizes = [item.memory_full_info() for item in (parent, *parent.children(recursive=True))]
                self.peak_mb = max(self.peak_mb, sum(size.rss for size in sizes) / 2**20)
                self.peak_pss_mb = max(self.peak_pss_mb, sum(getattr(size, "pss", size.rss) for size in sizes) / 2**20)
            except psutil.Error:
                continue  # a process that ended between two looks
            finally:
                time.sleep(0.2)


def main() -> None:
    """The child's end: load, say so, then answer list by list until stdin closes."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not mix with answers
    name, facts = sys.argv[1], json.loads(sys.argv[2])
    if name == "plain":
        from benchmarks.plain import PlainScript as Chosen
    else:
        from benchmarks.ours import Merchlens as Chosen
    chain = Chosen(facts)
    print(json.dumps("ready"), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(chain.judge(json.loads(line))), file=answers, flush=True)
    if hasattr(chain, "close"):
        chain.close()


if __name__ == "__main__":
    main()
