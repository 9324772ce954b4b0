"""What went wrong, in words: errors of libraries and of our own layers as the end of a command."""

import sys

from commandline.exits import Failed, Stop, Unreachable

DOCTOR = "`starter.py doctor` finds what is wrong with the set-up"
MIGRATE = "`starter.py migrate`, then again"
SHOPS = "correct the shops file; AMENDS_SHOPS_FILE names another one"
# Errors of ours whose text says by itself what is wrong and where, with what to do. By name, so that no module is
# imported merely to compare with it.
PLAIN = {
    "settings.SettingsError": "correct it in the environment or in .env",
    "codec.keys.KeysError": "",
    "codec.encryption.CannotDecrypt": "",
    "engine.errors.EngineError": "",
    "gateways.shops.ShopsError": SHOPS,
    "intake.policies.BadPolicy": SHOPS,
    "store.migrate.MigrationError": "",
    "store.codec.UnknownEvent": "a newer version wrote it: run that version here too",
    "store.codec.BrokenStory": "`starter.py register verify` says which events are wrong",
    "domain.money.MoneyError": "",
}


def as_stop(error: Exception) -> Stop | None:
    """The end of the command that this error means; None for an error that nobody expects, which is a fault of ours."""
    if isinstance(error, Stop):
        return error
    name = f"{type(error).__module__}.{type(error).__name__}"
    if name in PLAIN:
        return Failed(_code(error), str(error), PLAIN[name])
    return _of_postgres(error) or _of_temporal(error) or _of_the_machine(error)


def _of_postgres(error: Exception) -> Stop | None:
    if "asyncpg" not in sys.modules:
        return None
    import asyncpg

    if isinstance(error, asyncpg.UndefinedTableError | asyncpg.UndefinedColumnError | asyncpg.UndefinedFunctionError):
        return Failed("SCHEMA_IS_OLD", f"The database lacks what this version needs: {error}.", MIGRATE)
    gone = (
        asyncpg.PostgresConnectionError,
        asyncpg.CannotConnectNowError,
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.InterfaceError,
        asyncpg.QueryCanceledError,
    )
    if isinstance(error, gone):
        return Unreachable("NO_POSTGRES", f"Postgres cannot be used: {error}.", DOCTOR)
    return None


def _of_temporal(error: Exception) -> Stop | None:
    if "temporalio.service" not in sys.modules:
        return None
    from temporalio.service import RPCError

    if isinstance(error, RPCError):
        return Unreachable("NO_TEMPORAL", f"Temporal did not do it ({error.status.name}): {error.message}.", DOCTOR)
    return None


def _of_the_machine(error: Exception) -> Stop | None:
    if isinstance(error, TimeoutError):
        return Unreachable("TOO_SLOW", "A server did not answer in time; what was under way may still happen.", DOCTOR)
    if isinstance(error, ConnectionError):
        return Unreachable("CONNECTION_LOST", f"A connection was lost: {error}.", DOCTOR)
    if isinstance(error, OSError):
        what = f"{error.filename or 'A file'}: {error.strerror or error}."
        return Failed("FILE", what, "check the path, and who may read it")
    return None


def _code(error: Exception) -> str:
    name = type(error).__name__
    return "".join(f"_{letter}" if letter.isupper() and at else letter for at, letter in enumerate(name)).upper()
