#!/usr/bin/env python3
"""Runs the grid at several peaks of demand and draws flow over accumulation: the macroscopic fundamental diagram.

  scenarios/grid_mfd/diagram.py --machi build/release/machi --work grid_runs

Accumulation and flow are those of Edie (1963) over all links and five minutes: time and distance that vehicles spend and
drive there. Ends with 1 where the diagram has no hump, where loadings do not share one branch, or where unloading lies
above it."""
import argparse
import collections
import gzip
import pathlib
import subprocess
import sys
import xml.etree.ElementTree

import make_input as grid

HERE = pathlib.Path(__file__).resolve().parent
BIN_S = 300
PEAKS_1_S = (4, 12)
ENTERS, LEAVES = "entered link", ("vehicle leaves traffic", "vehicle aborts")
LANE_KM = len(list(grid.streets())) * grid.LENGTH_M / 1000


def run(machi, work, peak, seed):
    inputs = work / f"input_{peak}_{seed}"
    grid.write(peak, seed, inputs)
    out = work / f"run_{peak}_{seed}"
    subprocess.run([machi, "run", HERE / "scenario.yaml", "-o", out, "--force", "--quiet",
                    "--set", f"mobility.network_file={inputs}/network.xml",
                    "--set", f"mobility.population_file={inputs}/population.xml"], check=True)
    events = work / f"events_{peak}_{seed}.xml.gz"
    subprocess.run([machi, "export", out, "--to", "matsim-events", "-o", events, "--force", "--quiet"], check=True)
    return events


def diagram(events):
    """(vehicles per lane-km, vehicles per hour and lane) of each bin, in the order of time."""
    spent_s, driven_m = collections.Counter(), collections.Counter()
    entered = {}
    with gzip.open(events) as text:
        for _, event in xml.etree.ElementTree.iterparse(text):
            kind = event.get("type")
            if kind != ENTERS and kind not in LEAVES:
                continue
            vehicle, at_s = event.get("vehicle"), int(float(event.get("time")))
            if vehicle in entered:
                add(spent_s, driven_m, entered.pop(vehicle), at_s)
            if kind == ENTERS:
                entered[vehicle] = at_s
            event.clear()
    bins = max(spent_s) + 1
    return [(spent_s[b] / BIN_S / LANE_KM, 3.6 * driven_m[b] / BIN_S / LANE_KM) for b in range(bins)]


def add(spent_s, driven_m, begin, end):
    """Spreads a link that was driven from begin to end over the bins."""
    for b in range(begin // BIN_S, end // BIN_S + 1):
        part = min(end, (b + 1) * BIN_S) - max(begin, b * BIN_S)
        if part > 0:
            spent_s[b] += part
            driven_m[b] += grid.LENGTH_M * part / (end - begin)


def parts(points):
    """Loading, up to the most vehicles, and unloading."""
    most = max(range(len(points)), key=lambda b: points[b][0])
    return points[:most + 1], points[most:]


def flow_at(branch, density):
    """By straight lines between the points of a branch; None beyond it."""
    for (k0, q0), (k1, q1) in zip(branch, branch[1:]):
        if min(k0, k1) <= density <= max(k0, k1) and k0 != k1:
            return q0 + (q1 - q0) * (density - k0) / (k1 - k0)
    return None


def verdicts(runs):
    """Sentences about what does not hold."""
    wrong = []
    fullest = max(runs.values(), key=lambda points: max(k for k, _ in points))
    loading, _ = parts(fullest)
    top = max(q for _, q in loading)
    critical = next(k for k, q in loading if q >= 0.9 * top)
    if loading[-1][1] > 0.85 * top or loading[-1][0] < 1.5 * critical:
        wrong.append(f"no hump: {top:.0f} veh/h from {critical:.1f} veh/km on, {loading[-1][1]:.0f} at {loading[-1][0]:.1f}")
    for part in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        density = part * critical
        flows = [q for q in (flow_at(parts(points)[0], density) for points in runs.values()) if q is not None]
        if max(flows) - min(flows) > 0.05 * top:
            wrong.append(f"loadings differ at {density:.1f} veh/km: {min(flows):.0f} to {max(flows):.0f} veh/h")
    gaps = []
    for points in runs.values():
        up, down = parts(points)
        for density in (0.4 * critical, 0.6 * critical, 0.8 * critical, critical, 1.2 * critical):
            pair = flow_at(up, density), flow_at(list(reversed(down)), density)
            if None not in pair:
                gaps.append((pair[0] - pair[1]) / top)
    if max(gaps) < 0.05:
        wrong.append(f"no hysteresis: unloading is at most {100 * max(gaps):.1f} % below loading")
    if min(gaps) < -0.05:
        wrong.append(f"unloading lies {-100 * min(gaps):.1f} % above loading")
    return wrong, top, critical, max(gaps)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--work", required=True)
    given = parser.parse_args()
    machi, work = pathlib.Path(given.machi).resolve(), pathlib.Path(given.work).resolve()
    runs = {peak: diagram(run(machi, work, peak, 1)) for peak in PEAKS_1_S}
    print("| minute | " + " | ".join(f"veh/km | veh/h, peak {peak}/s" for peak in PEAKS_1_S) + " |")
    print("|---|" + "---|---|" * len(PEAKS_1_S))
    for b in range(0, max(map(len, runs.values())), 2):
        cells = [f"{points[b][0]:.1f} | {points[b][1]:.0f}" if b < len(points) else " | " for points in runs.values()]
        print(f"| {b * BIN_S // 60} | " + " | ".join(cells) + " |")
    wrong, top, critical, gap = verdicts(runs)
    print(f"Largest flow {top:.0f} veh/h and lane, nine tenths of it from {critical:.1f} veh/km on; unloading up to {100 * gap:.0f} % of it below.")
    for sentence in wrong:
        print("FAILED: " + sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
