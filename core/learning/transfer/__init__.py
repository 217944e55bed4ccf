"""Transfer learning: a public ImageNet network by its name becomes a shopping-intent model of a site's own dataset.

`verbs` is what doors call, `work` is what the job board asks, `tasks` trains in a process of its own: `network` builds,
`batches` draws views, `journal` keeps the epochs, so that a killed training goes on; `order` says what is to be done.
"""
