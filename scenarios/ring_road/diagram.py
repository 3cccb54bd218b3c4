#!/usr/bin/env python3
"""Runs the ring road at several densities and holds flow against the fundamental diagram.

  scenarios/ring_road/diagram.py --machi build/release/machi --work ring_runs

Ends with 1 where a flow is further than 2 % of the largest from the diagram."""
import argparse
import json
import math
import pathlib
import subprocess
import sys

import make_input as ring

HERE = pathlib.Path(__file__).resolve().parent
DENSITIES_1_KM = (10, 20, 30, 50, 70, 90, 110, 125)
FROM_S, TO_S = 6000, 7200
#: A link takes whole steps and one for its buffer.
FREE_M_S = ring.LENGTH_M / (math.floor(ring.LENGTH_M / ring.SPEED_M_S) + 1)


def vehicle_km(machi, work, inputs, dynamics, end_s):
    out = work / f"{inputs.name}_{dynamics}_{end_s}"
    subprocess.run([machi, "run", HERE / "scenario.yaml", "-o", out, "--force", "--quiet",
                    "--set", f"mobility.network_file={inputs}/network.xml",
                    "--set", f"mobility.population_file={inputs}/population.xml",
                    "--set", f"mobility.dynamics={dynamics}", "--set", f"scenario.end_s={end_s}"], check=True)
    return json.loads((out / "kpi.json").read_text(encoding="utf-8"))["mobility"]["vehicle_km"]


def expected_1_s(density_1_m, dynamics):
    free = min(FREE_M_S * density_1_m, ring.MOST_1_S)
    return free if dynamics == "queue" else min(free, ring.WAVE_M_S * (ring.JAM_1_M - density_1_m))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--work", required=True)
    given = parser.parse_args()
    machi, work = pathlib.Path(given.machi).resolve(), pathlib.Path(given.work).resolve()
    ring_m = ring.LINKS * ring.LENGTH_M
    failed = False
    print("| vehicles/km | dynamics | veh/h | diagram | off, % of the largest |\n|---|---|---|---|---|")
    for density in DENSITIES_1_KM:
        inputs = work / f"input_{density}"
        ring.write(density * ring_m // 1000, inputs)
        for dynamics in ("queue", "kinematic_waves"):
            driven_m = 1000 * (vehicle_km(machi, work, inputs, dynamics, TO_S)
                               - vehicle_km(machi, work, inputs, dynamics, FROM_S))
            flow_1_s = driven_m / ring_m / (TO_S - FROM_S)
            diagram_1_s = expected_1_s(density / 1000, dynamics)
            off = 100 * (flow_1_s - diagram_1_s) / ring.MOST_1_S
            failed |= abs(off) > 2
            print(f"| {density} | {dynamics} | {3600 * flow_1_s:.0f} | {3600 * diagram_1_s:.0f} | {off:+.1f} |")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
