"""A job of slurm/run.sbatch on a Slurm of this one machine: signalled, queued again, resumed, and with the digest of an
uninterrupted run. Skipped where Slurm is not installed, or the test is not run as root."""
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ["MACHI_SOURCE"])
MACHI = os.environ["MACHI"]
SKIPPED = 77
SCENARIO = SOURCE / "scenarios/validation/rimea_09/scenario.yaml"
OPTIONS = "--set scenario.end_s=20 --set evacuation.model=social_force --set output.checkpoint_every_s=2"
# Slurm requeues when the old credential has run out: after 120 s, were it not for cred_expire.
CONFIGURATION = """ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=cred_expire=10
CredType=cred/munge
StateSaveLocation={base}/state
SlurmdSpoolDir={base}/spool
SlurmctldPidFile={base}/slurmctld.pid
SlurmdPidFile={base}/slurmd.pid
SlurmctldLogFile={base}/slurmctld.log
SlurmdLogFile={base}/slurmd.log
SlurmctldPort=16817
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
KillWait=5
JobRequeue=1
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 Port=16818 CPUs=2 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def said(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout.strip()


def wait_for(what, condition, limit_s=100):
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"waited {limit_s} s for {what}")
        time.sleep(0.1)


def start_munge():
    user = pwd.getpwnam("munge")
    for folder, mode in (("/etc/munge", 0o700), ("/var/lib/munge", 0o700), ("/var/log/munge", 0o700),
                         ("/run/munge", 0o755)):
        os.makedirs(folder, exist_ok=True)
        os.chown(folder, user.pw_uid, user.pw_gid)
        os.chmod(folder, mode)
    key = pathlib.Path("/etc/munge/munge.key")
    if not key.exists():
        key.write_bytes(os.urandom(1024))
        os.chown(key, user.pw_uid, user.pw_gid)
        key.chmod(0o400)
    if subprocess.run(["munge", "-n"], capture_output=True, check=False).returncode != 0:
        said("setpriv", "--reuid", "munge", "--regid", "munge", "--clear-groups", "munged")


def job(base, launch):
    """Signals one job after its first checkpoint; answers with the digest that it ends with."""
    run = base / launch.split()[0]
    script = base / "run.sbatch"
    text = (SOURCE / "slurm/run.sbatch").read_text(encoding="utf-8")
    script.write_text("\n".join(line for line in text.splitlines() if "=ACCOUNT" not in line and "=PARTITION" not in line),
                      encoding="utf-8")
    os.environ.update(RUN=str(run), SCENARIO=str(SCENARIO), OPTIONS=OPTIONS, LAUNCH=launch)
    number = said("sbatch", "--parsable", f"--chdir={base}", "--ntasks-per-node=2", "--time=5", script)
    wait_for("a checkpoint", (run / "checkpoints/LATEST").exists)
    said("scancel", "--signal=USR1", "--batch", number)
    wait_for("the result", (run / "result.h5").exists)
    wait_for("the end of the job", lambda: not said("squeue", "-h", "-j", number, "-t", "PD,R,CG", "-o", "%T"))
    log = (base / f"machi_{number}.log").read_text(encoding="utf-8")
    assert "queues again" in log, log
    return said(MACHI, "digest", run).split()[0]


def main():
    tools = ("slurmctld", "slurmd", "sbatch", "munged", "setpriv")
    if os.geteuid() != 0 or not all(shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin") for tool in tools):
        print("SKIPPED: needs root, slurm-wlm and munge")
        return SKIPPED
    os.environ["PATH"] += ":/usr/sbin"
    start_munge()
    with tempfile.TemporaryDirectory() as scratch:
        base = pathlib.Path(scratch)
        for folder in ("state", "spool"):
            (base / folder).mkdir()
        configuration = base / "slurm.conf"
        host = socket.gethostname().split(".")[0]
        configuration.write_text(CONFIGURATION.format(host=host, base=base), encoding="utf-8")
        os.environ["SLURM_CONF"] = str(configuration)
        try:
            said("slurmctld", "-f", configuration)
            said("slurmd", "-f", configuration)
            wait_for("the node", lambda: "idle" in subprocess.run(["sinfo", "-h", "-o", "%T"], capture_output=True,
                                                                  text=True, check=False).stdout)
            whole = base / "whole"
            said(MACHI, "run", SCENARIO, "-o", whole, "--quiet", *OPTIONS.split())
            expected = said(MACHI, "digest", whole).split()[0]
            for launch in ("srun --mpi=pmix", "mpirun"):
                assert job(base, launch) == expected, f"{launch}: another digest than the uninterrupted run"
                print(f"{launch}: signalled, queued again and resumed to the same digest")
        finally:
            for daemon in ("slurmd", "slurmctld"):
                pid = base / f"{daemon}.pid"
                if pid.exists():
                    os.kill(int(pid.read_text(encoding="utf-8")), signal.SIGTERM)
            time.sleep(2)
    return 0


if __name__ == "__main__":
    if os.environ.get("MACHI_SLURM_TEST") != "1":
        print("SKIPPED: it starts Slurm's daemons; set MACHI_SLURM_TEST=1 to run it")
        sys.exit(77)
    sys.exit(main())
