"""Models at work: one folder a role (faces, persons, intent, text); each turns an image into a noun.

Runs in worker processes only. A detector that finds nothing returns an empty noun; missing weights raise SetupError.
`contract_check` opens models of strangers once, in a process of its own.
"""
