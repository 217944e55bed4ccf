"""Worker processes and child processes: where strangers' bytes and models live, with limits of time and memory.

`pool` keeps warm workers for pictures, `worker` is what runs in each of them, `ray_process` borrows them from a Ray
cluster. `child` runs one long task with progress. `tasks` resolves a task's name ("core.<room>.tasks:<function>"),
`launch` starts a process and sets its limits.
"""
