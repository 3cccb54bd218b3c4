"""A job of two nodes out of four, each a network namespace with a slurmd of its own. One of the two is cut off: Slurm
queues the job again, it goes on from its last checkpoint on other nodes, and ends with the digest of an uninterrupted
run."""
import os
import pathlib
import sys
import tempfile

from cluster import Slurm, log_of, said, skip_unless_asked, submit, wait_for, wait_for_job

SOURCE = pathlib.Path(os.environ["MACHI_SOURCE"])
MACHI = os.environ["MACHI"]
SCENARIO = SOURCE / "scenarios/validation/rimea_09/scenario.yaml"
OPTIONS = "--set scenario.end_s=60 --set evacuation.model=social_force --set output.checkpoint_every_s=2"


def main():
    skip_unless_asked()
    with tempfile.TemporaryDirectory() as scratch:
        base = pathlib.Path(scratch)
        whole, run = base / "whole", base / "run"
        said(MACHI, "run", SCENARIO, "-o", whole, "--quiet", *OPTIONS.split())
        os.environ.update(SCENARIO=str(SCENARIO), OPTIONS=OPTIONS, RUN=str(run), LAUNCH="srun --mpi=pmix", PMIX_MCA_gds="hash",
                          OMPI_MCA_btl="self,tcp", OMPI_MCA_btl_tcp_if_include="eth0", OMPI_MCA_pml="ob1")
        with Slurm(base, hosts=4) as slurm:
            number = submit("run.sbatch", base, "--nodes=2", "--ntasks-per-node=2", "--time=10")
            wait_for("a checkpoint", (run / "checkpoints/LATEST").exists)
            nodes = said("scontrol", "show", "hostnames", said("squeue", "-h", "-j", number, "-o", "%N")).split()
            # The first rank's host would go on writing behind the cut, and its lock would keep the job out.
            slurm.link(nodes[1], "down")
            print(f"cut off {nodes[1]} of {nodes}", flush=True)
            wait_for("the node to be given up", lambda: "down" in said("sinfo", "-h", "-n", nodes[1], "-o", "%T"))
            assert not (run / "result.h5").exists(), "the run was done before it was cut"
            wait_for("the result", (run / "result.h5").exists)
            wait_for_job(number)
            after = said("scontrol", "show", "job", number)
            assert "Restarts=1" in after, after
            assert said(MACHI, "digest", run).split()[0] == said(MACHI, "digest", whole).split()[0], log_of(base, number)
            print("queued again without it, and resumed to the same digest", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
