"""What is written is read again; a damaged file says how to go back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import SetupError
from core.vision.own_tags.directions import read_own_tags, write_own_tags


def test_tags_are_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "own_tags_1.npz"
    write_own_tags(path, "net", [("clog", np.float32([10, 0]), -5.0), ("poncho", np.float32([0, 10]), -5.0)])
    own = read_own_tags(path)
    scores = own.scores(np.float32([[3, 0], [0, 7]]))
    assert own.names == ("clog", "poncho") and own.network == "net"
    assert (scores >= 0.5).tolist() == [[True, False], [False, True]], "the length of features does not count"
    write_own_tags(path, "net", [])
    assert read_own_tags(path).names == ()


def test_a_damaged_file_says_how_to_go_back(tmp_path: Path) -> None:
    path = tmp_path / "own_tags_1.npz"
    path.write_bytes(b"nothing")
    with pytest.raises(SetupError, match="cannot be read"):
        read_own_tags(path)
    np.savez(path, network=np.array("n"), names=np.array(["a", "b"]), directions=np.zeros((1, 2)), offsets=np.zeros(1))
    with pytest.raises(SetupError, match="one direction for each tag"):
        read_own_tags(path)
