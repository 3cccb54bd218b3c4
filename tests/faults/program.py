"""The program under faults: starts it on ranks and threads, with a shim where one is asked for, finds its ranks, and
compares what it answers. Nothing may hang: that is the first rule of every fault."""
import contextlib
import itertools
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

SOURCE = pathlib.Path(os.environ["MACHI_SOURCE"])
MACHI = os.environ["MACHI"]
TOOLS = pathlib.Path(os.environ["MACHI_FAULTS"])
SHIM = TOOLS / "libfaults_shim.so"
PATIENCE_S = int(os.environ.get("MACHI_FAULTS_PATIENCE_S", "60"))  # longer than this is a hang


def require(holds, *what):
    """Ends the fault at hand where its rule does not hold."""
    if not holds:
        raise AssertionError(" ".join(str(word) for word in what))


class Run:
    """One start of the program. `shim`: its variables without the prefix FAULTS_, none: no shim. `addresses`: bytes of
    memory that each rank may ask for, none: all there is."""

    def __init__(self, words, ranks=1, threads=1, shim=None, addresses=None):
        command = [MACHI, *map(str, words), "--threads", str(threads)]
        if addresses:
            command = ["prlimit", f"--as={addresses}", *command]
        if shim:
            command = ["env", f"LD_PRELOAD={SHIM}", *(f"FAULTS_{key}={value}" for key, value in shim.items()), *command]
        if ranks > 1:
            command = [os.environ["MACHI_MPIEXEC"], "-n", str(ranks), "--bind-to", "none", *command]
        self.words, self.ranks, self.shim = command, ranks, shim
        self.said = ""
        self.started = time.monotonic()
        self._errors = tempfile.TemporaryFile(mode="w+", encoding="utf-8")
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self._errors, start_new_session=True)

    def wait(self, patience_s=PATIENCE_S):
        """Waits for the end and answers with the exit code; negative: by a signal. A hang is a failure."""
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.end()
            raise AssertionError(f"hangs: {self}") from None
        self._errors.seek(0)
        self.said = self._errors.read()
        return self.process.returncode

    def alive(self):
        return self.process.poll() is None

    def pids(self):
        """Process ids of the ranks that have started, by rank."""
        if self.ranks == 1:
            return [self.process.pid] if self.alive() else []
        found = {}
        for folder in pathlib.Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                parent = int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
                if parent != self.process.pid or os.readlink(folder / "exe") != os.path.realpath(MACHI):
                    continue
                rank = re.search(rb"OMPI_COMM_WORLD_RANK=(\d+)", (folder / "environ").read_bytes())
            except OSError:
                continue  # it has just ended
            if rank:
                found[int(rank[1])] = int(folder.name)
        return [found[rank] for rank in sorted(found)]

    def end(self):
        """Kills whatever is left of it."""
        for pid in self.pids():
            send(pid, signal.SIGKILL)
        if self.alive():
            self.process.kill()
            self.process.wait()

    def __str__(self):
        return f"{' '.join(self.words)}\n{self.said}"


def send(pid, what):
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        pass


def wait_until(condition, patience_s=PATIENCE_S, every_s=0.002):
    """Whether a condition came true in time."""
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(every_s)
    return True


def gone(pid):
    """Whether a process has ended, also where nobody has asked for its code yet."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def digest(folder):
    result = subprocess.run([MACHI, "digest", str(folder)], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    require(result.returncode == 0, "no digest of", folder, result.stderr)
    return result.stdout.split()[0]


def checkpoints(folder):
    """Finished checkpoints, oldest first."""
    found = [path for path in (folder / "checkpoints").glob("ckpt.*") if path.suffix[1:].isdigit()]
    return sorted(found, key=lambda path: int(path.suffix[1:]))


def damage(paths):
    """Why each checkpoint is not whole, by path."""
    if not paths:
        return {}
    result = subprocess.run([TOOLS / "checkpoint_damage", *paths, "--verify"], capture_output=True, text=True,
                            timeout=PATIENCE_S, check=True)
    said = dict(line.split(" ", 1) for line in result.stdout.splitlines())
    return {path: why for path, why in said.items() if why != "whole"}


class Case:
    """A scenario that is run, killed and resumed: its words, its right answer, and a run that was killed when it began
    to write its result, with all its checkpoints."""

    def __init__(self, name, words, scratch):
        self.name, self.words = name, words
        self.folder = scratch / name
        self.folder.mkdir()
        self._count = itertools.count(1)
        whole = self.folder / "whole"
        log = self.folder / "calls"
        run = self.run(whole, shim={"UNDER": "/checkpoints", "LOG": log})
        require(run.wait() == 0, run)
        self.keeps = bool(checkpoints(whole))
        if not self.keeps:
            return
        self.digest = digest(whole)
        self.calls = [line.split(" ", 1) for line in log.read_text(encoding="utf-8").splitlines()]
        self.killed = self.folder / "killed"
        run = self.run(self.killed, shim={"UNDER": "/result.h5", "DO": "kill", "AT": 1})
        require(run.wait() == -signal.SIGKILL, run)
        require(len(checkpoints(self.killed)) == 3, "not three checkpoints of", name)
        self._walls = {}

    def commits(self):
        """Numbers of the calls, counted from 1, by which LATEST says a checkpoint."""
        return [k for k, (name, path) in enumerate(self.calls, 1) if name == "rename" and path.endswith("/LATEST")]

    def new(self):
        return self.folder / f"run_{next(self._count)}"

    @contextlib.contextmanager
    def fresh(self, copied=False):
        """A folder for a run, or a copy of the killed run; removed afterwards, unless a rule did not hold."""
        folder = self.copy() if copied else self.new()
        yield folder
        shutil.rmtree(folder, ignore_errors=True)

    def copy(self, where=None):
        """The killed run in a folder of its own."""
        where = where or self.new()
        shutil.copytree(self.killed, where)
        return where

    def run(self, folder, ranks=1, threads=1, shim=None, more=()):
        return Run(["run", *self.words, "-o", folder, "--quiet", *more], ranks, threads, shim)

    def resume(self, folder, ranks=1, threads=1, shim=None, addresses=None):
        return Run(["resume", folder, "--quiet"], ranks, threads, shim, addresses)

    def wall_s(self, ranks):
        """How long a run takes that nothing disturbs."""
        if ranks not in self._walls:
            with self.fresh() as folder:
                run = self.run(folder, ranks)
                require(run.wait() == 0, run)
                self._walls[ranks] = time.monotonic() - run.started
        return self._walls[ranks]

    def check_resumes(self, folder, ranks=1, threads=1):
        """Whatever happened to a run, resuming it gives the right answer. Answers with what it said."""
        run = self.resume(folder, ranks, threads)
        require(run.wait() == 0, "is not resumed:", run)
        require(digest(folder) == self.digest, "another digest after", run)
        return run.said

    def check_whole(self, folder):
        """Every checkpoint that has its name is whole."""
        require(not damage(checkpoints(folder)), damage(checkpoints(folder)))
