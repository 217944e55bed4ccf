"""Picture tests: planning one from a shop's own variance, and reading it with a stopping rule.

`plan` chooses products and duration, `randomization` assigns and tests, `readout` reads, `stopping` spends the error
over several looks.
"""
