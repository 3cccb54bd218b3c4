"""A number in the memory of a running rank becomes none: the run ends within a simulated second (of energy: a step), names
the person or the building, the step and the rank, and makes no checkpoint of it."""
import contextlib
import math
import re
import signal
import struct

from damaged import poke
from program import checkpoints, require, send, wait_until

# The first half of a Walker (engine/model/walker.hpp): id, x, y, velocity, free speed, departure.
WALKER = struct.Struct("<QIIffff")
FREE_SPEED_AT = 24
RECORD_BYTES = 64  # records lie on lines of the cache


def writable_parts(pid):
    """Ranges of a process's memory in which its arrays may lie."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        for line in maps:
            words = line.split()
            if words[1].startswith("rw-p") and (len(words) == 5 or words[5] == "[heap]"):
                begin, end = (int(word, 16) for word in words[0].split("-"))
                yield begin, end


def looks_like(record, person):
    number, _, _, vx, vy, speed, departure = record
    if any(0 < abs(value) < 1e-30 for value in (vx, vy, speed, departure)):
        return False  # an address: its upper half is a tiny number
    return number == person and 0 < abs(vx) + abs(vy) < 10 and 0.1 < speed < 5 and 0 <= departure < 1e4


def walkers_in(parts, person):
    """Addresses of all records of a person who moves."""
    found = []
    key = struct.pack("<Q", person)
    for begin, part in parts:
        at = part.find(key, 0, len(part) - WALKER.size)
        while at >= 0:
            if (begin + at) % RECORD_BYTES == 0 and looks_like(WALKER.unpack_from(part, at), person):
                found.append(begin + at)
            at = part.find(key, at + 8, len(part) - WALKER.size)
    return found


@contextlib.contextmanager
def memory_of(pid):
    """A stopped process's memory as a file, and its parts as pairs of address and bytes."""
    send(pid, signal.SIGSTOP)
    try:
        with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
            parts = []
            for begin, end in writable_parts(pid):
                memory.seek(begin)
                try:
                    parts.append((begin, memory.read(end - begin)))
                except OSError:
                    continue
            yield memory, parts
    finally:
        send(pid, signal.SIGCONT)


def spoil_walkers(pid, number):
    """Makes the free speed of some who walk on a rank `number`; who they were. Everyone who walks has a record of this
    step and one of the step before; who has arrived may have one, which nobody reads."""
    spoilt = []
    with memory_of(pid) as (memory, parts):
        for person in range(1, 200):
            places = walkers_in(parts, person)
            if len(places) < 2:
                continue
            spoilt.append(person)
            for place in places:
                memory.seek(place + FREE_SPEED_AT)
                memory.write(struct.pack("<f", number))
    return spoilt


def spoil_zones(pid, number, values):
    """Makes one of the temperatures `values` of zones `number`, wherever it stands beside another of them. How many."""
    words = {struct.pack("<f", value) for value in values}
    found = 0
    with memory_of(pid) as (memory, parts):
        for begin, part in parts:
            for word in words:
                at = part.find(word)
                while at >= 0:
                    if at % 4 == 0 and part[at + 4:at + 8] in words - {word}:
                        memory.seek(begin + at)
                        memory.write(struct.pack("<f", number))
                        found += 1
                    at = part.find(word, at + 4)
    return found


def walkers_go_astray(case, ranks, number):
    with case.fresh() as folder:
        run = case.run(folder, ranks)
        require(wait_until(lambda: (folder / "checkpoints/LATEST").exists() or not run.alive()), "no checkpoint:", run)
        pids = run.pids()
        if not pids:
            return None  # the run was over too early
        rank = len(pids) - 1
        spoilt = spoil_walkers(pids[rank], number)
        require(spoilt, "nobody walks on that rank")
        require(run.wait() == 4, f"{number} went unseen:", run)
        told = re.search(r"machi: person (\d+) has (?:no finite velocity or speed any more|a speed or time that is no number) "
                         r"\(step (\d+), rank (\d+)\)", run.said)
        require(told, "no sentence:", run)
        require(int(told[1]) in spoilt and int(told[3]) == rank, f"it was one of {spoilt} on rank {rank}:", run)
        case.check_whole(folder)
        newest = int(checkpoints(folder)[-1].suffix[1:])
        require(newest <= int(told[2]), "a checkpoint was made of it:", newest, run)
        case.check_resumes(folder)
    return {"numbers spoilt in memory": 1}


def zones_go_astray(case, number):
    """Right after a checkpoint, which says what stands in the memory."""
    with case.fresh() as folder:
        mark = case.folder / f"{folder.name}.mark"
        run = case.run(folder, shim={"UNDER": "/checkpoints", "DO": "mark", "MARK": mark, "AT": case.commits()[1]})
        require(wait_until(lambda: mark.exists() or not run.alive()) and run.alive(), "no second checkpoint:", run)
        newest = checkpoints(folder)[-1]
        values = [float(line) for line in poke(newest, "/energy/zones/mass_C")]
        require(spoil_zones(run.process.pid, number, values), "the temperatures of zones are not found")
        require(run.wait() == 4, f"{number} went unseen:", run)
        require(re.search(r"machi: energy: zone of building \d+ .* is no finite number after step \d+ \(rank 0\)", run.said),
                "no sentence:", run)
        case.check_whole(folder)
        require(checkpoints(folder)[-1] == newest, "a checkpoint was made of it:", run)
        case.check_resumes(folder)
    return {"numbers spoilt in memory": 1}


def memory(bench):
    """Persons of the first scenario, on one rank and on two, and zones of buildings. Traffic has whole numbers only."""
    cases = {case.name: case for case in bench.all}
    trials = [lambda: walkers_go_astray(cases["room"], 2, math.nan), lambda: zones_go_astray(cases["buildings"], math.nan),
              lambda: walkers_go_astray(cases["room"], 1, math.inf), lambda: zones_go_astray(cases["buildings"], math.inf)]
    count = 2 if bench.options.short else 4
    try:
        return bench.total(count, lambda k: trials[k % count]())
    except PermissionError:
        return {"SKIPPED: this process may not write into another's memory": 1}
