#!/usr/bin/env python3
"""What start routes of an equilibrium bring: relative gap and mean trip of the first and the last day, with both starts.

  benchmarks/end_to_end/start_routes.py --machi build/release/machi --work DIR [--days 10] [--set KEY=VALUE]… SCENARIO…

Each day a tenth of the people looks for the best route, where the scenario has no replanning of its own."""
import argparse
import pathlib
import re
import subprocess

A_TENTH_A_DAY = {"plans": 1, "selector": "keep", "select_weight": 0.9, "reroute_weight": 0.1, "time_weight": 0,
                 "mode_weight": 0, "innovation_until": 1}
DAY = re.compile(r"^\S+ +\d+  \S+  \S+  (-?\d+\.\d+)  (\d+\.\d)  \d+  \d+, \d+, \d+, \d+$")  # behind the time of the log


def days_of(log):
    """(relative gap, mean trip in s) of each day."""
    found = (DAY.match(line) for line in log.splitlines())
    return [(float(match[1]), float(match[2])) for match in found if match]


def ran(machi, scenario, output, days, method, sets):
    own = "replanning:" in scenario.read_text(encoding="utf-8")
    words = [machi, "run", scenario, "-o", output, "--force", "--quiet", "--set", f"mobility.start_routes.method={method}",
             "--set", f"mobility.replanning.max_iterations={days}", "--set", "mobility.replanning.relative_gap=0"]
    for key, value in ({} if own else A_TENTH_A_DAY).items():
        words += ["--set", f"mobility.replanning.{key}={value}"]
    for pair in sets:
        words += ["--set", pair]
    subprocess.run(words, check=True)
    return days_of((output / "log.txt").read_text(encoding="utf-8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("scenarios", nargs="+", type=pathlib.Path)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    print(f"| scenario | start | gap, day 0 | mean trip, s | gap, day {given.days} | mean trip, s |\n|---|---|---|---|---|---|")
    for scenario in given.scenarios:
        for method in ("free_speed", "equilibrium"):
            output = given.work / f"{scenario.parent.name}_{method}"
            days = ran(given.machi.resolve(), scenario, output, given.days, method, given.set)
            print(f"| {scenario.parent.name} | {method} | {days[0][0]:.4f} | {days[0][1]:.1f} | {days[-1][0]:.4f} | {days[-1][1]:.1f} |",
                  flush=True)


if __name__ == "__main__":
    main()
