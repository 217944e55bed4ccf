"""What visitors upload: read from disk, where the server keeps it; see `core.doors.uploads`."""

from __future__ import annotations

import io
from typing import IO, Any

from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.doors.uploads import uploads
from core.errors import NotFound

MOST_MB = 10_000  # the widget alone refuses larger files; a smaller one that is too large gets a card


def content(file: Any) -> IO[bytes]:
    """The content of a file that an uploader took.

    Parameters
    ----------
    file : UploadedFile
        Of `st.file_uploader`. Its own content is empty, except in a test that runs a page without the server.

    Raises
    ------
    TooLarge, SetupError
        Why the file was not kept.
    NotFound
        It is gone: the session was away for long.
    """
    context = get_script_run_ctx()
    upload = uploads().find(context.session_id, file.file_id) if context else None
    if upload is not None:
        return upload.open()
    if not file.size:
        raise NotFound(f"The server no longer has the upload {file.name}.", "Add the file again.")
    return io.BytesIO(file.getvalue())


def drop(file: Any) -> None:
    """Forget the content of a file once it is elsewhere."""
    context = get_script_run_ctx()
    if context is not None:
        uploads().remove(context.session_id, file.file_id)
