"""Versions of models: register a new one, promote it, roll back. Weights are never overwritten.

A registered version lies beside the others and changes nothing; `promote` makes it the current one of its role and
remembers the former one, to which `roll_back` returns. A site that is open follows at once, unless its operator named a
model. A site writes into a folder of its own, which builds on the bundled one (`with_own_folder`).

Each change holds a lock on the folder, writes files under temporary names and replaces the manifest last and in one
step: a reader sees the old manifest or the new one, and a process that is killed in between leaves at most a temporary
file or weights that no entry names.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from core.errors import MerchlensError, Misuse, ModelMissing, NotFound, SetupError
from core.models.manifest import FILE_NAME, SCHEMA, Entry, Manifest, json_object
from core.models.store import check, describe, sha256_of
from core.settings import Settings

Comparison = TypeVar("Comparison")
OWN = "models"  # folder in the data folder
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEMPORARY = ".part-"


def with_own_folder(settings: Settings, *, create: bool = True) -> Settings:
    """The settings with the site's own folder of models, whose manifest builds on the one of `models_dir`.

    So a promotion changes nothing in a repository or an image that others share, and where a new release brings new
    models they count until the site promotes one of its own: docs/decisions/0016-models-of-a-site.md.

    Parameters
    ----------
    settings : Settings
    create : bool
        False leaves the settings as they are where the site has no such folder yet.

    Raises
    ------
    ModelMissing, SetupError
        When `settings.models_dir` has no manifest, or the own one is broken or cannot be written.
    """
    base, own = settings.models_dir.absolute(), settings.data_dir.absolute() / OWN
    if own.resolve() == base.resolve() or not (create or (own / FILE_NAME).is_file()):
        return settings
    if not (own / FILE_NAME).is_file() or json_object(own / FILE_NAME).get("base") != str(base):
        Manifest.read(base)
        with _changed(own, base=str(base)):
            pass
    return settings.model_copy(update={"models_dir": own})


def register(
    models_dir: str | Path, name: str, facts: Mapping[str, Any], weights: Sequence[str], *,
    source: Path | None = None, documents: Sequence[str] = (),
) -> Entry:
    """Add a version of a model to the manifest without making it current.

    Registering the same weights again updates the facts and documents of their entry, such as new metrics.

    Parameters
    ----------
    models_dir : str or Path
        The folder of models; created when it is missing.
    name : str
        Name and version, such as "persons_3"; see `next_name`.
    facts : mapping
        The entry's fields: role, origin, license, labels, input, thresholds, metrics, card. File names, sizes and
        checksums are computed.
    weights : sequence of str
        Names of the weight files, the one to open first.
    source : Path, optional
        Folder that files are copied from; a weight file that it lacks must already be in the folder of models.
    documents : sequence of str
        Names of further files in `source`, such as the card; these may replace older ones.

    Returns
    -------
    Entry

    Raises
    ------
    SetupError
        When the folder cannot be written, a file is missing, a field is wrong, or the name or a file belongs to other
        weights.
    """
    folder, origin = Path(models_dir), Path(source or models_dir)
    paths = {file: origin / file if (origin / file).is_file() else folder / file for file in weights}
    _check_name(name)
    with _changed(folder) as table:
        pins = {file: _pin(path) for file, path in paths.items()}
        entry = {**facts, "file": weights[0], **pins[weights[0]], **({"files": pins} if len(pins) > 1 else {})}
        Manifest.parse(folder / FILE_NAME, {"schema": SCHEMA, "models": {name: entry}})
        _refuse_other_weights(folder / FILE_NAME, table, (name, pins))
        _refuse_other_files(folder, pins)
        for file, path in paths.items():
            if not (folder / file).exists():
                _copy(path, folder / file)
        for file in documents:
            _copy(origin / file, folder / file)
        table["models"][name] = entry
    return Manifest.read(folder).entries[name]


def promote(models_dir: str | Path, name: str) -> Entry:
    """Make a version the current one of its role, after verifying its checksums; the former one is remembered.

    Parameters
    ----------
    models_dir : str or Path
    name : str
        As in the manifest. Promoting the current version changes nothing.

    Raises
    ------
    ModelMissing
        When there is no such version, or a file of it is missing or changed.
    SetupError
        When the manifest is broken or cannot be written.
    """
    with _changed(Path(models_dir), create=False) as table:
        manifest = Manifest.parse(Path(models_dir) / FILE_NAME, table)
        entry = _entry(manifest, name)
        check(entry)
        current = manifest.current.get(entry.role)
        if current != name:
            _set_current(table, manifest, entry)
            if current is not None:
                table.setdefault("former", {})[entry.role] = [*manifest.former.get(entry.role, ()), current]
    return entry


def roll_back(models_dir: str | Path, role: str) -> Entry:
    """Return a role to the version that was current before; calling it again goes back further.

    Parameters
    ----------
    models_dir : str or Path
    role : str
        "intent", "persons", ...

    Raises
    ------
    ModelMissing
        When there is no former version, or a file of it is missing or changed.
    SetupError
        When the manifest is broken or cannot be written.
    """
    with _changed(Path(models_dir), create=False) as table:
        manifest = Manifest.parse(Path(models_dir) / FILE_NAME, table)
        former = manifest.former.get(role, ())
        if not former:
            raise ModelMissing(f"The role {role} has no former model to return to.",
                               f"Roles with a model: {', '.join(manifest.current) or 'none'}. Use “promote” to choose "
                               "a model by name.")
        entry = _entry(manifest, former[-1])
        check(entry)
        _set_current(table, manifest, entry)
        table.setdefault("former", {})[role] = list(former[:-1])
    return entry


def listing(models_dir: str | Path) -> list[dict[str, Any]]:
    """All versions in a folder, for people and JSON.

    Returns
    -------
    list of dict
        As `store.describe`, with "current", "previous" (the version that `roll_back` returns to) and "state"
        ("ready", or the reason why it cannot be used).

    Raises
    ------
    ModelMissing, SetupError
        When there is no manifest, or it is broken.
    """
    manifest = Manifest.read(models_dir)
    rows = []
    for entry in manifest.entries.values():
        try:
            check(entry)
            state = "ready"
        except ModelMissing as error:
            state = error.message
        rows.append({
            **describe(entry), "current": manifest.current.get(entry.role) == entry.name,
            "previous": manifest.former.get(entry.role, ())[-1:] == (entry.name,), "state": state,
        })
    return rows


def next_name(models_dir: str | Path, stem: str) -> str:
    """The first version of a name that is neither in the manifest nor on disk: "persons" -> "persons_3".

    Parameters
    ----------
    models_dir : str or Path
    stem : str
        The name without its version.
    """
    folder = Path(models_dir)
    names = set(Manifest.read(folder).entries) if (folder / FILE_NAME).is_file() else set()
    names |= {path.stem for path in folder.glob(f"{stem}_*")}
    versions = [int(match[1]) for name in names if (match := re.fullmatch(rf"{re.escape(stem)}_(\d+)", name))]
    return f"{stem}_{max(versions, default=0) + 1}"


def require_free(models_dir: str | Path, name: str) -> None:
    """Refuse a name that is taken, before hours of training end with that error.

    Raises
    ------
    SetupError
        When the manifest or a file in the folder has this name.
    """
    folder = Path(models_dir)
    registered = (folder / FILE_NAME).is_file() and name in Manifest.read(folder).entries
    if registered or any(folder.glob(f"{name}.*")):
        raise SetupError(f"The name {name} is taken in {folder}, and weights are never overwritten.",
                         f"Choose another name, such as {next_name(folder, name.rpartition('_')[0] or name)}.")


def of_role(settings: Settings, role: str, name: str) -> Entry:
    """A version that the site knows, by its role and name; raises NotFound."""
    entries = Manifest.read(with_own_folder(settings, create=False).models_dir).entries
    if name not in entries or entries[name].role != role:
        raise NotFound(f"There is no version {name[:60]!r} of {role}.", "`models` lists them.")
    return entries[name]


def use(settings: Settings, role: str, name: str) -> str:
    """Promote a version of a role on a site; returns its name. Raises as `check_follows`, `of_role` and `promote`."""
    check_follows(settings, role)
    return promote(with_own_folder(settings).models_dir, of_role(settings, role, name).name).name


def use_former(settings: Settings, role: str) -> str:
    """Roll a role of a site back; returns the name now in use. Raises as `check_follows` and `roll_back`."""
    check_follows(settings, role)
    return roll_back(with_own_folder(settings).models_dir, role).name


def check_follows(settings: Settings, role: str) -> None:
    """Raises Misuse where the site's operator named a model of a role: it stays in use whatever is promoted."""
    if named := getattr(settings, f"{role}_model", ""):
        raise Misuse(f"This site was started with the model {named}, which stays in use whatever is promoted.",
                     f"Start it without --{role}-model and MERCHLENS_{role.upper()}_MODEL.")


