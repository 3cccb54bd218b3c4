#!/usr/bin/env python3
"""Runs the cases of ASHRAE 140 of scenarios/ashrae_140, holds them against the limits, and writes the table of
docs/validation_energy.md.

  tests/verify/ashrae_140.py --machi build/release/machi --weather 725650TYCST.epw --work /tmp/ashrae [--output FILE]

Ends with 1 where a gate fails: an annual load outside its acceptance limit, or a free-floating temperature or the sun on
a face outside the range of the programs. Peaks, months, sun through windows and the ranges of loads are reported. Ends with 77 without the weather file."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

import ashrae_140_limits as limits

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CASES = ["600", "610", "620", "640", "650", "900", "920", "940", "950", "960", "600FF", "650FF", "900FF", "950FF"]
SIMPLE_CASES = ["600", "610", "620", "640", "650", "900", "920", "940", "950"]  # 960 has two zones
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def run(machi, weather, work, case, sets=()):
    """The member `energy` of kpi.json of one case."""
    out = pathlib.Path(work) / case
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [str(machi), "run", str(SOURCE / "scenarios/ashrae_140" / case / "scenario.yaml"), "-o", str(out)]
    for words in [f"energy.weather_file={pathlib.Path(weather).absolute()}", *sets]:
        command += ["--set", words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"case {case}: {done.stderr}")
    return json.loads((out / "kpi.json").read_text(encoding="utf-8"))["energy"]


class Table:
    """Rows of a comparison; counts gates that fail."""

    def __init__(self):
        self.lines, self.failed = [], []

    def head(self, title, columns):
        self.lines += ["", f"## {title}", "", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]

    def judge(self, what, value, span, gate):
        """A cell: the value, set off where it lies outside the span, as it is written."""
        digits = max(len(str(bound).partition(".")[2]) for bound in span)
        inside = span[0] <= round(value, digits) <= span[1]
        if gate and not inside:
            self.failed.append(f"{what}: {value:.3f} is outside {span[0]} … {span[1]}")
        text = f"{value:.3f}" if abs(value) < 100 else f"{value:.0f}"
        return text if inside else f"**{text}**"

    def row(self, cells):
        self.lines.append("| " + " | ".join(cells) + " |")


def span_text(span):
    return f"{span[0]} … {span[1]}"


def loads(table, results):
    table.head("Annual loads", ["case", "heating MWh", "limit", "six programs", "cooling MWh", "limit", "six programs"])
    for case in limits.HEATING_MWH:
        cells = [f"[{case}](../scenarios/ashrae_140/{case}/scenario.yaml)"]
        for key, gates, ranges in (("heating_MWh", limits.HEATING_MWH, limits.HEATING_RANGE_MWH),
                                   ("cooling_MWh", limits.COOLING_MWH, limits.COOLING_RANGE_MWH)):
            value = results[case][key]
            cells += [table.judge(f"case {case}, {key}", value, gates[case], True), span_text(gates[case]),
                      span_text(ranges[case]) + ("" if ranges[case][0] <= value <= ranges[case][1] else " (outside)")]
        table.row(cells)


def peaks(table, results):
    table.head("Peaks of hourly means", ["case", "heating kW", "six programs", "when", "cooling kW", "six programs", "when"])
    for case in limits.PEAK_HEATING_KW:
        cells = [case]
        for key, ranges in (("peak_heating", limits.PEAK_HEATING_KW), ("peak_cooling", limits.PEAK_COOLING_KW)):
            value = results[case][f"{key}_kW"]
            cells += [table.judge(f"case {case}, {key}", value, ranges[case], False), span_text(ranges[case]),
                      results[case][f"{key}_time"]]
        table.row(cells)


def free_float(table, results):
    table.head("Free-floating air", ["case", "lowest °C", "six programs", "mean °C", "six programs", "highest °C", "six programs"])
    for case in limits.LOWEST_C:
        zone = next(z for z in results[case]["by_zone"] if z["name"] in ("room", "sunspace"))
        cells = [case]
        for key, ranges in (("lowest_C", limits.LOWEST_C), ("mean_C", limits.MEAN_C), ("highest_C", limits.HIGHEST_C)):
            cells += [table.judge(f"case {case}, {key}", zone[key], ranges[case], True), span_text(ranges[case])]
        table.row(cells)


def faces_of(result, surface, window):
    found = [face for face in result["by_face"] if face["surface"] == surface and face["is_window"] == window]
    area = sum(face["area_m2"] for face in found)
    return {key: sum(face[key] * face["area_m2"] for face in found) / area for key in ("incident_kWh_m2", "transmitted_kWh_m2")}


def sun(table, results):
    table.head("Sun in the year", ["what", "kWh/m2", "six programs"])
    for surface, span in limits.INCIDENT_KWH_M2.items():
        value = faces_of(results["600"], surface, False)["incident_kWh_m2"]
        table.row([f"on {surface}", table.judge(f"sun on {surface}", value, span, True), span_text(span)])
    for (case, surface), span in limits.TRANSMITTED_KWH_M2.items():
        value = faces_of(results[case], surface, True)["transmitted_kWh_m2"]
        table.row([f"through windows, {case} {surface}", table.judge(f"case {case}, sun through {surface}", value, span, False),
                   span_text(span)])


def months(table, results):
    table.head("Months, kWh", ["case", *MONTHS])
    for name, key, by_case in (("heating", "heating_kWh", limits.MONTHLY_HEATING_KWH),
                               ("cooling", "cooling_kWh", limits.MONTHLY_COOLING_KWH)):
        for case, spans in by_case.items():
            values = results[case][key]
            table.row([f"{case} {name}", *(table.judge("", value, span, False) for value, span in zip(values, spans))])
            table.row(["six programs", *(f"{span[0]} … {span[1]}" for span in spans)])


def simple_loads(table, results):
    """The simple model; it has no gates."""
    table.head("Annual loads of the simple model", ["case", "heating MWh", "limit", "cooling MWh", "limit"])
    for case in SIMPLE_CASES:
        cells = [case]
        for key, gates in (("heating_MWh", limits.HEATING_MWH), ("cooling_MWh", limits.COOLING_MWH)):
            cells += [table.judge(f"simple, case {case}", results[case][key], gates[case], False), span_text(gates[case])]
        table.row(cells)


HEAD = """# Validation of energy

