#!/usr/bin/env python3
"""Runs the scenarios of validation under every model, holds them against the criteria, and writes docs/validation.md.

  tests/verify/validate.py --machi build/release/machi --work /tmp/validation [--cases rimea imo_01] [--models density]

Ends with 1 where a criterion fails that is a gate."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

from cases import CASES, MODELS, read_bins
from criteria import failed
from runs import Run

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class Failed(Exception):
    """A run that did not end well; the sentence of machi."""


class Runner:
    """Starts machi, once for each variant and seed."""

    def __init__(self, machi, work, most_seeds):
        self.machi, self.work, self.most_seeds = machi, pathlib.Path(work), most_seeds

    def start(self, folder, out, sets):
        """None, or the sentence that refused the run."""
        shutil.rmtree(out, ignore_errors=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        command = [str(self.machi), "run", str(SOURCE / "scenarios/validation" / folder / "scenario.yaml"), "-o", str(out)]
        for words in sets:
            command += ["--set", words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return None
        lines = [line for line in done.stderr.splitlines() if line.startswith("machi: ")]
        return lines[-1] if lines else f"ended with {done.returncode}"

    def run(self, folder, model, variant, seed):
        """A Run, or None where the variant's density is above what the bodies pack to."""
        out = self.work / folder / model / f"{variant['name']}_{seed}"
        sets = [*variant["set"], f"scenario.seed={seed}", f"evacuation.model={model}"]
        problem = self.start(folder, out, sets)
        if problem and "do not fit" in problem:
            if variant.get("unless_full"):
                return None
            if "fallback" in variant:
                problem = self.start(folder, out, [*variant["fallback"], *sets])
        if problem:
            raise Failed(f"{variant['name']}, seed {seed}: {problem}")
        return Run.load(out, variant, seed)

    def all_of(self, folder, model):
        plan = json.loads((SOURCE / "scenarios/validation" / folder / "variants.json").read_text(encoding="utf-8"))
        seeds = range(1, min(plan["seeds"], self.most_seeds) + 1)
        runs = [self.run(folder, model, variant, seed) for variant in plan["variants"] for seed in seeds]
        runs = [run for run in runs if run is not None]
        for run in runs:
            run.model = model
        return runs


def outcome(case, model, runner, bins):
    """A Result; None where data that the criterion needs are not there."""
    try:
        runs = runner.all_of(case.folder, model)
        return case.evaluate(runs, bins) if runs else failed("no variant fits")
    except (Failed, OSError, KeyError, ValueError) as error:
        return failed(f"{type(error).__name__}: {error}" if not isinstance(error, Failed) else str(error))


def cell(result):
    if result is None:
        return "not run"
    return f"{'pass' if result.passed else '**fail**'} {result.value}"


def page(table):
    """docs/validation.md; table: [(case, {model: Result})]."""
    lines = ["# Validation", "",
             "Written by `tests/verify/validate.py`, which runs [every scenario](../scenarios/README.md) under every model with default parameters.",
             "A criterion in *italics* is reported for that model, but is no gate.", "",
             "| criterion | bound | " + " | ".join(MODELS) + " |", "|---|---|" + "---|" * len(MODELS)]
    notes = []
    for case, results in table:
        row = []
        for model in MODELS:
            if model not in case.models or model not in results:
                row.append("")
                continue
            text = cell(results[model])
            row.append(text if model in case.gates else f"*{text.replace('**', '')}*")
            if results[model] is not None and results[model].note:
                notes.append(f"- {case.name}, {model}: {results[model].note}")
        link = f"[{case.name}](../scenarios/validation/{case.folder}/scenario.yaml)"
        lines.append(f"| {link} | {case.bound} | " + " | ".join(row) + " |")
    return "\n".join([*lines, "", "## Notes", "", *notes, ""])


def failures(table):
    """Names of the gates that do not hold."""
    return [f"{case.name}, {model}" for case, results in table for model, result in results.items()
            if model in case.gates and result is not None and not result.passed]


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", default=SOURCE / "build/release/machi")
    parser.add_argument("--work", required=True, help="folder for the runs")
    parser.add_argument("--shared", default=SOURCE.parent / "shared/data", help="folder of the measured diagrams")
    parser.add_argument("--output", default=SOURCE / "docs/validation.md")
    parser.add_argument("--cases", nargs="*", default=[""], help="folders that begin with any of these")
    parser.add_argument("--without", nargs="*", default=[], metavar="CASES", help="but not with any of these")
    parser.add_argument("--models", nargs="*", default=list(MODELS), choices=MODELS)
    parser.add_argument("--seeds", type=int, default=1000, help="at most so many")
    options = parser.parse_args(words)
    runner, bins = Runner(options.machi, options.work, options.seeds), read_bins(options.shared)
    table = []
    for case in CASES:
        if not case.folder.startswith(tuple(options.cases)) or case.folder.startswith(tuple(options.without)):
            continue
        results = {model: outcome(case, model, runner, bins) for model in case.models if model in options.models}
        table.append((case, results))
        for model, result in results.items():
            print(f"{case.name:28} {model:24} {cell(result)}  {result.note if result else ''}", flush=True)
    pathlib.Path(options.output).write_text(page(table), encoding="utf-8")
    broken = failures(table)
    for name in broken:
        print(f"gate fails: {name}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
