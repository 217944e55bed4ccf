"""Effects of photo types on sales: which method a table allows, the estimate, and how far to trust it.

`estimate` chooses and runs the methods (`panel`, `cross_section`, `event_study`, `naive`), `checks` looks for reasons
to doubt, `sensitivity`, `placebo` and `influence` test the result, `grading` turns them into a grade.
"""
