#!/usr/bin/env python3
"""Makes the input of the Arahama scenarios from the published files of TUNAMI-EVAC1.

  scenarios/arahama_2011/prepare.py DATA [OUT] [--seeds 20]

DATA holds Streets.shp, Urban.shp, TEB.shp, Exits.shp, agents.csv and tsunami_level_cm_int16.bin.gz. OUT (input/ beside this
file) gets geometry.geojson, frames.yaml and a table of persons for each case and seed. The standard library is enough."""
import argparse
import collections
import csv
import json
import math
import pathlib
import random
import struct

COLUMNS, ROWS, CELL_M = 264, 230, 5
WEST_M, SOUTH_M, NORTH_M = 12446.68, -198640.34, -197490.34
FRAMES, FIRST_S = 301, 3900
CAR_TO_EXIT = 0.68  # share of the cars that choose an exit
FOOTBRIDGE = {(x, y) for x in (164, 165, 166) for y in (131, 132)}  # four of these; the source says "about"
GOALS = {"refuge_east": (152, 31), "refuge_west": (135, 31), "exit_north": (16, 2), "exit_west": (1, 160)}
REFUGES, EXITS = ("refuge_east", "refuge_west"), ("exit_north", "exit_west")
ATTRIBUTION = "TUNAMI-EVAC1 (MIT), Mas, Suppasri, Imamura, Koshimura 2012, J. Nat. Disaster Sci. 34(1):41-57"


def shapes(path):
    """Each record of a shapefile as a list of rings (points: one ring of one point)."""
    data = path.read_bytes()
    at = 100
    while at < len(data):
        length = 2 * struct.unpack(">i", data[at + 4:at + 8])[0]
        body = data[at + 8:at + 8 + length]
        at += 8 + length
        kind = struct.unpack("<i", body[:4])[0]
        if kind == 1:
            yield [[struct.unpack("<2d", body[4:20])]]
        elif kind in (3, 5):
            parts, points = struct.unpack("<2i", body[36:44])
            begins = [*struct.unpack(f"<{parts}i", body[44:44 + 4 * parts]), points]
            flat = struct.unpack(f"<{2 * points}d", body[44 + 4 * parts:44 + 4 * parts + 16 * points])
            corners = list(zip(flat[::2], flat[1::2]))
            yield [corners[a:b] for a, b in zip(begins, begins[1:])]


def cell_at(x, y):
    """Column, and row counted from the north."""
    return math.floor((x - WEST_M) / CELL_M), math.floor((NORTH_M - y) / CELL_M)


def centre(cell):
    """In metres of the scenario, whose origin is the south-west corner of the land."""
    return CELL_M * (cell[0] + 0.5), CELL_M * (ROWS - 1 - cell[1] + 0.5)


def cells_on_edge(a, b):
    """Cells that a line passes: those of the middles between its crossings of the grid's lines."""
    def to_grid(point):
        return (point[0] - WEST_M) / CELL_M, (NORTH_M - point[1]) / CELL_M
    (x0, y0), (x1, y1) = to_grid(a), to_grid(b)
    cuts = {0.0, 1.0}
    for start, end in ((x0, x1), (y0, y1)):
        for line in range(math.ceil(min(start, end)), math.floor(max(start, end)) + 1):
            if start != end:
                cuts.add((line - start) / (end - start))
    cuts = sorted(cut for cut in cuts if 0 <= cut <= 1)
    for low, high in zip(cuts, cuts[1:]):
        middle = (low + high) / 2
        yield math.floor(x0 + middle * (x1 - x0)), math.floor(y0 + middle * (y1 - y0))


def cells_inside(rings):
    """Cells whose centre lies in the rings, by the rule of even and odd."""
    crossings = collections.defaultdict(list)
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
            if y0 == y1:
                continue
            low, high = min(y0, y1), max(y0, y1)
            for row in range(max(0, cell_at(0, high)[1]), min(ROWS - 1, cell_at(0, low)[1]) + 1):
                y = NORTH_M - CELL_M * (row + 0.5)
                if low <= y < high:
                    crossings[row].append(x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    for row, xs in crossings.items():
        xs.sort()
        for west, east in zip(xs[::2], xs[1::2]):
            first = math.ceil((west - WEST_M) / CELL_M - 0.5)
            for column in range(first, math.ceil((east - WEST_M) / CELL_M - 0.5)):
                yield column, row


def cells_that_meet(path):
    met = set()
    for rings in shapes(path):
        met.update(cells_inside(rings))
        for ring in rings:
            for a, b in zip(ring, ring[1:]):
                met.update(cells_on_edge(a, b))
    return {(x, y) for x, y in met if 0 <= x < COLUMNS and 0 <= y < ROWS}


def neighbours(cell):
    x, y = cell
    return (x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)


def steps_from(goal, cells):
    """Steps over sides from each cell to the goal."""
    steps = {goal: 0}
    queue = collections.deque([goal])
    while queue:
        here = queue.popleft()
        for other in neighbours(here):
            if other in cells and other not in steps:
                steps[other] = steps[here] + 1
                queue.append(other)
    return steps


def squared(a, b):
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def nearest_street(cell, streets):
    """By distance, then column and row."""
    def far(reach):  # cells of the square's border
        return {cell} if reach == 0 else {(cell[0] + x, cell[1] + y) for x in range(-reach, reach + 1)
                                          for y in range(-reach, reach + 1) if max(abs(x), abs(y)) == reach}
    found, reach = [], 0
    while not found or reach ** 2 <= min(found)[0]:
        found += [(squared(street, cell), street) for street in far(reach) & streets]
        reach += 1
    return min(found)[1]


def way_to_street(start, street):
    """The cells of an L: along the row, then along the column; as long as any way over sides."""
    x_step = 1 if street[0] > start[0] else -1
    y_step = 1 if street[1] > start[1] else -1
    way = [(x, start[1]) for x in range(start[0], street[0] + x_step, x_step)]
    return way + [(street[0], y) for y in range(start[1], street[1] + y_step, y_step)]


def runs(cells):
    """Rectangles of one row each, as polygons in metres of the scenario."""
    polygons = []
    for x, y in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if polygons and polygons[-1][1] == y and polygons[-1][2] == x - 1:
            polygons[-1][2] = x
        else:
            polygons.append([x, y, x])
    for first, y, last in polygons:
        west, east = CELL_M * first, CELL_M * (last + 1)
        south, north = CELL_M * (ROWS - 1 - y), CELL_M * (ROWS - y)
        yield [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(cells, **properties):
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "MultiPolygon", "coordinates": list(runs(cells))}}


