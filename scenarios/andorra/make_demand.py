#!/usr/bin/env python3
"""Writes a population of commuters for a network of MATSim: each drives once between two links drawn at random (with a
generator of its own, so that a seed gives the same people everywhere) from the part of the network in which every link
can be reached from every other, between 7:00 and 9:00.

  scenarios/andorra/make_demand.py NETWORK --people 2000 --seed 1 --output people.xml"""
import argparse
import gzip
import pathlib
import xml.etree.ElementTree


def links_of(path):
    """(id, from, to) of the links for cars, in the order of the file."""
    opened = gzip.open(path) if str(path).endswith(".gz") else open(path, "rb")
    with opened as file:
        return [(link.get("id"), link.get("from"), link.get("to"))
                for _, link in xml.etree.ElementTree.iterparse(file)
                if link.tag == "link" and "car" in link.get("modes", "car").replace(" ", "").split(",")]


def reached(start, neighbours):
    seen, open_ = {start}, [start]
    while open_:
        for node in neighbours.get(open_.pop(), ()):
            if node not in seen:
                seen.add(node)
                open_.append(node)
    return seen


def strong_part(links):
    """Links between nodes of the largest set in which each can be reached from each other."""
    ahead, back = {}, {}
    for _, a, b in links:
        ahead.setdefault(a, []).append(b)
        back.setdefault(b, []).append(a)
    left, best = set(ahead) | set(back), set()
    while len(left) > len(best):
        start = min(left)
        part = reached(start, ahead) & reached(start, back)
        left -= part
        best = max(best, part, key=len)
    return [link for link in links if link[1] in best and link[2] in best]


def draws(seed):
    """xorshift64*."""
    state = (seed * 2654435761 + 88172645463325252) % 2**64
    while True:
        state ^= state >> 12
        state = (state ^ (state << 25)) % 2**64
        state ^= state >> 27
        yield (state * 2685821657736338717 % 2**64) >> 33


def write(network, output, people, seed):
    ids = [link[0] for link in strong_part(links_of(network))]
    draw = draws(seed)
    rows = []
    for k in range(people):
        home, work = ids[next(draw) % len(ids)], ids[next(draw) % len(ids)]
        leaves = 7 * 3600 + next(draw) % 7200
        rows.append(f'<person id="{k}"><plan selected="yes"><activity type="home" link="{home}" end_time="{leaves}"/>'
                    f'<leg mode="car"/><activity type="work" link="{work}"/></plan></person>\n')
    pathlib.Path(output).write_text(f"<population>\n{''.join(rows)}</population>\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", required=True)
    given = parser.parse_args()
    write(given.network, given.output, given.people, given.seed)
