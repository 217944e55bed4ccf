"""Which modules of this program a module needs, and which packages of others: read from its imports, run by nobody."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Closure:
    """What a module needs to run.

    Attributes
    ----------
    sources : dict of Path to str
        File -> its text, relative to the folder that `core` lies in. Of a package whose `__init__` nobody asks for a
        name, only what it says of itself is there, so that one module of a room does not bring all of them.
    packages : tuple of str
        Names by which packages of others are imported, in order.
    """

    sources: dict[Path, str]
    packages: tuple[str, ...]


def closure(root: Path, module: str, *, without: Collection[str] = ()) -> Closure:
    """Follow the imports of a module, those inside functions too, but not those for type checkers.

    Parameters
    ----------
    root : Path
        The folder that `core` lies in.
    module : str
        Such as "core.shelf.alone".
    without : collection of str
        Modules that are left out, such as those that a function imports when it is asked for more.
    """
    own = module.partition(".")[0]
    pending, whole, others = [module], set[str](), set[str]()
    while pending:
        name = pending.pop()
        if name in whole or name in without:
            continue
        whole.add(name)
        for asked in imports(ast.parse(_file(root, name).read_text("utf-8"))):
            if asked.partition(".")[0] == own:
                pending.append(asked if is_module(root, asked) else asked.rpartition(".")[0])
            else:
                others.add(asked.partition(".")[0])
    sources = {_file(root, name).relative_to(root): _file(root, name).read_text("utf-8") for name in sorted(whole)}
    for room in sorted({parent for name in whole for parent in _parents(name)} - whole):
        sources[_file(root, room).relative_to(root)] = _docstring(_file(root, room))
    return Closure(sources, tuple(sorted(others - sys.stdlib_module_names)))


def imports(tree: ast.Module) -> Iterator[str]:
    """The dotted names that a module imports, the last part being a module or what is in one.

    Examples
    --------
    >>> list(imports(ast.parse("import os.path\\nfrom core.nouns import sku")))
    ['os.path', 'core.nouns.sku']
    """
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        pending += ast.iter_child_nodes(node)


def is_module(root: Path, name: str) -> bool:
    """Whether a dotted name is a module or a package below a folder."""
    path = root.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _file(root: Path, name: str) -> Path:
    path = root.joinpath(*name.split("."))
    return path / "__init__.py" if (path / "__init__.py").is_file() else path.with_suffix(".py")


def _parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts)))


def _docstring(path: Path) -> str:
    text = path.read_text("utf-8")
    first = ast.parse(text).body[0]
    return f"{ast.get_source_segment(text, first)}\n"
