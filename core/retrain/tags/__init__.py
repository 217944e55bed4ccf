"""The head of the tags model on a site's own goods: a dataset of tags -> a new version, compared, promoted by a person.

`order` reads what labels say, `work` is the job, `tasks` learns in a process of its own (`learn` the arithmetic),
`card` writes it down.
"""
