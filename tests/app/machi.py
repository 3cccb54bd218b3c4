"""Starts the program for the tests of tests/app."""
import json
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


def gone_on_with(test, scenario, output, every_s, ranks, ranks_after, *more):
    """A run that writes a checkpoint every `every_s` of its clock on some ranks, and loses its results and all checkpoints
    but the oldest; answers with its folder once it has gone on from that on other ranks."""
    result = run("run", scenario, "-o", output, "--quiet", "--checkpoint-every", f"{every_s}s", *more, ranks=ranks)
    test.assertEqual(result.returncode, 0, result)
    for name in ("kpi.json", "result.h5", "run.json"):
        (output / name).unlink()
    _, *newer = sorted((output / "checkpoints").glob("ckpt.*"), key=lambda path: int(path.name.split(".")[1]))
    for path in newer:
        shutil.rmtree(path)
    result = run("resume", output, "--quiet", "--threads", 2, "--checkpoint-every", "never", ranks=ranks_after)
    test.assertEqual(result.returncode, 0, result)
    test.assertGreater(json.loads((output / "run.json").read_text(encoding="utf-8"))["resumed_step"], 0)
    return output


def sentences(result):
    """The program's own lines on stderr; mpirun adds others."""
    return [line for line in result.stderr.splitlines() if line.startswith("machi: ")]
