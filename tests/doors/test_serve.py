"""Starting the dashboard says what is wrong before the server starts."""

import socket

import pytest

from core.doors import serve
from core.errors import Misuse, PackageMissing, SetupError


def test_a_taken_port_is_one_sentence_and_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        with pytest.raises(SetupError) as caught:
            serve.check_port(port, "127.0.0.1")
    assert f"Port {port} " in caught.value.message and "in use" in caught.value.message
    assert "PORT=" in caught.value.hint and f"PORT={port}" not in caught.value.hint


def test_a_free_port_passes_and_stays_free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve.check_port(port, "127.0.0.1")
    serve.check_port(port, "127.0.0.1")


@pytest.mark.parametrize(("port", "address"), [(0, "127.0.0.1"), (70000, "127.0.0.1"), (8501, "192.0.2.1"),
                                               (8501, "no such host")])
def test_what_cannot_be_an_address_is_misuse(port, address):
    with pytest.raises(Misuse):
        serve.check_port(port, address)


def test_a_broken_opencv_names_the_system_packages(monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'ImportError: libGL.so.1: cannot open it' >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(serve.sys, "executable", str(python))
    with pytest.raises(PackageMissing) as caught:
        serve.check_opencv()
    assert "libGL.so.1" in caught.value.message and "libgl1" in caught.value.hint


def test_the_server_listens_where_it_was_told(monkeypatch):
    started = []
    monkeypatch.setattr(serve, "check_opencv", lambda: None)
    monkeypatch.setattr(serve.os, "chdir", lambda folder: None)
    monkeypatch.setattr(serve.os, "execv", lambda program, arguments: started.append(arguments))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve.serve(port)
    command = started[0]
    assert command[1:5] == ["-m", "streamlit", "run", "app.py"]
    assert command[command.index("--server.port") + 1] == str(port)
    assert command[command.index("--server.address") + 1] == "127.0.0.1"
