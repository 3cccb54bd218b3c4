#!/usr/bin/env python3
"""A run's figures in the form in which people judge whether they can be true, as Markdown: arrivals by place, distance and
speed by class, and who is safe by when the water comes.

  scenarios/chiba_storm_surge/plausibility.py RUN [--water-comes-s 3600]

RUN needs output.persons (the scenario sets it). Standard library only.
"""
import argparse
import csv
import json
import pathlib


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]) + "\n"


def count(number):
    return f"{number:,}"


def figure(value, digits):
    return "–" if value is None else f"{value:.{digits}f}"


def shares(persons, water_comes_s):
    """Of everyone, and of those who leave: safe by the time the water comes, later, not at all."""
    leave = [p for p in persons if p["departure_s"]]
    safe = [float(p["time_s"]) for p in leave if p["fate"] == "safe"]
    before = sum(time_s <= water_comes_s for time_s in safe)
    groups = [("leave", len(leave)), (f"safe when the water comes ({water_comes_s / 60:g} min)", before),
              ("safe later", len(safe) - before), ("lost", sum(p["fate"] == "lost" for p in leave)),
              ("still on their way at the end", sum(p["fate"] not in ("safe", "lost") for p in leave))]
    rows = [(name, count(number), f"{100 * number / len(persons):.1f} %",
             f"{100 * number / max(len(leave), 1):.1f} %") for name, number in groups]
    stay = [p for p in persons if not p["departure_s"]]
    lost = sum(p["fate"] == "lost" for p in stay)
    rows.append(("never leave, and are not lost", count(len(stay) - lost), f"{100 * (len(stay) - lost) / len(persons):.1f} %", ""))
    rows.append(("never leave, and are lost", count(lost), f"{100 * lost / len(persons):.1f} %", ""))
    return table(["", "persons", "of all", "of those who leave"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--water-comes-s", type=float, default=3600)
    options = parser.parse_args()
    kpi = json.loads((options.run / "kpi.json").read_text(encoding="utf-8"))["evacuation"]
    with open(options.run / "persons.csv", encoding="utf-8", newline="") as file:
        persons = list(csv.DictReader(file))
    print(shares(persons, options.water_comes_s))
    print(table(["class", "persons", "safe", "mean way, m", "mean speed of the way, m/s", "median arrival, min"],
                [(c["name"], count(c["agents"]), count(c["safe"]), figure(c["mean_distance_m"], 0), figure(c["mean_speed_m_s"], 2),
                  figure(c["time_p50_s"] and c["time_p50_s"] / 60, 1)) for c in kpi["classes"] if c["agents"]]))
    places = sorted(kpi["destinations"], key=lambda d: -d["arrived"])
    print(table(["place", "arrived", "waiting at the end", "mean way, m", "mean speed, m/s", "last, min", "most a minute"],
                [(d["name"], count(d["arrived"]), count(d["queue"]), figure(d["mean_distance_m"], 0), figure(d["mean_speed_m_s"], 2),
                  figure(d["time_last_s"] and d["time_last_s"] / 60, 1), f"{60 * d['peak_inflow_1_s']:.0f}") for d in places]))


if __name__ == "__main__":
    main()
