#!/usr/bin/env python3
"""Memory of each rank and time to set up, for many people of a file: vehicles of SUMO with routes, or persons of MATSim who
drive there and back, with routes or without, on a grid of 60 x 60 crossings. Nobody sets off within the run.

  benchmarks/end_to_end/people_of_files.py --machi MACHI [--kind matsim|sumo] [--people 300000] [--without-routes]
      [--ranks 1 2 4] [--work DIR]

Made anew, the files are the same: a generator of its own draws them. Times are of the processor, of the busiest rank."""
import argparse
import json
import pathlib
import shutil
import subprocess
import tempfile

SIDE, LENGTH_M = 60, 200


def draws():
    """xorshift64*."""
    state = 88172645463325252
    while True:
        state ^= state >> 12
        state = (state ^ (state << 25)) % 2**64
        state ^= state >> 27
        yield (state * 2685821657736338717 % 2**64) >> 33


def name(a, b):
    return f"{a[0]}_{a[1]}to{b[0]}_{b[1]}"


def streets():
    for x in range(SIDE):
        for y in range(SIDE):
            yield from (((x, y), (a, b)) for a, b in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1))
                        if 0 <= a < SIDE and 0 <= b < SIDE)


def way(start, end):
    """Along one street and then along another."""
    links, at = [], start
    for axis in (0, 1):
        while at[axis] != end[axis]:
            step = 1 if end[axis] > at[axis] else -1
            to = (at[0] + step, at[1]) if axis == 0 else (at[0], at[1] + step)
            links.append(name(at, to))
            at = to
    return links


def ways(count):
    """There and back, each of three links or more."""
    draw = draws()
    for _ in range(count):
        links = []
        while len(links) < 3:
            start, end = ((next(draw) % SIDE, next(draw) % SIDE) for _ in range(2))
            links = way(start, end)
        yield links, way(end, start)


def matsim_network(file):
    file.write("<network><nodes>\n")
    for x in range(SIDE):
        file.writelines(f'<node id="{x}_{y}" x="{LENGTH_M * x}" y="{LENGTH_M * y}"/>\n' for y in range(SIDE))
    file.write('</nodes><links capperiod="01:00:00">\n')
    for a, b in streets():
        file.write(f'<link id="{name(a, b)}" from="{a[0]}_{a[1]}" to="{b[0]}_{b[1]}" length="{LENGTH_M}" freespeed="13.89" '
                   'capacity="1800" permlanes="2" modes="car"/>\n')
    file.write("</links></network>\n")


def matsim_people(file, count, routes):
    def leg(links):
        return f'<leg mode="car"><route type="links">{" ".join(links)}</route></leg>\n' if routes else '<leg mode="car"/>\n'

    file.write("<population>\n")
    for k, (there, back) in enumerate(ways(count)):
        home, work = there[0], back[0]
        file.write(f'<person id="person {k}"><plan selected="yes">\n<activity type="home" link="{home}" end_time="{5 + k % 4:02d}:{k % 60:02d}:00"/>\n'
                   f'{leg(there + [work])}<activity type="work" link="{work}" max_dur="08:00:00"/>\n'
                   f'{leg(back + [home])}<activity type="home" link="{home}"/>\n</plan></person>\n')
    file.write("</population>\n")


def sumo_network(file):
    file.write('<net version="1.16"><location netOffset="0.00,0.00" projParameter="!"/>\n')
    into = {}
    for a, b in streets():
        into.setdefault(b, []).append(a)
        file.write(f'<edge id="{name(a, b)}" from="{a[0]}_{a[1]}" to="{b[0]}_{b[1]}">'
                   f'<lane id="{name(a, b)}_0" index="0" speed="13.89" length="{LENGTH_M}"/></edge>\n')
    file.writelines(f'<junction id="{x}_{y}" type="priority" x="{LENGTH_M * x}" y="{LENGTH_M * y}"/>\n' for x, y in into)
    for node, around in into.items():
        file.writelines(f'<connection from="{name(a, node)}" to="{name(node, c)}" fromLane="0" toLane="0"/>\n'
                        for a in around for c in around if a != c)
    file.write("</net>\n")


def sumo_vehicles(file, count, routes):
    file.write('<routes><vType id="bus" vClass="bus"/>\n')
    for k, (there, _) in enumerate(ways(count)):
        vehicle = f'id="vehicle {k}" depart="{18000 + 20000 * k / count:.2f}"' + (' type="bus"' if k % 50 == 7 else "")
        file.write(f'<vehicle {vehicle}><route edges="{" ".join(there)}"/></vehicle>\n' if routes else
                   f'<trip {vehicle} from="{there[0]}" to="{there[-1]}"/>\n')
    file.write("</routes>\n")


def measured(machi, scenario, work, ranks):
    start = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
    subprocess.run([*start, machi, "run", scenario, "-o", work / "run", "--force", "--quiet", "--threads", "1"], check=True)
    run = json.loads((work / "run/run.json").read_text(encoding="utf-8"))
    set_up = next(phase for phase in run["phases"] if phase["name"] == "set up")
    return run["peak_memory_MB"]["by_rank"], set_up["processor_s"]["max"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machi", required=True)
    parser.add_argument("--kind", choices=("matsim", "sumo"), default="matsim")
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--without-routes", action="store_true")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--work", type=pathlib.Path)
    given = parser.parse_args()
    work = given.work or pathlib.Path(tempfile.mkdtemp())
    work.mkdir(parents=True, exist_ok=True)
    network, people = (matsim_network, matsim_people) if given.kind == "matsim" else (sumo_network, sumo_vehicles)
    with open(work / "network.xml", "w", encoding="utf-8") as file:
        network(file)
    with open(work / "people.xml", "w", encoding="utf-8") as file:
        people(file, given.people, not given.without_routes)
    scenario = work / "scenario.yaml"
    scenario.write_text("scenario: {end_s: 60}\nmobility: {network_file: network.xml, population_file: people.xml}\n"
                        "output: {report: false}\n", encoding="utf-8")
    machi = str(pathlib.Path(given.machi).resolve())
    print(f"{(work / 'people.xml').stat().st_size / 1e6:.0f} MB of people\n| ranks | memory of each, MB | set-up, s |\n|---|---|---|")
    for ranks in given.ranks:
        peaks, seconds = measured(machi, scenario, work, ranks)
        print(f"| {ranks} | {', '.join(f'{peak:.0f}' for peak in peaks)} | {seconds:.1f} |", flush=True)
    if given.work is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
