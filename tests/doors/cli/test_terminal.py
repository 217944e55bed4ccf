"""Everything that the command line prints goes through one place, which cleans it."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.doors.cli import terminal
from core.errors import Misuse
from core.settings import ROOT
from core.words.printable import printable

STEERING = "h\x1b]0;OWNED\x07\x1b[2J\r\n\x9b31m\x7f\u202e"


class Terminal(io.StringIO):
    """A stream where a person reads."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The error stream of a command whose user sits at a terminal."""
    stream = Terminal()
    monkeypatch.setattr(terminal, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setattr(terminal, "LOOK_SECONDS", 0)
    return stream


def test_results_and_sentences_are_clean_lines(capsys) -> None:
    terminal.show(STEERING, "second")
    terminal.say(STEERING)
    out, err = capsys.readouterr()
    assert out == f"{printable(STEERING)}\nsecond\n" and err == f"{printable(STEERING)}\n"


def test_json_keeps_its_value_and_is_clean(capsys) -> None:
    value = {"title": STEERING, "city": "Köln"}
    terminal.show_json(value)
    line = capsys.readouterr().out
    assert json.loads(line) == value and line.rstrip("\n").isprintable() and "Köln" in line


def test_a_file_is_cleaned_for_a_person_and_kept_for_a_pipe(monkeypatch, capsysbinary) -> None:
    data = "uri,title\r\na.jpg,\x1b]0;OWNED\x07 Größe\r\n".encode()
    terminal.file_output().write(data)
    assert capsysbinary.readouterr().out == data
    screen = Terminal()
    monkeypatch.setattr(terminal, "sys", SimpleNamespace(stdout=screen))
    output = terminal.file_output()
    for byte in b"\xef\xbb\xbf" + data:  # however it is cut
        output.write(bytes([byte]))
    output.flush()
    assert screen.getvalue() == "uri,title\na.jpg,?]0;OWNED? Größe\n"


def test_a_job_is_watched_to_its_end(person) -> None:
    steps = iter([terminal.Progress(True, "1 of 3"), terminal.Progress(True, "2 of 3", "Robots say wait.\x07"),
                  terminal.Progress(True, "2 of 3", "Robots say wait.\x07"), terminal.Progress(False, "3 of 3")])
    terminal.watch(lambda: next(steps), lambda: "Paused.")
    written = person.getvalue()
    assert written.index("1 of 3") < written.index("2 of 3") and "3 of 3" not in written
    assert written.count("Robots say wait.?\n") == 1 and "Paused." not in written
    assert written.endswith("\x1b[2K\r"), "the progress line is gone at the end"


def test_no_progress_line_where_nobody_watches(capsys) -> None:
    steps = iter([terminal.Progress(True, "1 of 3", "Waiting for a host."), terminal.Progress(False, "3 of 3")])
    terminal.watch(lambda: next(steps), lambda: "Paused.")
    assert capsys.readouterr().err == "Waiting for a host.\n"


def test_ctrl_c_calls_the_jobs_own_way_to_stop(person) -> None:
    def look() -> terminal.Progress:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        terminal.watch(look, lambda: "Paused. Run the same command with --resume to continue.")
    assert "Paused. Run" in person.getvalue()


def test_a_file_that_cannot_be_written_is_misuse(tmp_path: Path) -> None:
    terminal.write_file(tmp_path / "a.json", b"{}")
    assert (tmp_path / "a.json").read_bytes() == b"{}"
    with pytest.raises(Misuse, match="cannot be written"):
        terminal.write_file(tmp_path / "no" / "a.json", b"{}")


def test_no_other_module_of_the_command_line_prints() -> None:
    for path in sorted((ROOT / "core" / "doors" / "cli").glob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        prints = [node.lineno for node in calls if ast.unparse(node.func) in ("print", "sys.stdout.write",
                                                                                "sys.stderr.write")]
        assert not prints or path.name == "terminal.py", f"{path.name}:{prints}"
