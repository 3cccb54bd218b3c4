#!/usr/bin/env python3
"""Runs the town with fleets of several sizes and prints a table of what people and vehicles have of it.

  scenarios/town_shuttle/sizes.py --machi build/release/machi --work shuttle_runs

Ends with 1 where more vehicles make people wait longer or reject more of them."""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SIZES = (5, 10, 20, 40, 80)


def fleet(machi, work, vehicles):
    out = work / f"vehicles_{vehicles}"
    subprocess.run([machi, "run", HERE / "scenario.yaml", "-o", out, "--force", "--quiet",
                    "--set", f"mobility.fleets.shuttle.vehicles={vehicles}"], check=True)
    return json.loads((out / "kpi.json").read_text(encoding="utf-8"))["mobility"]["fleets"]["shuttle"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--work", required=True)
    given = parser.parse_args()
    machi, work = pathlib.Path(given.machi).resolve(), pathlib.Path(given.work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    print("| vehicles | requests | rejected, % | mean wait, s | 95 % wait, s | detour | shared, % | persons a vehicle "
          "| empty km, % | persons per vehicle-hour |\n|---|---|---|---|---|---|---|---|---|---|")
    before = None
    failed = False
    for vehicles in SIZES:
        kpi = fleet(machi, work, vehicles)
        rejected = kpi["rejected"] / kpi["requests"]
        print(f"| {vehicles} | {kpi['requests']} | {100 * rejected:.1f} | {kpi['mean_wait_s']:.0f} | "
              f"{kpi['p95_wait_s']:.0f} | {kpi['mean_detour']:.2f} | {100 * kpi['shared_share']:.0f} | "
              f"{kpi['pooling']:.2f} | {100 * kpi['empty_km_share']:.0f} | {kpi['passengers_per_vehicle_hour']:.1f} |")
        if before and (rejected > before[0] or kpi["mean_wait_s"] > before[1]):
            failed = True
        before = (rejected, kpi["mean_wait_s"])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
