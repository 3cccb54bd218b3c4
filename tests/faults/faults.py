"""Does to the program what machines do to it, and holds it to the rules of docs/reliability.md.

    faults.py [--short] [--only NAME…] [--seed N] [--json FILE] [--kills N] …

The long version is the default; every count is an option. Each fault prints its figures; the exit code is 1 where a rule
did not hold. The environment names the program, as ctest and ./test --faults set it: MACHI, MACHI_MPIEXEC, MACHI_SOURCE
and MACHI_FAULTS, the folder of the tools that are built here."""
import argparse
import collections
import concurrent.futures
import contextlib
import functools
import json
import os
import pathlib
import sys
import tempfile
import time
import traceback

import astray
import commits
import damaged
import disks
import hostile
import kills
from program import SOURCE, Case, Run, require

FAULTS = {
    "crashes": commits.crashes,
    "errors": commits.errors,
    "seen": damaged.seen,
    "falls_back": damaged.falls_back,
    "forged": damaged.forged,
    "no_numbers": damaged.no_numbers,
    "memory": astray.memory,
    "full": disks.full,
    "read_only": disks.read_only,
    "log_only": disks.log_only,
    "small_writes": disks.small_writes,
    "folders": hostile.folders,
    "stands_still": kills.stands_still,
    "stops": kills.stops,
    "kills": kills.kills,
    "inputs": hostile.inputs,
    "large": hostile.large,
}
# name, long, short, meaning
COUNTS = (
    ("kills", 200, 6, "runs killed, every second one within the write of a checkpoint"),
    ("stops", 60, 3, "runs stopped by a signal"),
    ("flips", 10000, 400, "bits flipped"),
    ("cuts", 1000, 60, "truncations"),
    ("fallbacks", 100, 3, "damaged checkpoints before which a run goes on"),
    ("forgeries", 500, 6, "checkpoints forged with right checksums"),
    ("offsets", 26, 3, "places where the disk is full, of each scenario"),
    ("commit-cases", 9, 1, "scenarios whose commits are cut between any two calls"),
    ("error-stride", 1, 3, "of the calls of a commit, every so many-th fails"),
    ("pairs", 40, 4, "pairs of runs that want one folder"),
    ("most-ranks", 8, 4, "ranks at once: fewer where the machine is busy with other work"),
    ("stand-still-s", 20, 2, "seconds that one rank stands still"),
    ("mutants", 100000, 300, "mutants of the seeds of each reader"),
)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="the version of continuous integration")
    parser.add_argument("--only", nargs="+", choices=FAULTS, help="these faults alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path, help="writes the figures to this file")
    parser.add_argument("--scenarios", nargs="+", metavar="NAME", help="these alone: room town traffic buildings one_clock")
    parser.add_argument("--keep", help="works in this new folder and leaves there what broke a rule")
    parser.add_argument("--jobs", type=int, default=1, help="so many runs at once (1)")
    parser.add_argument("--delay", help="messages of MPI that come late, per mille, and by how many ms at most")
    for name, long, short, meaning in COUNTS:
        parser.add_argument(f"--{name}", type=int, help=f"{meaning} ({long}; short {short})")
    options = parser.parse_args()
    for name, long, short, _ in COUNTS:
        attribute = name.replace("-", "_")
        if getattr(options, attribute) is None:
            setattr(options, attribute, short if options.short else long)
    options.delay = options.delay or ("5 20" if options.short else "2 1000")
    return options


# Few steps, since ranks take each of them together: where other work has the processors, that is what takes long.
TRAFFIC = """
city: {{file: {city}}}
scenario: {{start: "07:45", end_s: 900}}
mobility: {{population: synthetic, replanning: {{max_iterations: 1}}}}
output: {{report: false, checkpoint_every_s: 300}}
"""
BUILDINGS = """
city: {{file: {city}}}
energy: {{weather_city: chiba, model: 5r1c, shading: false, warm_up_days: 0, days: 40, from_day: "01-05"}}
output: {{report: false, checkpoint_every_s: 864000}}
"""
# Checkpoints of a day that people learn from (after the time of the alarm, which it does not have), of traffic beside the
# evacuation, and of energy.
ONE_CLOCK = """
city: {{file: {city}}}
scenario: {{start: "14:42", end_s: 420}}
mobility: {{population: synthetic, replanning: {{max_iterations: 1}}}}
events: [{{kind: alarm, at: "14:46"}}]
people: {{preset: cabinet_office_2012_low, group_share: 1, car_share: 0.6}}
evacuation: {{model: density, dt_s: 0.5}}
shelters: {{hazards: [tsunami]}}
hazard: {{zone: depth, sources: [{{from: city_frames, name: 海町市津波（架空）, before: as_first}}]}}
energy: {{weather_city: chiba, from_day: "01-17", days: 1, warm_up_days: 5, shading: false, model: 5r1c}}
output: {{report: false, checkpoint_every_s: 350}}
"""


class Bench:
    """The scenarios, the options and a folder to work in. `some` are those of what is slow: in the short version one
    evacuation and all processes on one clock."""

    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.spoke = time.monotonic()

    @functools.cached_property
    def all(self):
        town, city = self.scratch / "town_files", self.scratch / "city.h5"
        for words in (["synth", town, "--buildings", 120, "--quiet"], ["import", town, "-o", city, "--quiet"]):
            run = Run(words)
            require(run.wait() == 0, run)
        room = SOURCE / "scenarios/validation/rimea_09/scenario.yaml"
        words = {
            "room": settings(room, **{"area.features.crowd.persons": 200, "evacuation.model": "social_force",
                                      "scenario.end_s": 8, "output.checkpoint_every_s": 1}),
            "town": settings(SOURCE / "scenarios/tsunami_town/scenario.yaml", **{
                "city.file": city, "scenario.end_s": 16, "people.total": 400, "people.departure": "uniform",
                "people.departure_from_s": 0, "people.departure_to_s": 10, "output.checkpoint_every_s": 4})}
        for name, text in (("traffic", TRAFFIC), ("buildings", BUILDINGS), ("one_clock", ONE_CLOCK)):
            path = self.scratch / f"{name}.yaml"
            path.write_text(text.format(city=city), encoding="utf-8")
            words[name] = [path]
        cases = [Case(name, words[name], self.scratch) for name in self.options.scenarios or words]
        for case in cases:
            require(case.keeps, "no checkpoints of", case.name)
        return cases

    @property
    def some(self):
        return [self.all[0], self.all[-1]] if self.options.short else self.all

    def total(self, wanted, trial):
        """Sums of the figures that trial(0), trial(1), … answer, until `wanted` of them have, options.jobs at once. One
        that answers None could not be made, and another takes its place. One that fails is told of, and the others go on."""
        require(self.all, "no scenarios")  # made here, where others do not wait for them
        figures = collections.Counter()
        failed = []

        def tried(k):
            try:
                return trial(k)
            except PermissionError:
                raise
            except Exception:  # whatever goes wrong, the others are tried
                failed.append(k)
                print(f"trial {k} of {trial.__qualname__} failed:\n{traceback.format_exc()}", file=sys.stderr, flush=True)
                return {"FAILED": 1}

        made = begun = 0
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            while made < wanted:
                require(begun < 5 * wanted + 20, "most runs end before anything can be done to them")
                trials = range(begun, begun + wanted - made)
                begun = trials.stop
                for answer in pool.map(tried, trials):
                    made += answer is not None
                    if time.monotonic() > self.spoke + 60:
                        self.spoke = time.monotonic()
                        print(f"{trial.__qualname__}: {made} of {wanted}", file=sys.stderr, flush=True)
                    figures.update({what: int(figure) for what, figure in (answer or {}).items()})
        return figures


def settings(scenario, **keys):
    return [scenario, *(word for key, value in keys.items() for word in ("--set", f"{key}={value}"))]


def main():
    options = parse()
    failed = []
    told = {}
    with contextlib.ExitStack() as stack:
        scratch = options.keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="machi_faults_"))
        os.makedirs(scratch, exist_ok=True)
        bench = Bench(options, pathlib.Path(scratch))
        for name in options.only or FAULTS:
            started = time.monotonic()
            try:
                told[name] = dict(FAULTS[name](bench))
            except Exception:  # the other faults are tried
                traceback.print_exc()
                told[name] = {"FAILED": 1}
            if "FAILED" in told[name]:
                failed.append(name)
            told[name]["wall s"] = round(time.monotonic() - started, 1)
            print(f"{name}: " + ", ".join(f"{what} {figure}" for what, figure in told[name].items()), flush=True)
            if options.json:
                options.json.write_text(json.dumps({"seed": options.seed, "faults": told}, indent=1) + "\n", encoding="utf-8")
    if failed:
        print("FAILED: " + ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
