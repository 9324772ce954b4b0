"""python -m chaos [--full] [--seed SEED] [--planted NAME]: what `make chaos` runs."""

import argparse
import os
import secrets
import sys

from chaos import planted
from chaos.plan import NIGHTLY, SUBMISSION, Plan
from chaos.run import main

parser = argparse.ArgumentParser(prog="python -m chaos", description=main.__doc__)
parser.add_argument("--full", action="store_true", help="the nightly size: 1,000 cases, 300 s of faults")
parser.add_argument("--seed", default="", help="repeats the plan of kills and faults of an earlier run")
parser.add_argument("--planted", default="", choices=("", *planted.NAMES), help="one fault of ours, to see it found")
given = parser.parse_args()
seed = given.seed or secrets.token_hex(4)
repro = f"make chaos SEED={seed}" + (" FULL=1" if given.full else "")
repro += f" PLANTED={given.planted}" if given.planted else ""
plan = Plan(seed=seed, sizes=NIGHTLY if given.full else SUBMISSION)
code = main(plan, repro=repro, planted=given.planted)
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)  # a process that used Temporal's client may crash an interpreter that winds down by itself
