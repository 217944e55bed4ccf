"""One module for each step of the database's form; a step is never changed once released.

The number in a name is its place in the order.
"""
