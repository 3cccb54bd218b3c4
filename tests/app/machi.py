"""Starts the program for the tests of tests/app."""
import os
import shutil
import subprocess

SOURCE = os.environ["MACHI_SOURCE"]


def run(*words, program="MACHI", ranks=1, timeout_s=120, **changes):
    """Runs the program with `words` and answers with its CompletedProcess. `changes` are environment variables;
    None removes one."""
    environment = dict(os.environ)
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = str(value)
    command = [os.environ[program], *map(str, words)]
    if ranks > 1:
        command = [os.environ["MACHI_MPIEXEC"], "-n", str(ranks), "--bind-to", "none", *command]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout_s, check=False)


def start(*words):
    """Starts the program with `words` and answers with its Popen, which has what it says in `stderr`."""
    return subprocess.Popen([os.environ["MACHI"], *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def town(folder, buildings):
    """Makes a synthetic town in `folder`/town and imports it; answers with its city file."""
    city = folder / "city.h5"
    for words in (("synth", folder / "town", "--buildings", buildings, "--quiet"), ("import", folder / "town", "-o", city, "--quiet")):
        result = run(*words)
        assert result.returncode == 0, result
    return city


def left_at_its_oldest_checkpoint(output):
    """Takes the results and all checkpoints but the oldest from the folder of a run, as if it had been killed after that."""
    for name in ("kpi.json", "result.h5", "run.json"):
        (output / name).unlink()
    _, *newer = sorted((output / "checkpoints").glob("ckpt.*"), key=lambda path: int(path.name.split(".")[1]))
    for path in newer:
        shutil.rmtree(path)
    return output


def sentences(result):
    """The program's own lines on stderr; mpirun adds others."""
    return [line for line in result.stderr.splitlines() if line.startswith("machi: ")]
