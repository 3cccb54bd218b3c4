#!/usr/bin/env python3
"""Runs the Arahama cases over seeds and writes one line a run (runs.csv) and mean and deviation (table.md).

  scenarios/arahama_2011/run_seeds.py --machi build/release/machi --work arahama_runs [--seeds 20] [--jobs 1]

prepare.py must have made input/. A car counts as 4 persons. The standard library is enough."""
import argparse
import concurrent.futures
import csv
import json
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PERSONS = {"adult": 1, "car": 4}
DESTINATIONS = ("refuge_west", "refuge_east", "exit_north", "exit_west")
CASES = {  # scenario, persons, what is set
    "published": ("published", ()),
    "published_weidmann": ("published", ("evacuation.jam_density_1_m2=5.4", "evacuation.kladek_gamma_1_m2=1.913")),
    "physical": ("physical", ()),
}


def start(machi, work, case, seed):
    scenario, sets = CASES[case]
    out = work / f"{case}_{seed:02}"
    if (out / "result.h5").exists():  # it was run before, to the end
        return counts_of(out, case, seed)
    shutil.rmtree(out, ignore_errors=True)
    words = [f"scenario.seed={seed}", f"people.file=input/people_{scenario}_{seed:02}.csv", *sets]
    command = [machi, "run", str(HERE / f"scenario_{scenario}.yaml"), "-o", str(out)]
    for word in words:
        command += ["--set", word]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{case}, seed {seed}: {done.stderr.strip()}")
    return counts_of(out, case, seed)


def counts_of(out, case, seed):
    """Persons by what became of them; agents by the file's own number come last."""
    row = dict.fromkeys(("safe", "lost", "lost before leaving", "en route", *DESTINATIONS,
                         "adults safe", "cars safe", "agents safe", "agents lost before leaving"), 0)
    with open(out / "persons.csv", encoding="utf-8", newline="") as file:
        for person in csv.DictReader(file):
            count = PERSONS[person["class"]]
            if person["fate"] == "safe":
                row["safe"] += count
                row["agents safe"] += 1
                row[f"{person['class']}s safe"] += 1
                row[person["destination"]] += count
            elif person["fate"] == "lost":
                early = float(person["time_s"]) < float(person["departure_s"])
                row["lost"] += count
                row["lost before leaving"] += count * early
                row["agents lost before leaving"] += early
            else:
                row["en route"] += count
    kpi = json.loads((out / "kpi.json").read_text(encoding="utf-8"))["evacuation"]
    row["median arrival s"], row["last arrival s"] = kpi["time_p50_s"], kpi["time_last_s"]
    row["person s above 2 per m2"] = kpi["crowd"][0]["person_s"]
    return {"case": case, "seed": seed, **row}


def table(rows):
    names = [name for name in rows[0] if name not in ("case", "seed")]
    cases = [case for case in CASES if any(row["case"] == case for row in rows)]
    lines = ["| persons (a car: 4) | " + " | ".join(cases) + " |", "|---|" + "---|" * len(cases)]
    for name in names:
        cells = []
        for case in cases:
            values = [row[name] for row in rows if row["case"] == case]
            deviation = statistics.stdev(values) if len(values) > 1 else 0
            cells.append(f"{statistics.mean(values):,.1f} ± {deviation:,.1f}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--machi", required=True)
    words.add_argument("--work", type=pathlib.Path, required=True)
    words.add_argument("--seeds", type=int, default=20)
    words.add_argument("--jobs", type=int, default=1)
    words.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    options = words.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(start, options.machi, options.work, case, seed)
                for seed in range(1, options.seeds + 1) for case in options.cases]
        rows = [job.result() for job in jobs]
    with open(options.work / "runs.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (options.work / "table.md").write_text(table(rows), encoding="utf-8")
    print(table(rows), end="")


if __name__ == "__main__":
    main()
