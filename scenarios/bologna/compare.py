#!/usr/bin/env python3
"""Runs Bologna's two networks here and, where it is installed, with SUMO on the same files, and prints one table.

  scenarios/bologna/compare.py --data FOLDER --machi build/release/machi --work DIR

FOLDER holds `joined` and `acosta` of SUMO's scenarios. Ends with 1 where a vehicle is lost or, with SUMO, where the
mean duration at the saturation flow of SUMO's mesoscopic model is more than 15 % from that model with junction
control."""
import argparse
import collections
import gzip
import json
import pathlib
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree

#: Ours, by name: keys that differ from their defaults.
OURS = (
    ("machi, 1,900 veh/h and lane", {}),
    ("machi, 1,640 veh/h and lane", {"saturation_flow_1_h": 1640}),
    ("machi, 1,640 veh/h and lane, yellow driven", {"saturation_flow_1_h": 1640, "yellow": "drive"}),
)
HELD = 1  # of OURS, against THEIRS[0]
THEIRS = (
    ("SUMO mesoscopic, junction control", ["--mesosim", "true", "--meso-junction-control", "true"]),
    ("SUMO mesoscopic", ["--mesosim", "true"]),
    ("SUMO microscopic", []),
)
MOST_OFF = 0.15


class Files:
    def __init__(self, folder, name):
        at = folder / name
        self.network = at / f"{name}_buslanes.net.xml"
        self.routes = at / f"{name}.rou.xml"
        self.busses = at / f"{name}_busses.rou.xml"
        self.additional = [at / f"{name}_{what}.add.xml" for what in ("vtypes", "tls", "bus_stops")]


def ours(machi, files, work, keys):
    """Vehicles, arrived, mean duration on the network and mean wait before it, seconds of the whole program."""
    given = {"network_file": files.network, "population_file": files.routes, "stuck_s": 300, **keys,
             "additional_files": [str(path) for path in (*files.additional, files.busses)]}
    mobility = "".join(f"  {key}: {json.dumps(value if isinstance(value, (int, float, list)) else str(value))}\n"
                       for key, value in given.items())
    scenario = work / "scenario.yaml"
    scenario.write_text(f"scenario: {{name: bologna, seed: 1, end_s: 40000}}\nmobility:\n{mobility}", encoding="utf-8")
    begin = time.monotonic()
    subprocess.run([machi, "run", scenario, "-o", work / "run", "--force", "--quiet"], check=True)
    taken = time.monotonic() - begin
    events = work / "events.xml.gz"
    subprocess.run([machi, "export", work / "run", "--to", "matsim-events", "-o", events, "--force", "--quiet"],
                   check=True)
    kpi = json.loads((work / "run" / "kpi.json").read_text(encoding="utf-8"))["mobility"]
    return kpi["persons"], kpi["arrived"], *durations(events), taken, kpi["forced_moves"]


def durations(events):
    """Means from the first edge to the end of the last drive, and from departure to the first edge."""
    departed, entered, left = {}, {}, {}
    with gzip.open(events) as file:
        for _, event in xml.etree.ElementTree.iterparse(file):
            kind = event.get("type")
            if kind == "departure":
                departed.setdefault(event.get("person"), float(event.get("time")))
            elif kind == "entered link":
                entered.setdefault(event.get("vehicle"), float(event.get("time")))
            elif kind == "vehicle leaves traffic":
                left[event.get("vehicle")] = float(event.get("time"))
            event.clear()
    count = len(left)
    return (sum(left[v] - entered[v] for v in left) / count, sum(entered[v] - departed[v] for v in left) / count)


def theirs(sumo, files, arguments):
    run = subprocess.run([sumo, "-n", files.network, "-r", f"{files.routes},{files.busses}",
                          "-a", ",".join(map(str, files.additional)), "--no-step-log", "--no-warnings",
                          "--duration-log.statistics", "--xml-validation", "never", "--seed", "42", *arguments],
                         check=True, capture_output=True, text=True)
    found = collections.defaultdict(float)
    for name, value in re.findall(r"^ *(\w+): (-?[\d.]+)", run.stdout, re.MULTILINE):
        found.setdefault(name if name != "Duration" or "Loop" in found else "Loop", float(value))
    return (int(found["Inserted"]), int(found["Inserted"] - found["Running"]), found["Duration"], found["DepartDelay"],
            found["Loop"], int(found["Teleports"]))


def row(name, figures):
    inserted, arrived, duration, wait, seconds, forced = figures
    print(f"| {name} | {inserted} | {arrived} | {duration:.1f} | {wait:.1f} | {forced} | {seconds:.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--sumo", default="sumo")
    given = parser.parse_args()
    machi, sumo = pathlib.Path(given.machi).resolve(), shutil.which(given.sumo)
    given.work.mkdir(parents=True, exist_ok=True)
    failed = False
    for name in ("joined", "acosta"):
        files = Files(given.data.resolve(), name)
        print(f"\n| {name} | vehicles | arrived | mean duration, s | mean wait before, s | forced | run, s |\n"
              "|---|---|---|---|---|---|---|")
        mine = [ours(machi, files, given.work, keys) for _, keys in OURS]
        for (title, _), figures in zip(OURS, mine):
            row(title, figures)
            failed |= figures[0] != figures[1]
        if sumo is None:
            continue
        for title, arguments in THEIRS:
            figures = theirs(sumo, files, arguments)
            row(title, figures)
            if title == THEIRS[0][0]:
                off = mine[HELD][2] / figures[2] - 1
        print(f"\n{OURS[HELD][0]} against {THEIRS[0][0]}: {100 * off:+.1f} %")
        failed |= abs(off) > MOST_OFF
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
