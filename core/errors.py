"""One tree of errors; each says what happened and what to do.

    MerchlensError
    |-- InputError            the caller can fix it: another file, another address, another option
    |   |-- NotAPicture       the bytes are not a picture, are truncated, or have an unsupported format
    |   |-- TooLarge          over the limit of bytes or pixels
    |   |-- NotFound          unknown file, folder, picture or address (404)
    |   |-- Refused           an address (private network, other scheme) or a file (no permission) that must not be read
    |   |-- FetchFailed       the other server was slow, endless or broken, or returned an error
    |   `-- Misuse            options or values that do not fit together
    |       `-- Changed       somebody else changed it since it was read (409)
    |-- SetupError            the operator can fix it: a model, a package, a port, a folder
    |   |-- ModelMissing      the model is not on disk, or its checksum differs
    |   |-- WrongContract     a model whose inputs or outputs are not those of its role
    |   |-- PackageMissing    an optional package is not installed
    |   `-- Damaged           the database is damaged: no waiting helps
    `-- WorkFailed            a worker process crashed, timed out or ran out of memory on one picture

In bulk an error becomes a `core.nouns.failure.Failure`. It is caught in four places only: the page frame, the command
line's main, the API's handlers and the bulk runner.
"""


class MerchlensError(Exception):
    """Base of all errors that people may see.

    Parameters
    ----------
    message : str
        One sentence: what was expected, what came.
    hint : str
        One sentence: what to do now.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(MerchlensError):
    """The caller can fix it."""


class NotAPicture(InputError):
    """The bytes are not a picture that Merchlens can read."""


class TooLarge(InputError):
    """Over the limit of bytes or pixels."""


class NotFound(InputError):
    """Unknown file, folder, picture or address."""


class Refused(InputError):
    """An address that must not be fetched, or a file that may not be read."""


class FetchFailed(InputError):
    """The other server did not deliver.

    Parameters
    ----------
    message, hint : str
    status : int or None
        HTTP status of the answer, if there was one; 429 and 5xx are temporary, others are final.
    retry_after : float or None
        Seconds until the server accepts the next request, if it said so (429, 503).
    no_server : bool
        Name servers do not know the host, or it refuses connections; a retry seldom helps.
    final : bool
        Asking again gives the same, whatever the status.
    """

    def __init__(self, message: str, hint: str = "", *, status: int | None = None,
                 retry_after: float | None = None, no_server: bool = False, final: bool = False) -> None:
        super().__init__(message, hint)
        self.status = status
        self.retry_after = retry_after
        self.no_server = no_server
        self.final = final


class Misuse(InputError):
    """Options or values that do not fit together."""


class Changed(Misuse):
    """Somebody else changed it since it was read."""


class SetupError(MerchlensError):
    """The operator can fix it."""


class ModelMissing(SetupError):
    """The model is not on disk, or its checksum differs."""


class WrongContract(SetupError):
    """A model whose inputs or outputs are not those of its role."""


class PackageMissing(SetupError):
    """An optional package is not installed."""


class Damaged(SetupError):
    """The database is damaged, or lacks what every database of ours has: no waiting helps."""


class WorkFailed(MerchlensError):
    """A worker process crashed, timed out or ran out of memory on one picture."""
