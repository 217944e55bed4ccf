"""The command line: `main` parses and dispatches, with one module for each command.

`terminal` is the only place that prints: it cleans text from outside and shows the progress of every job. `options`
holds what several commands share.
"""
