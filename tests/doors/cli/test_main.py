"""The command line as a whole: exit codes, errors in a sentence, help."""

from __future__ import annotations

import io

import pytest

from core.doors.cli import main
from core.errors import FetchFailed, Misuse, NotFound, SetupError, WorkFailed


@pytest.mark.parametrize("arguments, word", [
    (["analyze"], "required"),
    (["analyze", "x.jpg", "--cascade", "long"], "cascade"),
    (["analyze", "x.jpg", "--workers", "0"], "--workers"),
    (["explain", "x.jpg", "--label", "shoes", "--out", "o.png"], "shoes"),
    (["explain", "x.jpg", "--label", "apparel", "--out", "o.gif"], ".png or .jpg"),
    (["dance"], "dance"),
])
def test_misuse_is_said_in_a_sentence(run, arguments, word):
    done = run(*arguments)
    assert done.returncode == 2 and word in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("changes, word", [
    ({"MERCHLENS_MODELS_DIR": "/nonexistent"}, "nonexistent"),
    ({"MERCHLENS_INTENT_MODEL": "no-such-model"}, "no-such-model"),
    ({"MERCHLENS_WORKERS": "many"}, "MERCHLENS_WORKERS"),
    ({"MERCHLENS_DATA_DIR": "/proc/merchlens"}, "/proc/merchlens/models cannot be changed"),
])
def test_a_broken_set_up_is_said_in_a_sentence(run, photos, changes, word):
    done = run("analyze", photos["bus"], **changes)
    assert done.returncode == 2 and word in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [
    ("analyze", "{photo}", "{photo}", "{photo}"), ("explain", "{photo}", "--label", "other", "--out", "{out}"),
    ("audit", "{photo}"), ("serve", "--port", "0"),
])
def test_a_refused_model_is_one_sentence_at_the_start(run, photos, tmp_path, command):
    model = tmp_path / "html.tflite"
    model.write_text("<html>not found</html>")
    words = [word.format(photo=photos["bus"], out=tmp_path / "why.png") for word in command]
    done = run(*words, MERCHLENS_INTENT_MODEL=str(model))
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("html.tflite is not a .tflite file") == 1 and "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "workers.log").exists(), "no worker process was started"


def test_a_refused_persons_model_is_one_sentence_at_the_start(run, photos, tmp_path):
    for suffix in (".xml", ".bin"):
        (tmp_path / f"page{suffix}").write_text("<html>not found</html>")
    done = run("analyze", photos["bus"], photos["zidane"], "--persons-model", tmp_path / "page.xml")
    assert done.returncode == 2 and done.stdout == "" and done.stderr.count("page.xml is not an OpenVINO model") == 1


def test_help_names_every_command(run):
    done = run("--help")
    assert done.returncode == 0 and all(name in done.stdout for name in ("analyze", "explain", "models", "serve"))


def test_every_command_has_help_and_runs_something():
    """Each option of each command says what it does, and each command sets what to run."""
    commands = main.parser()._subparsers._group_actions[0].choices
    assert list(commands) == ["analyze", "recognize", "tag", "own-tags", "audit", "role", "wrong-pictures", "search",
                              "similar", "products", "shelf", "shelf-export", "people", "sales", "plan-test",
                              "read-test", "explain", "explain-benchmark", "explore", "flip", "flow", "crop",
                              "corrections", "dataset", "train", "retrain", "models", "evaluate", "serve"]
    for name, command in commands.items():
        assert command.get_default("run"), name
        assert command.description, name
        for action in command._actions:
            assert action.help or action.choices, f"{name} {action.option_strings or action.dest}"


@pytest.mark.parametrize(("error", "code"), [
    (Misuse("Wrong.", "Right."), 2), (NotFound("Gone.", "Look."), 1), (FetchFailed("Slow.", "Wait."), 1),
    (SetupError("Broken.", "Mend."), 2), (WorkFailed("Crashed.", "Report."), 2), (KeyboardInterrupt(), 130),
    (BrokenPipeError(), 1),
])
def test_an_error_is_a_sentence_and_an_exit_code(monkeypatch, capsys, error, code):
    def fail(options: object) -> int:
        raise error

    monkeypatch.setattr(main.models, "run", fail)
    monkeypatch.setattr(main.sys, "stderr", io.StringIO())
    assert main.main(["models"]) == code
    assert capsys.readouterr().out == ""


def test_a_message_from_outside_does_not_steer_the_terminal(monkeypatch, capsys):
    def fail(options: object) -> int:
        raise NotFound("There is no file \x1b]0;OWNED\x07.", "Check \x9b31m it.")

    monkeypatch.setattr(main.models, "run", fail)
    main.main(["models"])
    assert capsys.readouterr().err == "merchlens: There is no file ?]0;OWNED?. Check ?31m it.\n"
