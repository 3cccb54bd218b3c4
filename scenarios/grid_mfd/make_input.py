#!/usr/bin/env python3
"""Writes the grid of streets and the drivers of one loading.

  scenarios/grid_mfd/make_input.py --peak 2.4 --output scenarios/grid_mfd/input"""
import argparse
import pathlib
import random

SIDE, LENGTH_M, SPEED_M_S = 8, 200, 10
#: A light at half green: 900 cars an hour.
CAPACITY_1_S = 0.25
#: Departures rise for half an hour and fall for half an hour.
RISE_S, FALL_S = 1800, 1800


def link(a, b):
    return f"{a}_{b}"


def network():
    """Streets in both directions between SIDE × SIDE crossings."""
    nodes = "".join(f'<node id="{x + SIDE * y}" x="{LENGTH_M * x}" y="{LENGTH_M * y}"/>\n'
                    for y in range(SIDE) for x in range(SIDE))
    links = "".join(f'<link id="{link(a, b)}" from="{a}" to="{b}" length="{LENGTH_M}" freespeed="{SPEED_M_S}" '
                    f'capacity="{3600 * CAPACITY_1_S}" permlanes="1" modes="car"/>\n' for a, b in streets())
    return f'<network name="grid">\n<nodes>\n{nodes}</nodes>\n<links capperiod="01:00:00">\n{links}</links>\n</network>\n'


def streets():
    for y in range(SIDE):
        for x in range(SIDE):
            here = x + SIDE * y
            for there in ([here + 1] if x + 1 < SIDE else []) + ([here + SIDE] if y + 1 < SIDE else []):
                yield here, there
                yield there, here


def way(rng, start, end):
    """A shortest way from crossing to crossing whose turns are drawn."""
    nodes = [start]
    while nodes[-1] != end:
        dx = end % SIDE - nodes[-1] % SIDE
        dy = end // SIDE - nodes[-1] // SIDE
        along_x = rng.random() < abs(dx) / (abs(dx) + abs(dy))
        nodes.append(nodes[-1] + ((1 if dx > 0 else -1) if along_x else (SIDE if dy > 0 else -SIDE)))
    return nodes


def departures(rng, peak_1_s):
    """Poisson, at a rate that rises in a straight line to the peak and falls again."""
    times = []
    at_s = 0.0
    while at_s < RISE_S + FALL_S:
        at_s += rng.expovariate(peak_1_s)
        rate = at_s / RISE_S if at_s < RISE_S else (RISE_S + FALL_S - at_s) / FALL_S
        if rng.random() < rate:
            times.append(int(at_s))
    return times


def population(peak_1_s, seed):
    rng = random.Random(seed)
    people = ""
    for p, at_s in enumerate(departures(rng, peak_1_s)):
        nodes = []
        while len(nodes) <= SIDE:  # far enough to meet others
            nodes = way(rng, rng.randrange(SIDE * SIDE), rng.randrange(SIDE * SIDE))
        route = [link(a, b) for a, b in zip(nodes, nodes[1:])]
        people += (f'<person id="{p}"><plan selected="yes"><activity type="start" link="{route[0]}" end_time="{at_s}"/>'
                   f'<leg mode="car"><route type="links">{" ".join(route)}</route></leg>'
                   f'<activity type="end" link="{route[-1]}"/></plan></person>\n')
    return f"<population>\n{people}</population>\n"


def write(peak_1_s, seed, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.xml").write_text(network(), encoding="utf-8")
    (folder / "population.xml").write_text(population(peak_1_s, seed), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peak", type=float, default=2.4, help="drivers a second at the peak")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", required=True)
    given = parser.parse_args()
    write(given.peak, given.seed, given.output)
