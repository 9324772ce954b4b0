"""Sessions that several pieces of work share one after the other."""

from store.pool import connect


async def test_work_that_broke_off_leaves_nothing_behind(database: str) -> None:
    """A session that is given back in the middle of a transaction holds no lock and no half-done row."""
    pool = await connect(database, size=1)
    try:
        connection = await pool.acquire()
        await connection.transaction().start()
        await connection.execute("SELECT pg_advisory_xact_lock(7)")
        await connection.execute("CREATE TABLE half_done (id int)")
        await pool.release(connection)

        assert await pool.fetchval("SELECT to_regclass('half_done')") is None
        assert await pool.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
        async with pool.acquire() as again:
            assert not again.is_in_transaction()
    finally:
        await pool.close()
