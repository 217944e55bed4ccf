"""The one door to ultralytics: environment first, then a torchvision that cannot break the import.

ultralytics imports `torchvision` for its `ops.nms`. A torchvision built for another torch raises at import
(`operator torchvision::nms does not exist`). The guard then registers a small stand-in whose `nms` is
ultralytics' own pure torch version. Where torchvision is healthy nothing is changed.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import os
import sys
import tempfile
import types
from pathlib import Path

__all__ = ["import_ultralytics"]


def import_ultralytics() -> types.ModuleType:
    """Import ultralytics offline, quietly, and whatever state torchvision is in.

    Environment variables that are already set win. Threads are set before torch loads: with OpenMP's default of
    spinning threads one other busy process makes YOLO many times slower.

    Returns
    -------
    module
        The `ultralytics` package.
    """
    os.environ.setdefault("YOLO_CONFIG_DIR", str(Path(tempfile.gettempdir()) / "merchlens-ultralytics"))
    os.environ.setdefault("YOLO_AUTOINSTALL", "false")
    os.environ.setdefault("YOLO_OFFLINE", "true")
    os.environ.setdefault("YOLO_VERBOSE", "false")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    Path(os.environ["YOLO_CONFIG_DIR"]).mkdir(parents=True, exist_ok=True)
    _repair_torchvision()
    return importlib.import_module("ultralytics")


def _repair_torchvision() -> None:
    """Replace a torchvision that cannot be imported by a stand-in with `ops.nms`."""
    try:
        importlib.import_module("torchvision")
    except (RuntimeError, ImportError, AttributeError):
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        _register_stand_in()


def _register_stand_in() -> None:
    package, ops = types.ModuleType("torchvision"), types.ModuleType("torchvision.ops")
    for module, is_package in ((package, True), (ops, False)):
        module.__spec__ = importlib.machinery.ModuleSpec(module.__name__, None, is_package=is_package)
    package.__path__ = []
    package.__version__ = "0.0.0"
    ops.nms = _nms
    package.ops = ops
    sys.modules["torchvision"] = package
    sys.modules["torchvision.ops"] = ops


def _nms(boxes, scores, iou_threshold: float):
    """Non-maximum suppression with torchvision's signature, by ultralytics' pure torch version."""
    from ultralytics.utils.nms import TorchNMS

    return TorchNMS.nms(boxes, scores, iou_threshold)
