"""python -m sandbox: the outside world as a process of its own."""

import argparse
import logging
import sys
from pathlib import Path

import uvicorn

from sandbox import credentials
from sandbox.app import create_app
from sandbox.world import Pace


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (loopback)")
    parser.add_argument("--port", type=int, default=8090, help="HTTP port of all providers")
    parser.add_argument("--smtp-port", type=int, default=8025, help="port of the mail server")
    parser.add_argument("--books", type=Path, default=Path(".amends/sandbox.db"), help="file of the books")
    parser.add_argument("--amends", default=None, help="where Amends takes messages; none are sent without it")
    parser.add_argument("--speed", type=float, default=1.0, help="divides every delay of the scenes")
    parser.add_argument("--hang", type=float, default=60.0, help="seconds that a hanging answer hangs")
    parser.add_argument("--print-shops", action="store_true", help="print the shops file for Amends and stop")
    return parser


def main() -> int:
    """Run until stopped."""
    given = _arguments().parse_args()
    if given.print_shops:
        sys.stdout.write(credentials.shops_toml(f"http://{given.host}:{given.port}", given.host, given.smtp_port))
        return 0
    if given.speed <= 0:
        sys.stderr.write("--speed must be above 0\n")
        return 2
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    given.books.parent.mkdir(parents=True, exist_ok=True)
    app = create_app(
        given.books, amends=given.amends, smtp_port=given.smtp_port, smtp_host=given.host,
        pace=Pace(speed=given.speed, hang=given.hang),
    )  # fmt: skip
    uvicorn.run(app, host=given.host, port=given.port, log_level="warning", timeout_graceful_shutdown=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
