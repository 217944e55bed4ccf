"""The house rules as tests: each failure names file and line. Fewer words than a style guide, and they bite.

The rules are those of the design: a spine and rooms, imports that point downwards, doors that decide nothing.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ("app.py", "core", "pages", "benchmarks", "demo", "docs", "tests")
MODULE_LINES, TEST_LINES, PAGE_LINES, FUNCTION_LINES, POSITIONAL = 400, 500, 80, 50, 4
WEIGHT_MB, ALL_MB = 13, 110
ARCHITECTURE_LINES, ROOM_CHANGES = 60, 16
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
HEAVY = {"tensorflow", "keras", "torch", "torchvision", "ultralytics", "openvino", "ai_edge_litert", "cv2", "mtcnn",
         "onnxruntime", "rapidocr_onnxruntime", "PIL"}
FRAMEWORKS = {"streamlit", "plotly", "fastapi", "starlette", "flask"}
NOT_IN_PAGES = HEAVY | {"sqlite3", "sqlalchemy", "duckdb", "skimage", "sklearn"}
# Levels from the ground up: a module imports from lower levels, from its own room, and inside a level from rooms that
# stand before its own.
LEVELS = (
    ("core.errors", "core.settings", "core.nouns", "core.words"),
    ("core.images", "core.processes", "core.models", "core.vision", "core.sources", "core.catalog", "core.site",
     "core.jobs"),
    ("core.analyze", "core.explain", "core.rules", "core.flip", "core.whatif", "core.detectors", "core.explore",
     "core.similar", "core.datasets", "core.cards", "core.corrections", "core.search", "core.tags", "core.sales",
     "core.audits", "core.skus", "core.alarm", "core.retrain", "core.demo", "core.export", "core.crops", "core.shelf",
     "core.learning", "core.people"),
    ("core.doors", "core.__main__", "pages", "app", "benchmarks"),
)
DOORS = ("app.py", "pages/", "core/doors", "core/site.py")
SUBJECTS = LEVELS[2]
DOORS_MAY_ASK = ("core.errors", "core.settings", "core.nouns", "core.words", "core.site",
                 "core.doors")  # besides the public verbs of each subject and of core.models
OPENING = "core/doors/opening.py"  # composes what a door needs, so it may also hand `fetch` to core.models
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def modules(*places: str) -> list[Path]:
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return found


def at(path: Path, node: ast.AST | int) -> str:
    return f"{path.relative_to(ROOT)}:{node if isinstance(node, int) else node.lineno}"


def named(path: Path) -> str:
    """core/vision/faces/detector.py -> core.vision.faces.detector"""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(*places: str) -> Iterator[tuple[Path, Function]]:
    for path in modules(*places):
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                yield path, node


def imports(path: Path, nodes: Iterator[ast.AST] | None = None) -> Iterator[tuple[str, ast.AST]]:
    """Every imported name, dotted; `from core import site` gives core.site."""
    for node in nodes or ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inner = ROOT / node.module.replace(".", "/") / alias.name
                is_module = inner.with_suffix(".py").is_file() or (inner / "__init__.py").is_file()
                yield (f"{node.module}.{alias.name}" if is_module else node.module), node


def public(node: ast.AST) -> bool:
    return not node.name.startswith("_")


def exported(path: Path) -> Iterator[ast.AST]:
    """Public functions and classes of a module, and public methods of the latter."""
    for node in tree(path).body:
        if isinstance(node, (Function, ast.ClassDef)) and public(node):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (item for item in node.body if isinstance(item, Function) and public(item))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout, so nothing says which files belong to the project")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def none_of(broken: list[str], rule: str) -> None:
    assert not broken, f"{rule}:\n  " + "\n  ".join(broken)


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*CODE)}
    limits = {path: TEST_LINES if named(path).startswith("tests.") else MODULE_LINES for path in lengths}
    none_of([f"{at(path, size)} ({size} lines)" for path, size in lengths.items() if size > limits[path]],
            f"a module has at most {MODULE_LINES} lines, one of tests {TEST_LINES}")


def test_page_scripts_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "pages").glob("*.py")}
    none_of([f"{at(path, size)} ({size} lines)" for path, size in lengths.items() if size > PAGE_LINES],
            f"a page asks, calls a verb and shows, in at most {PAGE_LINES} lines")


def test_functions_are_short() -> None:
    sizes = [(path, node, node.end_lineno - node.lineno + 1) for path, node in functions(*CODE)]
    none_of([f"{at(path, node)} {node.name} ({size} lines)" for path, node, size in sizes if size > FUNCTION_LINES],
            f"a function has at most {FUNCTION_LINES} lines")


def test_few_positional_parameters() -> None:
    broken = []
    for path, node in functions("core", "pages", "benchmarks"):
        names = [item.arg for item in node.args.posonlyargs + node.args.args if item.arg not in ("self", "cls")]
        if len(names) > POSITIONAL:
            broken.append(f"{at(path, node)} {node.name}({', '.join(names)})")
    none_of(broken, f"at most {POSITIONAL} positional parameters; the rest by keyword")


def test_names_can_be_drawn() -> None:
    broken = [at(path, 1) for path in modules(*CODE) if VAGUE & set(path.relative_to(ROOT).with_suffix("").parts)]
    for path in modules(*CODE):
        broken += [f"{at(path, node)} {node.name}" for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)
                   and VAGUE & {word.lower() for word in re.findall(r"[A-Z][a-z]+|[a-z]+", node.name)}]
    none_of(broken, f"no module or class is called one of {', '.join(sorted(VAGUE))}")


def test_no_module_shadows_the_standard_library() -> None:
    # the composition root is only ever imported as core.site, the profile of a photo is run as benchmarks.profile
    allowed = {"__init__", "__main__", "site", "profile"}
    none_of([at(path, 1) for path in modules(*CODE)
             if path.stem in sys.stdlib_module_names - allowed], "no module is named like one of the standard library")


def level(module: str) -> tuple[int, str] | None:
    """Height and room of a module of ours."""
    for height, room in enumerate(room for rooms in LEVELS for room in rooms):
        if module == room or module.startswith(f"{room}."):
            return height, room
    return None


def test_every_module_has_a_level() -> None:
    known = {"core"}
    none_of([at(path, 1) for path in modules("app.py", "core", "pages", "benchmarks")
             if named(path) not in known and level(named(path)) is None], "LEVELS says where each module lives")


def test_imports_point_downwards() -> None:
    broken = []
    for path in modules("app.py", "core", "pages", "benchmarks"):
        here = level(named(path))
        for module, node in imports(path):
            there = level(module)
            if here and there and there[1] != here[1] and there[0] >= here[0]:
                broken.append(f"{at(path, node)} {here[1]} imports {module}")
    none_of(broken, "a module imports from lower levels and its own room only")


def test_subjects_know_each_other_by_their_public_verbs() -> None:
    broken = []
    for path in modules(*(subject.replace(".", "/") for subject in SUBJECTS)):
        for module, node in imports(path):
            there = level(module)
            verbs = module in SUBJECTS or (path.stem == "tasks" and module.endswith(".tasks"))
            if there and there[1] in SUBJECTS and there[1] != level(named(path))[1] and not verbs:
                broken.append(f"{at(path, node)} {module}")
    none_of(broken, "a subject imports another subject's package (its verbs), and tasks.py the other's tasks.py")


def test_doors_use_public_verbs() -> None:
    broken = []
    for path in modules("core/doors", "core/__main__.py"):
        for module, node in imports(path):
            allowed = (*SUBJECTS, "core", "core.models", "core.jobs")
            if module.startswith("core") and module not in allowed and not module.startswith(DOORS_MAY_ASK) \
                    and str(path.relative_to(ROOT)) != OPENING:
                broken.append(f"{at(path, node)} {module}")
    none_of(broken, "doors use rooms by their public verbs")


def test_no_star_imports() -> None:
    none_of([f"{at(path, node)} {node.module}" for path in modules(*CODE) for node in ast.walk(tree(path))
             if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)],
            "names are imported one by one")


def test_the_architecture_page_is_one_screen_and_names_every_room() -> None:
    text = (ROOT / "core" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {path.stem for path in (ROOT / "core").iterdir()
             if (path / "__init__.py").is_file() or (path.suffix == ".py" and not path.stem.startswith("__"))}
    none_of(sorted(room for room in rooms if not re.search(rf"`{room}(\.py|/)?[`/]", text)),
            "core/ARCHITECTURE.md names every room of core")
    assert len(text.splitlines()) <= ARCHITECTURE_LINES, "core/ARCHITECTURE.md fits on one screen"


def test_following_an_audits_source_takes_few_changes_of_room() -> None:
    """The list in core/ARCHITECTURE.md: few, counted right, from each room into another, and each name is there."""
    text = (ROOT / "core" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    steps = re.findall(r"^(\d+)\. .*?-> \*\*(\w+)\*\* (?:`([\w.]+)`)?", text, re.MULTILINE)
    assert [int(number) for number, _, _ in steps] == list(range(1, len(steps) + 1)) and len(steps) <= ROOM_CHANGES
    assert f"source: {len(steps)} changes of room" in text
    for (_, room, _), (_, following, _) in zip(steps, steps[1:], strict=False):
        assert room != following
    for _, room, name in steps:
        file = (name or "__init__").split(".")[0]
        places = list((ROOT / "core" / room).rglob(f"{file}.py")) + list((ROOT / "core" / room).rglob(f"{file}/*.py"))
        assert any(re.search(rf"\b{name.split('.')[-1]}\b", path.read_text("utf-8")) for path in places), name


def test_every_room_says_what_it_is_for() -> None:
    lengths = {path: len((ast.get_docstring(tree(path)) or "").splitlines()) for path in modules("core")
               if path.name == "__init__.py"}
    none_of([f"{at(path, 1)} ({size} lines)" for path, size in lengths.items() if not 2 <= size <= 6],
            "the __init__ of a room has a docstring of 2 to 6 lines")


def test_tests_mirror_the_code() -> None:
    missing = []
    for path in modules("core"):
        inside = path.relative_to(ROOT / "core")
        test = ROOT / "tests" / inside.parent / f"test_{path.stem}.py"
        skipped = path.stem.startswith("__") or "migrations" in path.parts
        if not skipped and not test.is_file():
            missing.append(f"{at(path, 1)} has no {test.relative_to(ROOT)}")
    none_of(missing, "each module of core has a test file of its name")


def test_core_knows_no_framework() -> None:
    none_of([f"{at(path, node)} {module}" for path in modules("core") if "doors" not in path.parts
             for module, node in imports(path) if module.split(".")[0] in FRAMEWORKS],
            "only doors import frameworks")


def test_pages_ask_verbs_and_compute_nothing() -> None:
    broken = []
    for path in modules("app.py", "pages"):
        for module, node in imports(path):
            if module.split(".")[0] in NOT_IN_PAGES or (
                    module.startswith("core") and module not in (*SUBJECTS, "core.jobs") and
                    not module.startswith(DOORS_MAY_ASK)):
                broken.append(f"{at(path, node)} {module}")
    none_of(broken, f"pages use of core only {', '.join(DOORS_MAY_ASK)}, and no pixels, models or SQL")


def at_import(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """What importing a module imports: everything outside functions and TYPE_CHECKING."""
    pending: list[ast.AST] = list(tree(path).body)
    while pending:
        node = pending.pop()
        if isinstance(node, Function) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            continue
        yield from imports(path, iter([node]))
        pending += list(ast.iter_child_nodes(node))


def test_doors_and_what_they_import_stay_light() -> None:
    pending, seen, broken = modules(*DOORS), set(), []
    while pending:
        path = pending.pop()
        if path in seen:
            continue
        seen.add(path)
        for module, node in at_import(path):
            file = ROOT / f"{module.replace('.', '/')}.py"
            pending += [file] if file.is_file() else []
            if module.split(".")[0] in HEAVY:
                broken.append(f"{at(path, node)} {module}")
    none_of(broken, "the process of a page or command decodes nothing and loads no model")


@pytest.mark.parametrize("what", [
    "import core.doors.opening, core.doors.cli.main, core.doors.api.app",
    "from streamlit.testing.v1 import AppTest; app = AppTest.from_file('app.py', default_timeout=90).run(); "
    "page = app.switch_page('pages/analyze.py').run(); assert not app.exception and page.title[0].value == 'Analyze'",
])
def test_doors_load_no_model_for_real(what: str, tmp_path: Path) -> None:
    heavy = sorted(HEAVY - {"PIL"})  # streamlit itself loads PIL
    script = f"import sys; {what}; print('loaded', *sorted(sys.modules.keys() & set({heavy})))"
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(tmp_path), "MERCHLENS_MODELS_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["loaded"], f"{what} loads models' packages: {done.stdout}"


def test_public_names_of_core_are_documented() -> None:
    broken = [f"{at(path, 1)} the module" for path in modules("core")
              if path.stat().st_size and not ast.get_docstring(tree(path))]
    broken += [f"{at(path, node)} {node.name}" for path in modules("core") for node in exported(path)
               if not ast.get_docstring(node)]
    none_of(broken, "every public module, class and function of core says what it is for")


def test_arrays_are_described() -> None:
    broken = []
    for path in modules("core/images", "core/sources", "core/vision", "core/analyze/pipeline.py"):
        for node in tree(path).body:
            if isinstance(node, Function) and public(node) and re.search(r": np\.ndarray\b", ast.unparse(node.args)):
                broken += [] if "shape" in (ast.get_docstring(node) or "") else [f"{at(path, node)} {node.name}"]
    none_of(broken, "who takes an array says its dtype and shape, by numpydoc")


def test_scores_are_compared_with_named_thresholds() -> None:
    broken = []
    for path in modules("core/vision", "core/analyze/pipeline.py"):
        for node in (node for node in ast.walk(tree(path)) if isinstance(node, ast.Compare)):
            literal = any(isinstance(part, ast.Constant) and isinstance(part.value, float) and 0 < part.value < 1
                          for part in (node.left, *node.comparators))
            if literal and re.search(r"score|confidence|probab", ast.unparse(node)):
                broken.append(f"{at(path, node)} {ast.unparse(node)}")
    none_of(broken, "a threshold stands in models/manifest.json or in the settings")


def test_weights_are_small() -> None:
    sizes = {path: path.stat().st_size / 2**20 for path in tracked()}
    none_of([f"{at(path, 1)} ({size:.1f} MB)" for path, size in sizes.items() if size > WEIGHT_MB],
            f"no file over {WEIGHT_MB} MB")
    assert sum(sizes.values()) <= ALL_MB, f"all files together have {sum(sizes.values()):.1f} MB, at most {ALL_MB}"


def test_every_model_is_the_one_the_manifest_means_and_has_a_card() -> None:
    manifest = json.loads((ROOT / "models" / "manifest.json").read_text(encoding="utf-8"))
    broken = []
    for name, values in manifest["models"].items():
        card = ROOT / "models" / (values.get("card") or f"{name}.md")
        broken += [] if card.is_file() else [f"{name}: no card {card.name}"]
        files = values.get("files") or {values["file"]: {"sha256": values["sha256"]}}
        for file, facts in files.items():
            data = (ROOT / "models" / file).read_bytes()
            broken += [] if hashlib.sha256(data).hexdigest() == facts["sha256"] else [f"{name}: {file} differs"]
    none_of(broken, "a model on disk is the one that was measured")


def test_nothing_names_one_machine() -> None:
    places = re.compile(r"(?:^|[^A-Za-z0-9_.~-])/(?:work|farm|home/[a-z]+|tmp/w|root)/", re.MULTILINE)
    broken = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data or path == Path(__file__):
            continue
        text = data.decode("utf-8", "replace")
        broken += [at(path, text.count("\n", 0, found.end()) + 1) for found in places.finditer(text)]
    none_of(broken, "no tracked file mentions a path of one machine")


def test_words_are_calm() -> None:
    loud = re.compile(r"\w!(?=\s|$)|\bOops\b|[\U0001F300-\U0001FAFF\u2600-\u27BF]", re.MULTILINE)
    broken = []
    for path in modules("app.py", "core", "pages"):
        constants = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
        broken += [f"{at(path, node)} {node.value.strip()[:60]!r}" for node in constants
                   if isinstance(node.value, str) and loud.search(node.value)]
    none_of(broken, "no exclamation marks and no emojis in what people read")


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md" and "licenses" not in path.parts]


def test_links_of_the_documentation_lead_somewhere() -> None:
    broken = []
    for path in documents():
        for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
            name, _, anchor = link.partition("#")
            target = path.parent / name if name else path
            if re.match(r"[a-z]+:", link) or (target.exists() and not anchor):
                continue
            titles = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if target.is_file() else []
            if anchor not in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}:
                broken.append(f"{path.relative_to(ROOT)}: {link}")
    none_of(broken, "a link leads to a file, and to a heading in it")


def test_the_documentation_names_files_that_exist() -> None:
    named_file = re.compile(r"\b(?:core|pages|tests|benchmarks|models|docs|demo)/[\w./*-]+\.(?:py|md|json)\b")
    none_of([f"{path.relative_to(ROOT)}: {name}" for path in documents()
             for name in named_file.findall(path.read_text(encoding="utf-8"))
             if not list(ROOT.glob(name)) and not (path.parent / name).exists()],
            "a file that the documentation names exists")
