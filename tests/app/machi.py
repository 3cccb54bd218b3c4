"""Starts the program for the tests of tests/app."""
import os
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


def sentences(result):
    """The program's own lines on stderr; mpirun adds others."""
    return [line for line in result.stderr.splitlines() if line.startswith("machi: ")]
