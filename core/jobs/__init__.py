"""The job board: long work that survives restarts, a killed process and a full disk.

The `scheduler` hands leased items to threads from the `ready_queue`; `hosts` and `retry` keep it polite and patient,
`leases` makes sure that each item is done once.
"""
