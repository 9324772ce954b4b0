"""The engine on one machine: the real Postgres and the real Temporal server, and our own programs, as child processes.

Nothing here is needed where DATABASE_URL and TEMPORAL_ADDRESS name servers that somebody else runs.
"""
