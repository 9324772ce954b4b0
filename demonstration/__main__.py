"""python -m demonstration [--once]: what `starter.py demo` runs."""

import argparse
import os
import sys

from demonstration.run import main

parser = argparse.ArgumentParser(prog="python -m demonstration", description=main.__doc__)
parser.add_argument("--once", action="store_true", help="end by itself: 0 when every case ended as its sample says")
code = main(once=parser.parse_args().once)
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)  # a process that used Temporal's client may crash an interpreter that winds down by itself
