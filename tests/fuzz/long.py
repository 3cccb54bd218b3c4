#!/usr/bin/env python3
"""The libFuzzer targets for a long time, one after the other, from their committed seeds and what was found before.

  cmake --preset fuzz && cmake --build --preset fuzz
  tests/fuzz/long.py [--runs 1000000] [--only citygml checkpoint] [--found build/fuzz/found]

Says for each target how many inputs it bore, how many of them in a second of the processor's time, and how many edges and
features of the code they reached. Ends with 1 where one did not: the input is kept
in the folder of what was found as crash-…, timeout-… or oom-…."""
import argparse
import os
import pathlib
import re
import resource
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = SOURCE / "build/fuzz/tests/fuzz"
# Short inputs are tried by the thousand a second. Where more fit in, it is because the format needs them.
LONGEST = {"archive": 4096, "checkpoint": 1024, "epw": 4096, "gridded_frames": 2048, "water_frames": 4096}
# Freed memory that is kept to see late uses must fit into a cache, or every input waits for memory.
ADDRESS_SANITIZER = "detect_leaks=0:quarantine_size_mb=4:thread_local_quarantine_size_kb=64:malloc_context_size=8"


def words_of(name):
    """The words that a reader knows: what stands in quotes in the folders that its target includes."""
    target = (SOURCE / f"tests/fuzz/fuzz_{name}.cpp").read_text(encoding="utf-8")
    words = set()
    for folder in sorted(set(re.findall(r'#include "(io/\w+)/', target))):
        for source in sorted((SOURCE / folder).glob("*.cpp")):
            code = re.sub(r"#include.*|//.*", "", source.read_text(encoding="utf-8"))
            words.update(re.findall(r'"([A-Za-z][\w.:-]{1,31})"', code))
    return sorted(words)


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(name, given):
    found = given.found / name
    found.mkdir(parents=True, exist_ok=True)
    dictionary = given.found / f"{name}.words"
    dictionary.write_text("".join(f'"{word}"\n' for word in words_of(name)), encoding="utf-8")
    words = [given.programs / f"fuzz_{name}", f"-runs={given.runs}", f"-max_len={LONGEST.get(name, 2048)}",
             f"-seed={given.seed}", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={found}/", f"-dict={dictionary}",
             "-print_final_stats=1", found, SOURCE / "tests/fuzz/corpus" / name]
    before = processor_seconds()
    with open(given.found / f"{name}.log", "w", encoding="utf-8") as log:
        code = subprocess.run(words, stdout=log, stderr=log, check=False,
                              env={**os.environ, "ASAN_OPTIONS": ADDRESS_SANITIZER}).returncode
    seconds = max(processor_seconds() - before, 1e-3)
    text = (given.found / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    done, edges, features = (int((re.findall(pattern, text) or ["0"])[-1]) for pattern in
                             (r"stat::number_of_executed_units: +(\d+)", r" cov: (\d+)", r" ft: (\d+)"))
    print(f"| {name} | {done:,} | {done / seconds:,.0f} | {edges:,} | {features:,} | "
          f"{'none' if code == 0 else f'exit code {code}, see {name}.log'} |", flush=True)
    return code == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--programs", type=pathlib.Path, default=PROGRAMS)
    parser.add_argument("--found", type=pathlib.Path, default=SOURCE / "build/fuzz/found")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    names = given.only or sorted(path.name for path in (SOURCE / "tests/fuzz/corpus").iterdir())
    print("| reader | inputs | inputs/s | edges | features | found |\n|---|---|---|---|---|---|", flush=True)
    return 0 if all([run(name, given) for name in names]) else 1


if __name__ == "__main__":
    sys.exit(main())