def read_comparison(entry: Entry, file: str, parse: Callable[[dict[str, Any]], Comparison]) -> Comparison:
    """What training wrote into a file beside a version about it and the one that it came from.

    Parameters
    ----------
    entry : Entry
    file : str
    parse : callable
        The JSON object of the file -> the comparison.

    Raises
    ------
    NotFound
        The version was not trained here.
    SetupError
        The comparison is damaged.
    """
    try:
        return parse(json.loads(entry.path.with_name(file).read_text("utf-8")))
    except FileNotFoundError:
        raise NotFound(f"{entry.name} was not trained here, so there is no comparison.", "Its card says how good it is."
                       ) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise SetupError(f"The comparison {file} is damaged.", "Train again; the version itself can be used."
                         ) from None


def _set_current(table: dict[str, Any], manifest: Manifest, entry: Entry) -> None:
    """Choose a version; a choice that is also the base's is not written down, so that it follows the base again."""
    of_base = manifest.base.current if manifest.base else {}
    chosen = {**table["current"], entry.role: entry.name}
    table["current"] = {role: name for role, name in chosen.items() if of_base.get(role) != name}


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise SetupError(f"{name!r} cannot be the name of a model.", "Use letters, digits, “_”, “-” and “.”.")


@contextmanager
def _changed(folder: Path, *, create: bool = True, base: str = "") -> Iterator[dict[str, Any]]:
    """The manifest's JSON, to be changed in the block; checked and written in one step when the block ends well.

    `base` is what it is to build on from now on.
    """
    path = folder / FILE_NAME
    try:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            json_object(path)  # raises
        with _locked(folder):
            table: dict[str, Any] = json_object(path) if path.is_file() else {"schema": SCHEMA}
            before = _text(table)
            table |= {"base": base} if base else {}
            Manifest.parse(path, table)
            for key in ("current", "models"):
                table.setdefault(key, {})
            yield table
            Manifest.parse(path, table)
            if _text(table) != before:
                _write(path, _text(table))
    except MerchlensError:
        raise
    except OSError as error:
        raise SetupError(f"The models folder {folder} cannot be changed: {error.strerror or error}.",
                         "Check its permissions and the free space on its disk.") from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """An exclusive lock on a folder, held by one process at a time; temporary files of killed processes go."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for path in folder.glob(f"{_TEMPORARY}*"):
            path.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def _pin(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise SetupError(f"The weight file {path} is missing.", "Write it before the model is registered.")
    return {"sha256": sha256_of(path), "bytes": path.stat().st_size}


def _refuse_other_weights(path: Path, table: dict[str, Any], new: tuple[str, dict[str, dict[str, Any]]]) -> None:
    name, pins = new
    entry = Manifest.parse(path, table).entries.get(name)
    if entry is None:
        return
    if name not in table["models"]:
        raise SetupError(f"The name {name} belongs to a bundled model.", "Choose another name.")
    if {file.path.name: file.sha256 for file in entry.files} != {file: pin["sha256"] for file, pin in pins.items()}:
        raise SetupError(f"The model {name} is registered with other weights, and weights are never overwritten.",
                         "Register the new weights under a new name.")


def _refuse_other_files(folder: Path, pins: Mapping[str, Mapping[str, Any]]) -> None:
    """A weight file that is already in the folder must be the same."""
    for file, pin in pins.items():
        if (folder / file).exists() and sha256_of(folder / file) != pin["sha256"]:
            raise SetupError(f"{folder / file} exists with other content, and weights are never overwritten.",
                             "Register the new weights under a new name, or move that file away.")


def _copy(source: Path, target: Path) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=_TEMPORARY)
    with os.fdopen(handle, "wb") as file, source.open("rb") as content:
        shutil.copyfileobj(content, file)
        _settle(file)
    os.replace(temporary, target)


def _write(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_TEMPORARY)
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode())
        _settle(file)
    os.replace(temporary, path)


def _settle(file: IO[bytes]) -> None:
    """Make a temporary file readable for everybody, and durable before it gets its name."""
    file.flush()
    os.fchmod(file.fileno(), 0o644)
    os.fsync(file.fileno())


def _text(table: Mapping[str, Any]) -> str:
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"


def _entry(manifest: Manifest, name: str) -> Entry:
    if name not in manifest.entries:
        raise ModelMissing(f"There is no model {name} in {manifest.path}.",
                           f"Known models: {', '.join(manifest.entries) or 'none'}.")
    return manifest.entries[name]
