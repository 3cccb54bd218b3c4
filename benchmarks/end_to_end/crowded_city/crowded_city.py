#!/usr/bin/env python3
"""Steps of an evacuation in a crowded city of millions, on ranks that SimGrid's SMPI simulates (docs/scaling.md).

  crowded_city.py calibrate --program build/release/benchmarks/end_to_end/crowded_city/crowded_city > cost.json
  crowded_city.py strong --cost cost.json --module build/smpi/benchmarks/end_to_end/crowded_city/crowded_city.so
  crowded_city.py weak   --cost cost.json --module …
  crowded_city.py model  --cost cost.json --program … --ranks 64 1024 2048 16384
  crowded_city.py real   --program … --ranks 1 2

calibrate runs the same steps here, on one rank and on two, and prints what a step costs one core of this machine: a law of
persons and pairs, fitted to the processor time of the blocks. strong and weak run the engine's own code under smpirun,
which moves its messages through a simulated network while the law, not this machine, says how long ranks compute. model
works the same law out for any number of ranks without a step. Each line of what they print is one run; efficiency is the
work of all ranks over ranks × time of a step, beside the time itself."""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

NODES_OF = 16  # ranks of a node
CONFIG = ["--cfg=smpi/host-speed:1Gf", "--cfg=smpi/simulate-computation:no", "--cfg=smpi/bw-factor:0:1", "--cfg=smpi/lat-factor:0:1",
          "--cfg=smpi/os:0:4e-7:0", "--cfg=smpi/ois:0:4e-7:0", "--cfg=smpi/or:0:4e-7:0", "--cfg=smpi/iprobe:1e-6",
          "--cfg=smpi/grow-injected-times:no", "--log=root.thresh:error"]
PLATFORM = """<?xml version='1.0'?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
  <zone id="world" routing="Full">
    <cluster id="ib" prefix="node-" radical="0-{last}" suffix="" speed="1Gf" core="{cores}" bw="25GBps" lat="500ns"
             bb_bw="{backbone}GBps" bb_lat="500ns" loopback_bw="20GBps" loopback_lat="200ns"/>
  </zone>
</platform>
"""


def words(options):
    return [word for key, value in options.items() for word in (f"--{key.replace('_', '-')}", str(value))]


def cost_of(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["cost"]


def native(program, ranks, *arguments):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    launcher = ["mpirun", "--bind-to", "none", "--oversubscribe", "-n", str(ranks)] if ranks > 1 else []
    result = subprocess.run([*launcher, program, *arguments], check=True, capture_output=True, text=True, env=environment)
    return [json.loads(line) for line in result.stdout.splitlines()]


def calibrate(given):
    city = words({"persons": given.persons, "km2": given.km2, "steps": given.steps})
    one = native(given.program, 1, *city, "--calibrate")[0]
    two = native(given.program, 2, *city, "--calibrate")[0]
    # Sorting and the messages that a rank alone does not send are charged to persons in proportion to their step.
    all_in = (one["step_s"] + one["arrange_inner_s"] + one["arrange_rest_s"] + one["pack_s"]) / one["measured_s"]
    packed = two["pack_s"] - one["pack_s"] * two["persons"] / one["persons"]
    cost = {key: one[key] * all_in for key in ("block_s", "walker_s", "pair_s")}
    cost["ghost_s"] = max(packed + two["receive_s"], 0) / two["ghosts"]
    print(json.dumps({"cost": cost, "one_rank": one, "two_ranks": two}, indent=1))


def simulated(given, ranks, persons, km2):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        nodes = (ranks + NODES_OF - 1) // NODES_OF
        (folder / "platform.xml").write_text(PLATFORM.format(last=nodes - 1, cores=NODES_OF, backbone=25 * nodes), encoding="utf-8")
        (folder / "hosts").write_text("".join(f"node-{n}:{NODES_OF}\n" for n in range(nodes)), encoding="utf-8")
        begin = time.monotonic()
        result = subprocess.run(
            ["smpirun", "-np", str(ranks), "-platform", folder / "platform.xml", "-hostfile", folder / "hosts", *CONFIG,
             *given.smpi, given.module, *words({"persons": persons, "km2": km2, "steps": given.steps, **cost_of(given.cost)})],
            capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}, check=False)
        lines = [line for line in result.stdout.splitlines() if line.startswith("{")]
        if not lines:
            raise SystemExit(f"smpirun failed ({result.returncode}): {result.stdout[-500:]}{result.stderr[-2000:]}")
        row = json.loads(lines[-1])
        row["wall_s"] = round(time.monotonic() - begin, 1)
        print(json.dumps(row), flush=True)


def strong(given):
    for ranks in given.ranks or [64, 256, 1024]:
        simulated(given, ranks, given.persons, given.km2)


def weak(given):
    most = max(given.ranks or [64, 256, 1024])
    for ranks in given.ranks or [64, 256, 1024]:
        simulated(given, ranks, given.persons * ranks / most, given.km2 * ranks / most)


def model(given):
    extra = [word for ranks in given.ranks or [64, 256, 1024, 2048, 4096] for word in ("--model", str(ranks))]
    for row in native(given.program, 1, *words({"persons": given.persons, "km2": given.km2, **cost_of(given.cost)}), *extra):
        print(json.dumps(row))


def real(given):
    for _ in range(given.rounds):
        for ranks in given.ranks or [1, 2]:
            print(json.dumps(native(given.program, ranks, *words({"persons": given.persons, "km2": given.km2,
                                                                  "steps": given.steps}))[0]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["calibrate", "strong", "weak", "model", "real"])
    parser.add_argument("--program", help="crowded_city of the preset release")
    parser.add_argument("--module", help="crowded_city.so of the preset smpi")
    parser.add_argument("--cost", help="what calibrate printed")
    parser.add_argument("--persons", type=float)
    parser.add_argument("--km2", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--ranks", type=int, nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--smpi", nargs="*", default=[], help="further words for smpirun, without their dashes: cfg=…")
    given = parser.parse_args()
    small = given.what in ("calibrate", "real")
    given.persons = given.persons or (400_000 if small else 10_000_000)
    given.km2 = given.km2 or {"calibrate": 4, "real": 4, "weak": 64}.get(given.what, 100)  # sides of whole kilometres
    given.steps = given.steps or (70 if given.what == "calibrate" else 20)
    given.smpi = [f"--{word}" for word in given.smpi]
    {"calibrate": calibrate, "strong": strong, "weak": weak, "model": model, "real": real}[given.what](given)


if __name__ == "__main__":
    main()
