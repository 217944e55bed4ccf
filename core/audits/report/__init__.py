"""An audit's report: how many pictures there are of each sort, the opportunity, and what to fix first.

`build` reads an audit's rows once, through a tally for each part (`summary`, `opportunity` with `error_rates`, `queues`
by `findings`, `shared_pictures`), and keeps the report (`core.nouns.plain`). `files` writes exports: `tables`, and from
the same report `html_report` with its `html_parts`. Rows come in a stream; no module holds all of them.
"""
