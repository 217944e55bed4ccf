"""One tree of errors; each says what happened and what to do.

    MerchlensError
    |-- InputError            the caller can mend it: another file, another address, another option
    |   |-- NotAPicture       bytes that are no picture, truncated, or of a format that is not read
    |   |-- TooLarge          over the limit of bytes or pixels
    |   |-- NotFound          no such file, folder, picture or address (404)
    |   |-- Refused           an address (private network, other scheme) or a file (no permission) that must not be read
    |   |-- FetchFailed       the other server was slow, endless, broken or answered with an error
    |   `-- Misuse            options or values that do not fit together
    |-- SetupError            the operator can mend it: a model, a package, a port, a folder
    |   |-- ModelMissing      no such model on disk, or its checksum differs
    |   |-- WrongContract     a model whose inputs or outputs are not what its role needs
    |   `-- PackageMissing    an optional package is not installed
    `-- WorkFailed            one picture cost its worker: crash, time-out or memory limit

In bulk an error becomes a `core.nouns.failure.Failure`; it is caught in four places only:
the page frame, the command line's main, the API's handler and the bulk runner.
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
    """The caller can mend it."""


class NotAPicture(InputError):
    """Bytes that are no readable picture."""


class TooLarge(InputError):
    """Over the limit of bytes or pixels."""


class NotFound(InputError):
    """No such file, folder, picture or address."""


class Refused(InputError):
    """An address that must not be fetched, or a file that may not be read."""


class FetchFailed(InputError):
    """The other server did not deliver.

    Parameters
    ----------
    message, hint : str
    status : int or None
        What an HTTP server answered, where it did; 429 and 5xx pass, others stay.
    retry_after : float or None
        Seconds after which the server wants to be asked again, where it said so (429, 503).
    no_such_server : bool
        Name servers know no server of that name; waiting seldom changes that.
    """

    def __init__(self, message: str, hint: str = "", *, status: int | None = None,
                 retry_after: float | None = None, no_such_server: bool = False) -> None:
        super().__init__(message, hint)
        self.status = status
        self.retry_after = retry_after
        self.no_such_server = no_such_server


class Misuse(InputError):
    """Options or values that do not fit together."""


class SetupError(MerchlensError):
    """The operator can mend it."""


class ModelMissing(SetupError):
    """No such model on disk, or its checksum differs."""


class WrongContract(SetupError):
    """A model whose inputs or outputs are not what its role needs."""


class PackageMissing(SetupError):
    """An optional package is not installed."""


class WorkFailed(MerchlensError):
    """One picture cost its worker: crash, time-out or memory limit."""
