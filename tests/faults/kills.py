"""Kills and signals at random times: every run is resumed, on other ranks and threads, to the same digest."""
import random
import shutil
import signal
import time

from program import PATIENCE_S, checkpoints, digest, gone, require, send, wait_until


def layout(bench, dice):
    """Ranks and threads to go on with."""
    return dice.randint(1, bench.options.most_ranks), dice.choice((1, 2))


# So many of the kills come after the first checkpoint: before it there is little to lose.
LATE = 0.85


def whom(run, dice):
    """Whom to kill: mostly one rank, now and then mpirun or everything at once."""
    pids = run.pids()
    if not pids:
        return []
    if run.ranks > 1 and dice.random() < 0.2:
        return [run.process.pid] if dice.random() < 0.5 else [run.process.pid, *pids]
    return [dice.choice(pids)]


def kill_in_checkpoint(case, ranks, dice):
    """The folder of a run that was killed while it wrote a checkpoint; None where it ended before."""
    folder = case.new()
    mark = case.folder / f"{folder.name}.mark"
    first = case.commits()[0] if dice.random() < LATE else 1
    shim = {"UNDER": "/checkpoints", "DO": "mark", "MARK": mark, "AT": dice.randint(first, len(case.calls)), "RANK": 0}
    run = case.run(folder, ranks, shim=shim)
    if not wait_until(lambda: mark.exists() or not run.alive()) or not run.alive():
        run.wait()
        return None
    return killed(run, folder, dice)


def kill_at_any_time(case, ranks, dice):
    folder = case.new()
    wall_s = case.wall_s(ranks)
    run = case.run(folder, ranks)
    if dice.random() < LATE:
        wait_until(lambda: (folder / "checkpoints/LATEST").exists() or not run.alive())
        wall_s *= 1 - 1 / len(case.commits())
    time.sleep(dice.uniform(0, wall_s))
    return killed(run, folder, dice)


def killed(run, folder, dice):
    victims = whom(run, dice)
    everyone = [run.process.pid, *run.pids()]
    for pid in victims:
        send(pid, signal.SIGKILL)
    code = run.wait()
    require(wait_until(lambda: all(gone(pid) for pid in everyone)), "ranks outlive a killed one:", run)
    return None if code == 0 or not victims else folder


def check_killed(case, folder, ranks, threads):
    """Whether there was a checkpoint to resume from; where there was none the run starts anew. Both end the same."""
    case.check_whole(folder)
    resumes = bool(checkpoints(folder))
    if resumes:
        case.check_resumes(folder, ranks, threads)
    else:
        run = case.run(folder, ranks, threads, more=["--force"])
        require(run.wait() == 0, run)
    shutil.rmtree(folder)
    return resumes


def kills(bench):
    figures = {"kills": 0, "within checkpoint writes": 0, "before the first checkpoint": 0}
    tries = 0
    while figures["kills"] < bench.options.kills:
        tries += 1
        require(tries < 5 * bench.options.kills + 20, "runs end before they can be killed")
        dice = random.Random(f"{bench.options.seed} kill {tries}")
        case = bench.all[tries % len(bench.all)]
        ranks = min(dice.choice((1, 2, 2, 4)), bench.options.most_ranks)
        inside = figures["kills"] % 2 == 0
        folder = (kill_in_checkpoint if inside else kill_at_any_time)(case, ranks, dice)
        if folder is None or not folder.exists():
            continue
        figures["kills"] += 1
        figures["within checkpoint writes"] += inside
        figures["before the first checkpoint"] += not check_killed(case, folder, *layout(bench, dice))
    return figures


def stops(bench):
    """SIGUSR1, SIGTERM and SIGINT to mpirun or to one rank: exit code 75 and a checkpoint."""
    figures = {"stops": 0}
    tries = 0
    while figures["stops"] < bench.options.stops:
        tries += 1
        require(tries < 5 * bench.options.stops + 20, "runs end before they can be stopped")
        dice = random.Random(f"{bench.options.seed} stop {tries}")
        case = bench.all[-tries % len(bench.all)]
        ranks = min(dice.choice((1, 2, 4)), bench.options.most_ranks)
        folder = case.new()
        run = case.run(folder, ranks)
        # A rank catches signals once it has begun.
        require(wait_until(lambda: (folder / "checkpoints/LATEST").exists() or not run.alive()), "no checkpoint:", run)
        time.sleep(dice.uniform(0, 0.3 * case.wall_s(ranks)))
        what = dice.choice((signal.SIGUSR1, signal.SIGTERM, signal.SIGINT))
        # mpirun passes SIGUSR1 on to all ranks; of the other two it makes an end of its own.
        pids = [run.process.pid] if what == signal.SIGUSR1 and dice.random() < 0.5 else run.pids()
        if not pids:
            continue
        send(dice.choice(pids), what)
        code = run.wait()
        if code == 0:
            continue  # it was done before
        require(code == 75, f"exit code {code} after {what.name}:", run)
        figures["stops"] += 1
        case.check_whole(folder)
        case.check_resumes(folder, *layout(bench, dice))
        shutil.rmtree(folder)
    return figures


def stands_still(bench):
    """One rank sleeps in the middle of a run, and messages come late: the others wait, and nothing else happens."""
    case = bench.cases[0]
    folder = case.new()
    run = case.run(folder, 2)
    require(wait_until(lambda: (folder / "checkpoints/LATEST").exists() or not run.alive()), "no checkpoint:", run)
    pids = run.pids()
    require(len(pids) == 2, "the run ended before a rank could be stopped")
    send(pids[1], signal.SIGSTOP)
    time.sleep(bench.options.stand_still_s)
    require(run.alive(), "the run ended while a rank stood still:", run)
    send(pids[1], signal.SIGCONT)
    require(run.wait() == 0, run)
    require(digest(folder) == case.digest, "another digest after a rank stood still")
    late = case.new()
    run = case.run(late, 2, shim={"DELAY": bench.options.delay})
    require(run.wait(4 * PATIENCE_S) == 0, run)
    require(digest(late) == case.digest, "another digest with late messages")
    return {"rank stopped for s": bench.options.stand_still_s, "messages late (per mille, up to ms)": bench.options.delay}
