"""Durable jobs of any kind: listed, leased, done and counted, through kills and restarts.

`board` is the engine, `kinds` says where each kind of job lives, `leases` moves items through the database, `verbs` is
what doors call for any job.
"""

from core.jobs.verbs import cancel, continue_unfinished, delete_leftovers, find, list_jobs, pause, resume

__all__ = ["cancel", "continue_unfinished", "delete_leftovers", "find", "list_jobs", "pause", "resume"]
