"""A kill, or an error of the disk, at each single system call that writes a checkpoint: always there is exactly one
newest checkpoint that is whole, and the run goes on from it."""
import errno
import signal

from program import PATIENCE_S, checkpoints, digest, require

ERRORS = (errno.EIO, errno.ENOSPC, errno.EDQUOT)
# Many calls write the columns.
WRITES = ("pwrite", "pwrite64", "write")


def second_checkpoint(case):
    """Numbers of the calls from the first checkpoint's last one to the second's, counted from 1."""
    latest = case.commits()
    require(len(latest) > 1, "a run of one checkpoint only")
    return range(latest[0] + 1, latest[1] + 3)


def thinned(case, numbers):
    """Without those between two writes."""
    kept = []
    for k in numbers:
        before, here, after = (case.calls[min(j, len(case.calls)) - 1][0] for j in (k - 1, k, k + 1))
        if not (before == here == after and here in WRITES):
            kept.append(k)
    return kept


def check_order(case):
    """What is on the disk when a checkpoint gets its name: each file was synced after its last write, and the folder
    after both; the name itself is synced before LATEST says it."""
    numbers = second_checkpoint(case)
    calls = [case.calls[k - 1] for k in numbers if k <= len(case.calls)]
    named = next(k for k, (name, path) in enumerate(calls) if name == "rename" and "ckpt." in path.rsplit("/", 1)[1])
    synced = set()
    for name, path in calls[:named]:
        if name == "fsync":
            synced.add(path)
        elif name in WRITES or name.startswith("ftruncate"):
            synced.discard(path)
    unsynced = {path for name, path in calls[:named] if name in WRITES} - synced
    require(not unsynced, "not synced before the checkpoint gets its name:", unsynced)
    require(any(path.endswith(".tmp") for path in synced), "the folder is not synced before it gets its name")
    after = [path.rsplit("/", 1)[1] for name, path in calls[named:] if name == "fsync"]
    require(after and after[0] == "checkpoints", "the name is not synced before LATEST says it:", after)


def calls_to_try(bench):
    """Pairs of a scenario and the number of a call of its second commit. Of the first scenario each call, of the others the
    first and the last of each run of writes; in the short version of the first alone, and so."""
    pairs = []
    for case in bench.all[:bench.options.commit_cases]:
        check_order(case)
        numbers = second_checkpoint(case)
        each = case is bench.all[0] and not bench.options.short
        pairs += [(case, number) for number in (numbers if each else thinned(case, numbers))]
    return pairs


def crashes(bench):
    pairs = calls_to_try(bench)

    def crash(k):
        case, number = pairs[k]
        with case.fresh() as folder:
            run = case.run(folder, shim={"UNDER": "/checkpoints", "DO": "kill", "AT": number})
            require(run.wait() == -signal.SIGKILL, "was not killed:", run)
            case.check_whole(folder)
            require(1 <= len(checkpoints(folder)) <= 2, "not one newest checkpoint:", checkpoints(folder))
            case.check_resumes(folder)
        return {f"kills between two calls of a commit of {case.name}": 1}

    return bench.total(len(pairs), crash)


def errors(bench):
    """The same calls fail: exit code 74 with the path, or it did not matter and the run ends as it should."""
    pairs = calls_to_try(bench)[::bench.options.error_stride]

    def fail(k):
        case, number = pairs[k]
        with case.fresh() as folder:
            error = ERRORS[number % len(ERRORS)]
            ranks = 2 if number % 8 == 0 else 1
            shim = {"UNDER": "/checkpoints", "DO": "fail", "AT": number, "ERRNO": error, "RANK": 0}
            run = case.run(folder, ranks, shim=shim)
            code = run.wait(PATIENCE_S / 2)
            call = case.calls[min(number, len(case.calls)) - 1]
            require(code in (0, 74), f"exit code {code} where {call} failed:", run)
            if code == 74:
                require(str(folder) in run.said, "the path is not named:", run)
            else:
                require(digest(folder) == case.digest, "another digest where it did not matter that", call, "failed:", run)
            case.check_whole(folder)
            require(checkpoints(folder), "the checkpoint before is lost:", run)
            if code == 74:
                case.check_resumes(folder)
        return {f"failed calls of a commit of {case.name}": 1, "of which did not matter": code == 0}

    return bench.total(len(pairs), fail)
