#!/usr/bin/env python3
"""The libFuzzer targets for a long time, one after the other, from their committed seeds and what was found before.

  cmake --preset fuzz && cmake --build --preset fuzz
  tests/fuzz/long.py [--runs 1000000] [--only citygml checkpoint] [--found build/fuzz/found]

Says for each target how many inputs it bore and how many of them a second. Ends with 1 where one did not: the input is kept
in the folder of what was found as crash-…, timeout-… or oom-…."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = SOURCE / "build/fuzz/tests/fuzz"
# Short inputs are tried by the thousand a second. Where more fit in, it is because the format needs them.
LONGEST = {"archive": 4096, "checkpoint": 1024, "epw": 4096, "gridded_frames": 2048, "water_frames": 4096}


def run(name, given):
    found = given.found / name
    found.mkdir(parents=True, exist_ok=True)
    words = [PROGRAMS / f"fuzz_{name}", f"-runs={given.runs}", f"-max_len={LONGEST.get(name, 2048)}", f"-seed={given.seed}",
             "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={found}/", "-print_final_stats=1", found,
             SOURCE / "tests/fuzz/corpus" / name]
    begin = time.monotonic()
    with open(given.found / f"{name}.log", "w", encoding="utf-8") as log:
        code = subprocess.run(words, stdout=log, stderr=log, check=False,
                              env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}).returncode
    seconds = time.monotonic() - begin
    text = (given.found / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    done = int((re.findall(r"stat::number_of_executed_units: +(\d+)", text) or ["0"])[-1])
    print(f"| {name} | {done:,} | {done / seconds:,.0f} | {'none' if code == 0 else f'exit code {code}, see {name}.log'} |", flush=True)
    return code == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--found", type=pathlib.Path, default=SOURCE / "build/fuzz/found")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    names = given.only or sorted(path.name for path in (SOURCE / "tests/fuzz/corpus").iterdir())
    print("| reader | inputs | inputs/s | found |\n|---|---|---|---|", flush=True)
    return 0 if all([run(name, given) for name in names]) else 1


if __name__ == "__main__":
    sys.exit(main())
