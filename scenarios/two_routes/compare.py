#!/usr/bin/env python3
"""Runs the two routes and holds the equilibrium against what a bottleneck with a way round it comes to.

  scenarios/two_routes/compare.py --machi build/release/machi --work two_routes_runs

Ends with 1 where a figure is further from it than the table says."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

import make_input as case

HERE = pathlib.Path(__file__).resolve().parent
#: Each link takes whole steps and one for its buffer; the last, 200 m, takes none.
FREE_SHORT_S, OUT_S = case.SHORT_S + 1, 200 / case.SPEED_M_S


def expected():
    """All take the short route until its queue delays them by what the long one takes more. Then as many go round as the
    bottleneck cannot let through."""
    delay_s = case.LONG_S - case.SHORT_S
    growth = case.DEMAND_1_S / case.BOTTLENECK_1_S - 1  # s of delay a second
    until_s = delay_s / growth
    all_s = 3600 * case.HOURS
    on_long = (case.DEMAND_1_S - case.BOTTLENECK_1_S) * (all_s - until_s)
    mean_delay_s = (until_s * delay_s / 2 + (all_s - until_s) * delay_s) / all_s
    return on_long, FREE_SHORT_S + OUT_S + mean_delay_s


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--work", required=True)
    given = parser.parse_args()
    work = pathlib.Path(given.work).resolve()
    case.write(work / "input")
    shutil.copy(HERE / "scenario.yaml", work)
    out = work / "run"
    subprocess.run([pathlib.Path(given.machi).resolve(), "run", work / "scenario.yaml", "-o", out, "--force", "--quiet"],
                   check=True)
    kpi = json.loads((out / "kpi.json").read_text(encoding="utf-8"))["mobility"]
    short_km, more_km = (case.SHORT_S * case.SPEED_M_S + 200) / 1000, (case.LONG_S - case.SHORT_S) * case.SPEED_M_S / 1000
    on_long = (kpi["vehicle_km"] - short_km * case.PERSONS) / more_km
    wanted_on_long, wanted_s = expected()
    failed = False
    print("| | run | expected | off | allowed |\n|---|---|---|---|---|")
    for what, value, wanted, allowed in (("vehicles on the long route", on_long, wanted_on_long, 0.05),
                                         ("mean travel time, s", kpi["mean_travel_time_s"], wanted_s, 0.02)):
        off = value / wanted - 1
        failed |= abs(off) > allowed
        print(f"| {what} | {value:.1f} | {wanted:.1f} | {100 * off:+.1f} % | {100 * allowed:.0f} % |")
    failed |= kpi["relative_gap"] > 0.005
    print(f"| relative gap | {kpi['relative_gap']:.4f} | 0 | | 0.005 |")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