def read_agents(path):
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, number = row["agent"].split()
            yield {"id": int(number), "class": kind, "cell": (int(row["px_init"]), -int(row["py_init"])),
                   "departure_min": int(row["departure_min"])}


def nearest_of(names, cell):
    return min(names, key=lambda name: (squared(GOALS[name], cell), name))


def write_persons(out, case, seed, agents):
    """One seed's persons: where in its cell each stands, and where the cars go. Pedestrians have a destination in the
    published case only."""
    dice = random.Random(seed)
    with open(out / f"people_{case}_{seed:02}.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["id", "x", "y", "class", "departure_min", "destination", "building"])
        for agent in agents:
            across, up, choice = dice.random(), dice.random(), dice.random()
            x, y = centre(agent["cell"])
            place = [f"{x + 4 * (across - 0.5):.3f}", f"{y + 4 * (up - 0.5):.3f}"]
            goals = EXITS if agent["class"] == "car" and choice < CAR_TO_EXIT else REFUGES
            goal = nearest_of(goals, agent["cell"]) if agent["class"] == "car" or case == "published" else ""
            table.writerow([agent["id"], *place, agent["class"], agent["departure_min"], goal,
                            f"{agent['class']} {agent['id']}"])


def frames_yaml(values):
    return f"""# Heights of the water's surface above a datum, over ground that is taken to be a plane at 1.64 m.
gridded_frames:
  name: Arahama, 11 March 2011
  attribution: {json.dumps(ATTRIBUTION)}
  values: {json.dumps(str(values))}
  origin_east_m: 0
  origin_north_m: 0
  cell_m: {CELL_M}
  columns: {COLUMNS}
  rows: {ROWS}
  scale_m: 0.01
  nodata: -9999
  meaning: level
  ground: "1.64"
  start_s: {FIRST_S}
  step_s: 1
  frames: {FRAMES}
"""


def check_goals(data, streets):
    found = {cell_at(*rings[0][0]) for name in ("TEB", "Exits") for rings in shapes(data / f"{name}.shp")}
    if found != set(GOALS.values()) or not found <= streets:
        raise SystemExit(f"The entrances and exits lie in the cells {sorted(found)}, not in streets where they should.")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("data", type=pathlib.Path)
    words.add_argument("out", type=pathlib.Path, nargs="?", default=pathlib.Path(__file__).parent / "input")
    words.add_argument("--seeds", type=int, default=20)
    options = words.parse_args()
    data, out = options.data.resolve(), options.out
    out.mkdir(parents=True, exist_ok=True)

    streets = cells_that_meet(data / "Streets.shp")
    houses = cells_that_meet(data / "Urban.shp")
    check_goals(data, streets)
    steps = {name: steps_from(goal, streets) for name, goal in GOALS.items()}
    network = set(steps["refuge_east"])
    agents = list(read_agents(data / "agents.csv"))
    ways, ends = set(), {}
    for cell in sorted({agent["cell"] for agent in agents}):
        ends[cell] = nearest_street(cell, network)
        ways.update(way_to_street(cell, ends[cell]))
    features = [feature(streets & network, role="walkable", id="streets"),
                feature(ways - streets, role="walkable", id="ways from the houses")]
    features += [feature({cell}, role="exit", id=name) for name, cell in GOALS.items()]
    with open(out / "geometry.geojson", "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)
    (out / "frames.yaml").write_text(frames_yaml(data / "tsunami_level_cm_int16.bin.gz"), encoding="utf-8")
    for seed in range(1, options.seeds + 1):
        for case in ("published", "physical"):
            write_persons(out, case, seed, agents)

    adults = [agent for agent in agents if agent["class"] == "adult"]
    cars = [agent for agent in agents if agent["class"] == "car"]
    dry_way = streets - FOOTBRIDGE
    over_bridge = sum(steps_from(GOALS[goal], dry_way).get(ends[car["cell"]]) != steps[goal].get(ends[car["cell"]])
                      for car in cars for goal in {nearest_of(EXITS, car["cell"]), nearest_of(REFUGES, car["cell"])})
    print(f"{len(agents)} agents; {sum(a['cell'] in houses for a in adults)} of {len(adults)} adults in a cell that meets "
          f"a building, {sum(c['cell'] in streets for c in cars)} of {len(cars)} cars in a street cell.")
    print(f"{len(streets)} street cells, {len(streets - network)} of them not connected with the refuge and left out; "
          f"{len(ways - streets)} more cells lead from the houses to them.")
    print(f"{sum(nearest_of(REFUGES, a['cell']) != nearest_of(REFUGES, ends[a['cell']]) for a in agents)} agents would choose "
          "the other entrance from the street than from their start.")
    print(f"Street cells of the footbridge: {sorted(FOOTBRIDGE & streets)}. {over_bridge} ways of cars become longer or "
          "impossible without it.")


if __name__ == "__main__":
    main()
