#!/usr/bin/env python3
"""What the order costs that makes results the same bits: the step benchmarks of two builds, with and without it, in turn.

  cmake --preset release && cmake --build --preset release --target bench_engine_process_evacuation bench_engine_process_mobility
  cmake --preset unordered && cmake --build --preset unordered --target bench_engine_process_evacuation bench_engine_process_mobility
  benchmarks/end_to_end/order_cost.py [--rounds 7] [--only evacuation] [--filter square]

For each case: processor time without the order and with it, medians, and the middle and the quartiles of with / without - 1
over the rounds. Neighbours on the machine show in both, so that the quotient of one round stands for more than a time."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CASES = {"evacuation": ".", "mobility": "side:40"}


def times(build, program, words):
    """Milliseconds of the processor, of one step or of an hour of traffic, by case."""
    result = subprocess.run([SOURCE / "build" / build / "benchmarks" / program, "--benchmark_format=json", *words], check=True,
                            stdout=subprocess.PIPE, env={**os.environ, "OMP_NUM_THREADS": "1"})
    to_ms = {"ns": 1e-6, "us": 1e-3, "ms": 1}
    return {case["name"]: case["cpu_time"] * to_ms[case["time_unit"]] for case in json.loads(result.stdout)["benchmarks"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--filter", help="of cases' names; by default all of evacuation and the smaller grid of mobility")
    parser.add_argument("--only", choices=list(CASES))
    given = parser.parse_args()
    if given.rounds < 2:
        parser.error("--rounds: quartiles need two at least")
    print(f"load {os.getloadavg()[0]:.1f}\n\n| case | without, ms | with, ms | more | quartiles |\n|---|---|---|---|---|")
    for process in [given.only] if given.only else CASES:
        words = [f"--benchmark_filter={given.filter or CASES[process]}"]
        taken = {"unordered": [], "release": []}
        for k in range(given.rounds):
            for build in sorted(taken, reverse=k % 2 == 0):  # each is the first one half of the time
                taken[build].append(times(build, f"bench_engine_process_{process}", words))
        for case in taken["release"][0]:
            without, ordered = ([one[case] for one in taken[build]] for build in ("unordered", "release"))
            low, middle, high = statistics.quantiles((b / a - 1 for a, b in zip(without, ordered)), n=4)
            print(f"| {case} | {statistics.median(without):.3g} | {statistics.median(ordered):.3g} | {100 * middle:+.1f} % | "
                  f"{100 * low:+.1f} … {100 * high:+.1f} % |", flush=True)


if __name__ == "__main__":
    main()
