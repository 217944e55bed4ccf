"""The detector of products in use, trained further on shelf photos whose boxes people corrected, as a job.

`verbs` is what doors call, `work` is what the job board asks, `tasks` trains in a process of its own with `training`
and measures both versions; `order` says what is to be done, `card` writes down what came of it.
"""
