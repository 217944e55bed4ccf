"""The model of persons in use, trained further on the boxes of a site's own dataset, as a job.

`verbs` is what doors call, `work` is what the job board asks, `tasks` trains in a process of its own: `batches` draws
views, `training` fits; `order` says what is to be done, `card` writes down what came of it.
"""
