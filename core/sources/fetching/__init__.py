"""Asking servers: which addresses may be asked (`guard`), how one is fetched within limits of time and bytes (`fetch`),
what servers answer in place of a document (`http_errors`), and what a host allows crawlers, how often (`robots`).
"""
