"""Disks that are full, that may not be written to or that fail: no hang, exit code 74 with the path, and what was there
before stays whole."""
import contextlib
import errno
import os
import shutil
import subprocess

from program import PATIENCE_S, checkpoints, digest, require

DISK_BYTES = 32 << 20


@contextlib.contextmanager
def small_disk(folder):
    """A file system of its own at `folder`; answers with None where this process may not mount one."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk, left):
    """Leaves so many bytes free."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    facts = os.statvfs(disk)
    with open(filler, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(facts.f_bavail * facts.f_frsize - left, 1))


def check_unwritable(run, folder):
    """The one sentence with the path, and exit code 74."""
    code = run.wait(PATIENCE_S / 2)
    require(code == 74, f"exit code {code}, not 74:", run)
    lines = [line for line in run.said.splitlines() if line.startswith("machi: ")]
    require(len(lines) == 1 and str(folder) in lines[0], "no one sentence with the path:", run)


def only_oldest(folder):
    """Leaves the oldest checkpoint, so that a resumed run has checkpoints yet to write."""
    for path in checkpoints(folder)[1:]:
        shutil.rmtree(path)


def bytes_in(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def growth(case):
    """Bytes that a resumed run writes."""
    with case.fresh(copied=True) as folder:
        only_oldest(folder)
        before = bytes_in(folder)
        case.check_resumes(folder)
        return bytes_in(folder) - before


def full(bench):
    """A disk that is full after k bytes more, from none to all that a resumed run writes. The page comes last: where only
    that finds no room, the run is done and says so."""
    growths = [growth(case) for case in bench.some]

    def fill_up(k):
        place, k = k % len(bench.some), k // len(bench.some)
        case = bench.some[place]
        with case.fresh() as where, small_disk(where) as disk:
            if disk is None:
                return {"SKIPPED: this process may not mount a small disk": 1}
            folder = case.copy(disk / "run")
            only_oldest(folder)
            fill(disk, growths[place] * k // bench.options.offsets)
            run = case.resume(folder, ranks=1 + k % 2)
            page_alone = run.wait(PATIENCE_S / 2) == 0 and "No report.html" in run.said
            if not page_alone:
                check_unwritable(run, folder)
            case.check_whole(folder)
            require(checkpoints(folder), "the old checkpoint is lost:", run)
            (disk / "filler").unlink()
            if page_alone:
                require(digest(folder) == case.digest, "another digest without a page:", run)
            else:
                case.check_resumes(folder)
        return {f"full disks of {case.name}": 1, "of which for the page alone": page_alone}

    return bench.total(bench.options.offsets * len(bench.some), fill_up)


def read_only(bench):
    """A folder on a disk that was mounted read-only, as a new run's and as one to resume."""
    def refuse(k):
        case = bench.some[k]
        with case.fresh() as where, small_disk(where) as disk:
            if disk is None:
                return {"SKIPPED: this process may not mount a small disk": 1}
            folder = case.copy(disk / "run")
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            for ranks in (1, 2):
                check_unwritable(case.resume(folder, ranks), folder)
                check_unwritable(case.run(disk / "new", ranks), disk / "new")
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
            case.check_resumes(folder)
        return {"read-only runs refused": 4}

    return bench.total(len(bench.some), refuse)


def log_only(bench):
    """Where only the log finds no room, the run goes on."""
    case = bench.all[0]
    folder = case.new()
    run = case.run(folder, shim={"UNDER": "/log.txt", "DO": "fail_all", "ERRNO": errno.ENOSPC})
    # The log cannot even be opened there.
    check_unwritable(run, folder)
    folder = case.new()
    log = case.folder / "calls_of_log"
    run = case.run(folder, shim={"UNDER": "/log.txt", "LOG": log})
    require(run.wait() == 0, run)
    lines = log.read_text(encoding="utf-8").splitlines()
    require(lines[0].startswith("open") and len(lines) > 2, "the log is written by other calls:", lines)
    for call in range(2, len(lines) + 1):
        folder = case.new()
        run = case.run(folder, shim={"UNDER": "/log.txt", "DO": "fail", "AT": call, "ERRNO": errno.ENOSPC})
        require(run.wait() == 0, run)
        require(digest(folder) == case.digest, "another digest without a log")
        if bench.options.short:
            break
    return {"runs whose log found no room": call - 1}


def small_writes(bench):
    """A system that takes 1,000 bytes a write and interrupts every second one."""
    def write_little(k):
        case = bench.some[k]
        with case.fresh() as folder:
            run = case.run(folder, shim={"UNDER": str(folder), "DO": "short"})
            require(run.wait() == 0, run)
            require(digest(folder) == case.digest, "another digest where writes are short")
            case.check_whole(folder)
        return {"runs by short writes": 1}

    return bench.total(len(bench.some), write_little)
