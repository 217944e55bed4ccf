"""Training: one folder a role, each with the command that trains its model from a folder of labeled photos.

`data/` reads the picture pack and holds out whole sources; `intent/`, `persons/` and `faces/` each prepare, fit,
measure, write a model card and register a new version. The commands: docs/models.md, "Training again".
Only people who train run this code; the dashboard does not import it.
"""
