"""What an audit found, for people: counts, what it could win, what to fix first, and files that leave the house.

Everything reads `core.nouns.audit_row.AuditRow` from an iterable, once and in a stream; nothing here holds all rows.
"""
