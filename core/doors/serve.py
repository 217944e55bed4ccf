"""Start the dashboard: what can go wrong is checked before Streamlit starts, and reported in one sentence."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys

from core.errors import Misuse, PackageMissing, SetupError
from core.settings import ROOT


def serve(port: int, address: str = "127.0.0.1") -> None:
    """Replace this process by the dashboard's server.

    Parameters
    ----------
    port : int
        1 to 65535.
    address : str
        Address to listen on; the default is reachable from this machine only.

    Raises
    ------
    Misuse
        The port or the address is not valid.
    SetupError
        The port is taken, or needs more rights.
    PackageMissing
        OpenCV lacks its system libraries.
    """
    check_port(port, address)
    check_opencv()
    os.chdir(ROOT)
    print(f"Merchlens: http://{address}:{port}   (stop with Ctrl+C)", flush=True)
    os.execv(sys.executable, [
        sys.executable, "-m", "streamlit", "run", "app.py",
        "--server.port", str(port), "--server.address", address, "--server.showEmailPrompt", "false",
        "--browser.gatherUsageStats", "false",
    ])


def check_port(port: int, address: str) -> None:
    """Check that a server can listen at a port and an address.

    Raises
    ------
    Misuse, SetupError
        As for `serve`.
    """
    if not 1 <= port <= 65535:
        raise Misuse(f"A port is a number from 1 to 65535, not {port}.", "Use --port 8501.")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except PermissionError:
            raise SetupError(f"Port {port} needs administrator rights.",
                             "Choose one above 1023: make run PORT=8501.") from None
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise Misuse(f"{address} is not an address of this machine.", "Use 127.0.0.1.") from None
            raise SetupError(f"Port {port} on {address} is in use by another program.",
                             f"Stop it, or choose another port: make run PORT={port % 65535 + 1}.") from None


def check_opencv() -> None:
    """Check, in a process of its own, that OpenCV can be loaded.

    Raises
    ------
    PackageMissing
        With the names of the system packages.
    """
    check = subprocess.run([sys.executable, "-c", "import cv2"], capture_output=True, text=True, check=False)
    if check.returncode != 0:
        reason = (check.stderr.strip().splitlines() or ["unknown reason"])[-1]
        raise PackageMissing(f"OpenCV cannot be loaded: {reason}.",
                             "On Debian and Ubuntu run: apt-get install libgl1 libglib2.0-0. Then start again.")
