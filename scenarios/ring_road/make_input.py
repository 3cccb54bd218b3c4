#!/usr/bin/env python3
"""Writes the network and the people of the ring road for one density.

  scenarios/ring_road/make_input.py --vehicles 600 --output ring"""
import argparse
import pathlib

LINKS, LENGTH_M, SPEED_M_S = 10, 1000, 50 / 3.6
JAM_1_M, WAVE_M_S = 1 / 7.5, 15 / 3.6
#: Vehicles per second that the fundamental diagram lets through at most: 1,538 an hour.
MOST_1_S = JAM_1_M / (1 / WAVE_M_S + 1 / SPEED_M_S)
LAPS = 30


def network():
    """A ring of links, and at each of its nodes a link on which vehicles wait to come in."""
    nodes = "".join(f'<node id="n{k}" x="{1000 * k}" y="0"/>\n' for k in range(LINKS + 1))
    shape = f'length="{LENGTH_M}" freespeed="{SPEED_M_S}" capacity="{3600 * MOST_1_S}" permlanes="1" modes="car"'
    links = "".join(f'<link id="ring{k}" from="n{k}" to="n{(k + 1) % LINKS}" {shape}/>\n'
                    f'<link id="in{k}" from="n{LINKS}" to="n{k}" {shape}/>\n' for k in range(LINKS))
    return f'<network name="ring road">\n<nodes>\n{nodes}</nodes>\n<links capperiod="01:00:00">\n{links}</links>\n</network>\n'


def population(vehicles):
    """Vehicles that all set off at midnight, spread over the nodes, and go round for the whole run."""
    people = ""
    for v in range(vehicles):
        route = [f"in{v % LINKS}"] + [f"ring{(v + hop) % LINKS}" for hop in range(LAPS * LINKS)]
        people += (f'<person id="{v}"><plan selected="yes"><activity type="start" link="{route[0]}" end_time="00:00:00"/>'
                   f'<leg mode="car"><route type="links">{" ".join(route)}</route></leg>'
                   f'<activity type="end" link="{route[-1]}"/></plan></person>\n')
    return f"<population>\n{people}</population>\n"


def write(vehicles, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.xml").write_text(network(), encoding="utf-8")
    (folder / "population.xml").write_text(population(vehicles), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vehicles", type=int, default=600)
    parser.add_argument("--output", required=True)
    given = parser.parse_args()
    write(given.vehicles, given.output)
