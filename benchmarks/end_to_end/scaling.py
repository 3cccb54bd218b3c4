#!/usr/bin/env python3
"""Strong and weak scaling of the three processes on this machine's cores, from one run in which the layouts take turns.

  benchmarks/end_to_end/scaling.py --machi build/release/machi [--buildings 4000] [--rounds 3] [--only energy] [--hosts 4]

strong: one town on one rank, on two ranks, and on one rank with two threads. weak: twice the buildings on two. Times are
those of the stepping alone (`run` of run.json, slowest rank), medians of the rounds, with the processor time of the whole
program beside them: on a shared machine the clock says how busy others were. --hosts N runs the strong town on 1, 2, 4 … N
ranks, each on a host of its own: network namespaces that talk by TCP over a bridge (needs root). There the processor time
is not known: the ranks are no children of this program."""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

HOSTS = pathlib.Path(__file__).with_name("hosts.sh")
ENVIRONMENT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
               "OMPI_MCA_mpi_yield_when_idle": "1", "OMPI_MCA_btl_vader_single_copy_mechanism": "none", "OMP_WAIT_POLICY": "passive"}
SCENARIOS = {
    "evacuation": """
scenario: {title: scaling, end_s: 120, stop_when_done: false}
city: {file: CITY}
people: {from_buildings: true, departure: uniform, departure_from_s: 0, departure_to_s: 10}
evacuation: {model: collision_free_speed_v2, dt_s: 0.1}
output: {report: false}
""",
    "mobility": """
scenario: {title: scaling, start: "00:00", end_s: 129600}
city: {file: CITY}
mobility: {population: synthetic}
output: {report: false}
""",
    "energy": """
scenario: {title: scaling}
city: {file: CITY}
energy: {weather_city: chiba}
output: {report: false}
""",
}


class Bench:
    def __init__(self, given, folder):
        self.given, self.folder = given, folder
        self.machi = str(pathlib.Path(given.machi).resolve())

    def town(self, buildings):
        city = self.folder / f"town_{buildings}.h5"
        if not city.exists():
            self.call([self.machi, "synth", self.folder / f"town_{buildings}", "--buildings", buildings, "--quiet"])
            self.call([self.machi, "import", self.folder / f"town_{buildings}", "-o", city, "--quiet"])
        return city

    def call(self, command, **more):
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                                env={**os.environ, **ENVIRONMENT, **more})
        if result.returncode != 0:
            raise SystemExit(f"{command}: {result.stderr[-2000:]}")

    def run(self, process, buildings, ranks, threads, hosts=False):
        """Seconds of the stepping and of the processor, max/mean of computing and the share of time in which ranks waited."""
        scenario = self.folder / f"{process}_{buildings}.yaml"
        scenario.write_text(SCENARIOS[process].replace("CITY", str(self.town(buildings))), encoding="utf-8")
        launcher = [HOSTS, "run", ranks] if hosts else ["mpirun", "--bind-to", "none", "-n", ranks] if ranks > 1 else []
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.call([*launcher, self.machi, "run", scenario, "-o", self.folder / "run", "--force", "--quiet", "--threads", threads])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        facts = json.loads((self.folder / "run/run.json").read_text(encoding="utf-8"))
        seconds = {phase["name"]: phase["wall_s"]["max"] for phase in facts["phases"]}
        steps = facts["stepping"]
        return (seconds["run"], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
                steps["compute_s"]["max_over_mean"] or 1, steps["idle_share"])

    def table(self, process, title, layouts):
        """layouts: name to (buildings, ranks, threads, hosts, times that the first layout's work is done)."""
        taken = {name: [] for name in layouts}
        for _ in range(self.given.rounds):
            for name, (buildings, ranks, threads, hosts, _) in layouts.items():
                taken[name].append(self.run(process, buildings, ranks, threads, hosts))
        print(f"\n{process}, {title}; medians of {self.given.rounds}; load {os.getloadavg()[0]:.1f}\n\n"
              "| | steps, s | times as fast | processor, s | times the processor time | max/mean | waiting |\n"
              "|---|---|---|---|---|---|---|")
        median = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in taken.items()}
        first = next(iter(median.values()))
        for name, (steps, processor, balance, idle) in median.items():
            work = layouts[name][4]
            cost = "| |" if self.given.hosts else f"{processor:.2f} | {processor / first[1] / work:.2f} |"
            print(f"| {name} | {steps:.2f} | {work * first[0] / steps:.2f} | {cost} {balance:.3f} | {100 * idle:.1f} % |", flush=True)

    def all(self):
        one = self.given.buildings
        for process in self.given.only or SCENARIOS:
            self.town(one)
            if self.given.hosts:
                self.table(process, f"{one} buildings on hosts", {
                    f"{ranks} host{'s' if ranks > 1 else ''}": (one, ranks, 1, True, 1)
                    for ranks in (1 << k for k in range(self.given.hosts.bit_length())) if ranks <= self.given.hosts})
                continue
            self.table(process, f"strong, {one} buildings", {
                "one rank": (one, 1, 1, False, 1), "two ranks": (one, 2, 1, False, 1), "two threads": (one, 1, 2, False, 1)})
            self.town(2 * one)
            self.table(process, f"weak, {one} buildings a core", {
                "one rank": (one, 1, 1, False, 1), "two ranks": (2 * one, 2, 1, False, 2),
                "two threads": (2 * one, 1, 2, False, 2)})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--buildings", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(SCENARIOS))
    parser.add_argument("--hosts", type=int, default=0)
    given = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if given.hosts:
            subprocess.run([HOSTS, "up", str(given.hosts)], check=True)
        try:
            Bench(given, pathlib.Path(folder)).all()
        finally:
            if given.hosts:
                subprocess.run([HOSTS, "down"], check=False)
    print(f"\n{time.monotonic() - begin:.0f} s in all")


if __name__ == "__main__":
    main()