Written by `tests/verify/ashrae_140.py`, which runs [the cases](../scenarios/ashrae_140/README.md) of ASHRAE 140 with the weather of
the standard (725650TYCST, Denver). Limits are the acceptance limits of ASHRAE 140-2023 Addendum b as quoted by the Modelica Buildings
Library; *six programs* are the least and largest results of BSIMAC, CSE, DeST, EnergyPlus, ESP-r and TRNSYS. Values outside are
**bold**. Annual loads, free-floating temperatures and the sun on faces are gates of the layered model; all else is reported.
"""
KEPT = "\n## VDI 6007-1\n"  # from here on the file is not of this script


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--weather", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--output")
    parser.add_argument("--set", action="append", default=[], help="as machi run has it, for every case")
    options = parser.parse_args()
    if not pathlib.Path(options.weather).exists():
        print(f"SKIPPED: {options.weather} is absent")
        sys.exit(77)
    results = {case: run(options.machi, options.weather, options.work, case, options.set) for case in CASES}
    table = Table()
    for part in (loads, peaks, free_float, sun, months):
        part(table, results)
    simple_loads(table, {case: run(options.machi, options.weather, f"{options.work}/simple", case,
                                   ["energy.model=5r1c", *options.set]) for case in SIMPLE_CASES})
    text = HEAD + "\n".join(table.lines) + "\n"
    if options.output:
        output = pathlib.Path(options.output)
        before = output.read_text(encoding="utf-8") if output.exists() else ""
        kept = before[before.find(KEPT):] if KEPT in before else ""
        output.write_text(text + kept, encoding="utf-8")
    print(text)
    print("\n".join(table.failed))
    sys.exit(1 if table.failed else 0)


if __name__ == "__main__":
    main()
