"""Every example in a docstring of core runs; learning's are apart, since they need training data and TensorFlow."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import numpy as np
import pytest

CORE = Path(__file__).resolve().parent.parent / "core"
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
# Rooms of arithmetic and image operations, whose public functions show what they do.
WITH_EXAMPLES = ("images", "rules")


def named(path: Path) -> str:
    return ".".join(path.relative_to(CORE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = [named(path) for path in sorted(CORE.rglob("*.py"))
           if path.relative_to(CORE).parts[0] != "learning" and ">>> " in path.read_text("utf-8")]


@pytest.mark.parametrize("module", MODULES)
def test_examples_run(module: str) -> None:
    with np.printoptions(legacy="1.25"):  # numbers print alike in every version of NumPy
        failures = doctest.testmod(importlib.import_module(module), optionflags=OPTIONS)
    assert failures.failed == 0 and failures.attempted, f"{failures.failed} examples of {module} fail; see the output"


def test_rooms_of_arithmetic_have_examples() -> None:
    assert {module.split(".")[1] for module in MODULES} >= set(WITH_EXAMPLES)
