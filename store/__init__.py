"""Postgres through asyncpg: the register, the ledger, the inbox and who is who. Only SQL beside what runs it."""
