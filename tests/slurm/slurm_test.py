"""The job scripts on a Slurm of this one machine: signalled, queued again, resumed, and with the digest of an
uninterrupted run; an array; and a cancelled job that is gone on with."""
import os
import pathlib
import sys
import tempfile

from cluster import Slurm, log_of, said, skip_unless_asked, submit, wait_for, wait_for_job

SOURCE = pathlib.Path(os.environ["MACHI_SOURCE"])
MACHI = os.environ["MACHI"]
SCENARIO = SOURCE / "scenarios/validation/rimea_09/scenario.yaml"
OPTIONS = "--set scenario.end_s=20 --set evacuation.model=social_force --set output.checkpoint_every_s=2"


def digest(run):
    return said(MACHI, "digest", run).split()[0]


def signalled(base, launch):
    """Signals a job of run.sbatch after its first checkpoint; answers with the digest that it ends with."""
    run = base / launch.split()[0]
    os.environ.update(RUN=str(run), LAUNCH=launch)
    number = submit("run.sbatch", base, "--ntasks-per-node=2", "--time=5")
    wait_for("a checkpoint", (run / "checkpoints/LATEST").exists)
    said("scancel", "--signal=USR1", "--batch", number)
    wait_for("the result", (run / "result.h5").exists)
    wait_for_job(number)
    assert "queues again" in log_of(base, number), log_of(base, number)
    return digest(run)


def cancelled(base):
    """Cancels a job of run.sbatch and goes on by resume.sbatch, on fewer ranks."""
    run = base / "cancelled"
    os.environ.update(RUN=str(run), LAUNCH="srun --mpi=pmix")
    number = submit("run.sbatch", base, "--ntasks-per-node=2", "--time=5")
    wait_for("a checkpoint", (run / "checkpoints/LATEST").exists)
    said("scancel", "--signal=KILL", "--full", number)
    wait_for_job(number)
    assert not (run / "result.h5").exists(), "the job was done before it was cancelled"
    number = submit("resume.sbatch", base, "--ntasks-per-node=1", "--time=5")
    wait_for_job(number)
    return digest(run)


def array(base, words):
    """Two lines of points as two tasks; answers with their digests."""
    points = base / "points.txt"
    points.write_text("".join(f"{line}\n" for line in words), encoding="utf-8")
    os.environ.update(POINTS=str(points), STUDY=str(base / "study"), LAUNCH="srun --mpi=pmix")
    os.environ.pop("RUN")
    number = submit("array.sbatch", base, "--ntasks-per-node=1", "--time=5", f"--array=1-{len(words)}")
    wait_for_job(number)
    return [digest(base / "study" / str(k + 1)) for k in range(len(words))]


def main():
    skip_unless_asked()
    with tempfile.TemporaryDirectory() as scratch:
        base = pathlib.Path(scratch)
        os.environ.update(SCENARIO=str(SCENARIO), OPTIONS=OPTIONS)
        whole = base / "whole"
        said(MACHI, "run", SCENARIO, "-o", whole, "--quiet", *OPTIONS.split())
        expected = digest(whole)
        with Slurm(base):
            for launch in ("srun --mpi=pmix", "mpirun"):
                assert signalled(base, launch) == expected, f"{launch}: another digest than the uninterrupted run"
                print(f"{launch}: signalled, queued again and resumed to the same digest", flush=True)
            assert cancelled(base) == expected, "resume.sbatch: another digest than the uninterrupted run"
            print("cancelled, and gone on with by resume.sbatch to the same digest", flush=True)
            digests = array(base, (OPTIONS, OPTIONS + " --set scenario.seed=2"))
            assert digests[0] == expected and digests[1] != expected, digests
            print("an array of two, each with its own words", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
