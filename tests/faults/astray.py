"""A number in the memory of a running rank becomes none: the run ends within a simulated second, names the person, the
step and the rank, and makes no checkpoint of it."""
import math
import re
import shutil
import signal
import struct

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


def spoil(pid, number):
    """Makes the free speed of some who walk on a stopped rank `number`; who they were. Everyone who walks has a record of
    this step and one of the step before; who has arrived may have one, which nobody reads."""
    spoilt = []
    with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
        parts = []
        for begin, end in writable_parts(pid):
            memory.seek(begin)
            try:
                parts.append((begin, memory.read(end - begin)))
            except OSError:
                continue
        for person in range(1, 200):
            places = walkers_in(parts, person)
            if len(places) < 2:
                continue
            spoilt.append(person)
            for place in places:
                memory.seek(place + FREE_SPEED_AT)
                memory.write(struct.pack("<f", number))
    return spoilt


def memory(bench):
    case = bench.cases[0]
    count = 0
    for ranks, number in ((2, math.nan), (1, math.inf))[:1 if bench.options.short else 2]:
        folder = case.new()
        run = case.run(folder, ranks)
        require(wait_until(lambda: (folder / "checkpoints/LATEST").exists() or not run.alive()), "no checkpoint:", run)
        pids = run.pids()
        require(pids, "the run was over too early:", run)
        rank = len(pids) - 1
        send(pids[rank], signal.SIGSTOP)
        try:
            spoilt = spoil(pids[rank], number)
        except PermissionError:
            run.end()
            return {"SKIPPED": "this process may not write into another's memory"}
        finally:
            send(pids[rank], signal.SIGCONT)
        require(spoilt, "nobody walks on that rank")
        require(run.wait() == 4, f"{number} went unseen:", run)
        told = re.search(r"machi: person (\d+) has no finite velocity or speed any more \(step (\d+), rank (\d+)\)", run.said)
        require(told, "no sentence:", run)
        require(int(told[1]) in spoilt and int(told[3]) == rank, f"it was one of {spoilt} on rank {rank}:", run)
        case.check_whole(folder)
        newest = int(checkpoints(folder)[-1].suffix[1:])
        require(newest <= int(told[2]), "a checkpoint was made of it:", newest, run)
        case.check_resumes(folder)
        shutil.rmtree(folder)
        count += 1
    return {"numbers spoilt in memory": count}
