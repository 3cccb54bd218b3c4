#!/usr/bin/env python3
"""Times a grid of 40 x 40 signalled crossings with 100,000 vehicles in an hour, here and with SUMO's mesoscopic model on
the same files, in turn in one run.

  benchmarks/end_to_end/mobility_grid.py --machi MACHI --grid DATA/mobility/grid [--rounds 3] [--work DIR]

DATA/mobility/grid has make_inputs.sh and make_routes.py; netgenerate and sumo must be installed. SUMO writes volumes and
times of every edge (edgeData, 900 s); so does `no events` here, by 15 min; with events all of those of every link are
written, too, which say more. Signals stop vehicles here and in SUMO with junction control, not in SUMO without. `simulation`: what SUMO
calls Duration, and here the phases run and write; `program`: all, from the start to the end of the process."""
import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
import time


def make_inputs(grid, work):
    net, routes = work / "grid40_tls.net.xml", work / "grid40_100000.rou.xml"
    if not net.exists():  # the line of make_inputs.sh for this network
        subprocess.run(["netgenerate", "--grid", "--grid.number", "40", "--grid.length", "200", "--default.lanenumber", "2",
                        "--default.speed", "13.89", "-j", "traffic_light", "--seed", "42", "-o", net],
                       check=True, stdout=subprocess.DEVNULL)
    if not routes.exists():
        with open(routes, "w", encoding="utf-8") as file:
            subprocess.run(["python3", "-B", grid / "make_routes.py", "40", "100000", "42"], check=True, stdout=file)
    return net, routes


def timed(command, **how):
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    result = subprocess.run(command, check=True, capture_output=True, text=True, **how)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result, time.monotonic() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(machi, net, routes, work, end_s, **keys):
    given = {"network_file": str(net), "population_file": str(routes), "stuck_s": 300, **keys}
    scenario = work / "scenario.yaml"
    scenario.write_text(f"scenario: {{seed: 42, end_s: {end_s}}}\nmobility: {json.dumps(given)}\n", encoding="utf-8")
    _, wall, processor = timed([machi, "run", scenario, "-o", work / "run", "--force", "--quiet", "--threads", "1"])
    run = json.loads((work / "run/run.json").read_text(encoding="utf-8"))
    seconds = {phase["name"]: phase["wall_s"]["max"] for phase in run["phases"]}
    kpi = json.loads((work / "run/kpi.json").read_text(encoding="utf-8"))["mobility"]
    return seconds["run"] + seconds["write"], wall, processor, kpi["arrived"]


def theirs(net, routes, work, end_s, *arguments):
    data = work / "edges.add.xml"
    data.write_text(f'<additional><edgeData id="e" file="{work}/edges.xml" freq="900"/></additional>', encoding="utf-8")
    result, wall, processor = timed(["sumo", "-n", net, "-r", routes, "-a", data, "-b", "0", "-e", str(end_s), "--seed", "42",
                                     "--mesosim", "true", "--no-step-log", "--no-warnings", "--duration-log.statistics",
                                     "--xml-validation", "never", *arguments],
                                    env={**os.environ, "SUMO_HOME": os.environ.get("SUMO_HOME", "/usr/share/sumo")})
    number = lambda name: float(re.search(rf"^ *{name}: ([\d.]+)", result.stdout, re.MULTILINE)[1])
    return number("Duration"), wall, processor, int(number("Inserted") - number("Running"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--grid", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--end-s", type=int, default=3600)
    parser.add_argument("--work", type=pathlib.Path)
    given = parser.parse_args()
    work = given.work or pathlib.Path(tempfile.mkdtemp())
    work.mkdir(parents=True, exist_ok=True)
    net, routes = make_inputs(given.grid, work)
    machi, end_s = str(pathlib.Path(given.machi).resolve()), given.end_s
    runs = {
        "machi, events": lambda: ours(machi, net, routes, work, end_s),
        "machi, no events": lambda: ours(machi, net, routes, work, end_s, events=False),
        "SUMO mesoscopic": lambda: theirs(net, routes, work, end_s),
        "SUMO mesoscopic, junction control": lambda: theirs(net, routes, work, end_s, "--meso-junction-control", "true"),
    }
    taken = {name: [] for name in runs}
    for _ in range(given.rounds):
        for name, run in runs.items():
            taken[name].append(run())
    print(f"medians of {given.rounds}; load {os.getloadavg()[0]:.1f}\n"
          "| | simulation, s | program, s | processor, s | arrived |\n|---|---|---|---|---|")
    median = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in taken.items()}
    for name, (simulation, program, processor, arrived) in median.items():
        print(f"| {name} | {simulation:.2f} | {program:.2f} | {processor:.2f} | {arrived:.0f} |")
    for name in list(runs)[2:]:
        for mine in list(runs)[:2]:
            print(f"{name}: {median[name][0] / median[mine][0]:.1f} times the simulation, {median[name][1] / median[mine][1]:.1f} "
                  f"times the program, {median[name][2] / median[mine][2]:.1f} times the processor time of {mine}")
    if given.work is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
