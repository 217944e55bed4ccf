"""Which model files there are, and whether they are the ones that were meant.

`manifest` is the list, `store` reads and checks it, `external` brings models that are not bundled (`browsers`,
`downloads`), `tflite/` reads the file format.
"""
