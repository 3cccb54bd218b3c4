"""Kills and signals at random times: every run is resumed, on other ranks and threads, to the same digest."""
import random
import signal
import time

from program import PATIENCE_S, checkpoints, digest, gone, require, send, wait_until


def ranks_of(bench, dice):
    return dice.choice([ranks for ranks in (1, 2, 2, 3, 4, 8) if ranks <= bench.options.most_ranks])


def layout(bench, dice):
    """Ranks and threads to go on with."""
    return ranks_of(bench, dice), dice.choice((1, 2))


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


def kill_in_checkpoint(case, folder, ranks, dice):
    """Whether a run could be killed while it wrote a checkpoint."""
    mark = case.folder / f"{folder.name}.mark"
    first = case.commits()[0] if dice.random() < LATE else 1
    shim = {"UNDER": "/checkpoints", "DO": "mark", "MARK": mark, "AT": dice.randint(first, len(case.calls)), "RANK": 0}
    run = case.run(folder, ranks, shim=shim)
    if not wait_until(lambda: mark.exists() or not run.alive()) or not run.alive():
        run.wait()
        return False
    return killed(run, dice)


def kill_at_any_time(case, folder, ranks, dice):
    wall_s = case.wall_s(ranks)
    run = case.run(folder, ranks)
    if dice.random() < LATE:
        wait_until(lambda: (folder / "checkpoints/LATEST").exists() or not run.alive())
        wall_s *= 1 - 1 / len(case.commits())
    time.sleep(dice.uniform(0, wall_s))
    return killed(run, dice)


def killed(run, dice):
    victims = whom(run, dice)
    everyone = [run.process.pid, *run.pids()]
    for pid in victims:
        send(pid, signal.SIGKILL)
    code = run.wait()
    require(wait_until(lambda: all(gone(pid) for pid in everyone)), "ranks outlive a killed one:", run)
    return code != 0 and bool(victims)


def check_killed(case, folder, ranks, threads):
    """Whether there was a checkpoint to resume from; where there was none the run starts anew. Both end the same."""
    case.check_whole(folder)
    resumes = bool(checkpoints(folder))
    if resumes:
        case.check_resumes(folder, ranks, threads)
    else:
        run = case.run(folder, ranks, threads, more=["--force"])
        require(run.wait() == 0, run)
        require(digest(folder) == case.digest, "another digest after", run)
    return resumes


def kills(bench):
    def kill(where, k):
        dice = random.Random(f"{bench.options.seed} kill {where.__name__} {k}")
        case = bench.all[k % len(bench.all)]
        ranks = ranks_of(bench, dice)
        with case.fresh() as folder:
            if not where(case, folder, ranks, dice) or not folder.exists():
                return None
            resumed = check_killed(case, folder, *layout(bench, dice))
        return {"kills": 1, "within checkpoint writes": where is kill_in_checkpoint, "before the first checkpoint": not resumed,
                "of several ranks": ranks > 1}

    within = bench.options.kills // 2
    return (bench.total(bench.options.kills - within, lambda k: kill(kill_at_any_time, k))
            + bench.total(within, lambda k: kill(kill_in_checkpoint, k)))


def stops(bench):
    """SIGUSR1, SIGTERM and SIGINT to mpirun or to one rank: exit code 75 and a checkpoint."""
    def stop(k):
        dice = random.Random(f"{bench.options.seed} stop {k}")
        case = bench.all[-1 - k % len(bench.all)]
        ranks = ranks_of(bench, dice)
        wait_s = dice.uniform(0, 0.3 * case.wall_s(ranks))
        with case.fresh() as folder:
            run = case.run(folder, ranks)
            # A rank catches signals once it has begun.
            require(wait_until(lambda: (folder / "checkpoints/LATEST").exists() or not run.alive()), "no checkpoint:", run)
            time.sleep(wait_s)
            what = dice.choice((signal.SIGUSR1, signal.SIGTERM, signal.SIGINT))
            # mpirun passes SIGUSR1 on to all ranks; of the other two it makes an end of its own.
            pids = [run.process.pid] if what == signal.SIGUSR1 and dice.random() < 0.5 else run.pids()
            if pids:
                send(dice.choice(pids), what)
            code = run.wait()
            if code == 0:
                return None  # it was done before
            require(code == 75, f"exit code {code} after {what.name}:", run)
            case.check_whole(folder)
            case.check_resumes(folder, *layout(bench, dice))
        return {"stops": 1, "of several ranks": ranks > 1}

    return bench.total(bench.options.stops, stop)


def stands_still(bench):
    """One rank sleeps in the middle of a run, and messages come late: the others wait, and nothing else happens."""
    def stand_still(k):
        case = bench.some[k % len(bench.some)]
        with case.fresh() as folder:
            run = case.run(folder, 2)
            require(wait_until(lambda: (folder / "checkpoints/LATEST").exists() or not run.alive()), "no checkpoint:", run)
            pids = run.pids()
            if len(pids) < 2:
                run.wait()
                return None  # it ended before a rank could be stopped
            send(pids[1], signal.SIGSTOP)
            time.sleep(bench.options.stand_still_s)
            require(run.alive(), "the run ended while a rank stood still:", run)
            send(pids[1], signal.SIGCONT)
            require(run.wait() == 0, run)
            require(digest(folder) == case.digest, "another digest after a rank stood still")
        return {f"runs of which a rank stood still for {bench.options.stand_still_s} s": 1}

    def come_late(k):
        case = bench.some[k % len(bench.some)]
        with case.fresh() as folder:
            run = case.run(folder, 2, shim={"DELAY": bench.options.delay})
            require(run.wait(4 * PATIENCE_S) == 0, run)
            require(digest(folder) == case.digest, "another digest with late messages")
        return {f"runs with late messages (per mille, up to ms: {bench.options.delay})": 1}

    return bench.total(len(bench.some), stand_still) + bench.total(len(bench.some), come_late)
