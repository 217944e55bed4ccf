"""Writes docs/commands.md from the command line's own parser: `python -m docs.commands`. A test compares the two."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.doors.cli.main import parser

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# Commands

`.venv/bin/python -m core COMMAND`; `--help` says the same. Written by `python -m docs.commands`; do not edit this page.

Exit codes: 0 success, 1 some pictures failed or the data cannot be used, 2 wrong usage or a setup that cannot work, 130
stopped by Ctrl+C. Results go to standard output, progress and messages to standard error. [Settings](settings.md) are
environment variables.
"""
EXAMPLES = {
    "analyze": """```
$ python -m core analyze photos
kind          decided by      top label         shoppable  sensitive  uri
model_face    faces 1.00      other 0.65        yes 0.65        0.13  photos/astronaut.png
failed        This is plain text, not a supported picture format. [...]  photos/broken.jpg
product_only  nothing found   negative 0.93     no  0.03        0.10  photos/coffee.png
2 analyzed, 1 failed, 6.2 s
```
`--json` prints one JSON object per line (schema 2); a failure has `error`, `message` and `hint`.""",
    "audit": """```
python -m core audit https://shop.example/sitemap.xml --limit 5000 --out audit.csv
python -m core audit feed.csv --columns image=photo_url,price=cost --rules all --out report.html
```
More: [audits](audits.md).""",
    "sales": """```
python -m core sales sales.csv --column units=sold --column control=weather --out report.html
python -m core sales simulated --simulate 7
```
More: [sales](sales.md).""",
    "plan-test": """```
python -m core plan-test sales.csv --kind model_face --effect 8 --out plan.json
```""",
    "read-test": """```
python -m core read-test sales-after.csv --plan plan.json --out result.json
```""",
    "explain": """```
$ python -m core explain photos/astronaut.jpg --label other --out overlay.png --map map.npy
other 0.65; grad-cam at functional_6_1/functional_5_1/features_1/Relu6; wrote overlay.png
```
The .npy holds the numbers, float32 in 0..1, in the frame of the picture.""",
}


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *(_section(name, command) for name, command, _ in commands_of(parser()))])


def commands_of(command: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser, str]]:
    """Name, parser and help of the commands below a parser."""
    return [(choice.dest, action.choices[choice.dest], choice.help or "") for action in command._actions
            if isinstance(action, argparse._SubParsersAction) for choice in action._choices_actions]


def _section(name: str, command: argparse.ArgumentParser) -> str:
    rows = [f"| {_name(action)} | {_meaning(action)} |" for action in command._actions
            if action.dest != "help" and not isinstance(action, argparse._SubParsersAction)]
    for word, below, meaning in commands_of(command):
        arguments = " ".join(str(action.metavar or action.dest) for action in below._actions if action.dest != "help")
        rows.append(f"| `{name} {word} {arguments}` | {meaning} |")
    table = ["| Argument | Meaning |", "|---|---|", *rows]
    example = [EXAMPLES[name], ""] if name in EXAMPLES else []
    return "\n".join([f"## {name}", command.description or "", "", *table, "", *example])


def _name(action: argparse.Action) -> str:
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    flag = "" if action.nargs == 0 else f" {value}"
    shown = f"{action.option_strings[-1]}{flag}" if action.option_strings else f"{value}"
    return "`" + shown.replace("|", "\\|") + "`" + (" (required)" if action.required and action.option_strings else "")


def _meaning(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%").replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
