#!/usr/bin/env python3
"""Writes two routes between a town and its works: one short with a bottleneck at its end, one long and wide.

  scenarios/two_routes/make_input.py --output scenarios/two_routes/input"""
import argparse
import pathlib

SHORT_S, LONG_S = 600, 900                 # at free speed
BOTTLENECK_1_S, DEMAND_1_S = 0.5, 0.6      # vehicles
FROM_S, HOURS = 7 * 3600, 2
SPEED_M_S = 20
PERSONS = round(DEMAND_1_S * HOURS * 3600)


def network():
    """Everyone comes from link `in` and goes to link `out`."""
    nodes = "".join(f'<node id="{name}" x="{x}" y="{y}"/>\n'
                    for name, x, y in (("town", -200, 0), ("fork", 0, 0), ("meet", 12000, 0), ("works", 12200, 0)))
    links = ""
    for name, a, b, length, capacity_1_s in (("in", "town", "fork", 200, 5), ("out", "meet", "works", 200, 5),
                                             ("short", "fork", "meet", SHORT_S * SPEED_M_S, BOTTLENECK_1_S),
                                             ("long", "fork", "meet", LONG_S * SPEED_M_S, 5)):
        links += (f'<link id="{name}" from="{a}" to="{b}" length="{length}" freespeed="{SPEED_M_S}" '
                  f'capacity="{3600 * capacity_1_s}" permlanes="2" modes="car"/>\n')
    return f'<network name="two routes">\n<nodes>\n{nodes}</nodes>\n<links capperiod="01:00:00">\n{links}</links>\n</network>\n'


def population():
    people = ""
    for k in range(PERSONS):
        leaves_s = FROM_S + int(k / DEMAND_1_S)
        clock = f"{leaves_s // 3600:02d}:{leaves_s // 60 % 60:02d}:{leaves_s % 60:02d}"
        people += (f'<person id="{k}"><plan selected="yes"><activity type="home" link="in" end_time="{clock}"/>'
                   f'<leg mode="car"/><activity type="work" link="out"/></plan></person>\n')
    return f"<population>\n{people}</population>\n"


def write(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.xml").write_text(network(), encoding="utf-8")
    (folder / "population.xml").write_text(population(), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", required=True)
    write(parser.parse_args().output)
