"""A Slurm of our own on this machine, without systemd: one node, or some that are network namespaces on a bridge, each
with its own address and slurmd. Needs root, slurm-wlm and munge."""
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

SKIPPED = 77
TOOLS = ("slurmctld", "slurmd", "sbatch", "munged", "setpriv")
BRIDGE, NETWORK, OURSELVES = "machibr", "10.77.0", "10.77.0.254"
# Slurm requeues when the old credential has run out: after 120 s, were it not for cred_expire.
CONFIGURATION = """ClusterName=machi
SlurmctldHost={host}({address})
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=cred_expire=10
CredType=cred/munge
StateSaveLocation={base}/state
SlurmdSpoolDir={base}/spool/%n
SlurmctldPidFile={base}/slurmctld.pid
SlurmdPidFile={base}/slurmd.%n.pid
SlurmctldLogFile={base}/slurmctld.log
SlurmdLogFile={base}/slurmd.%n.log
SlurmctldPort=16817
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SlurmdTimeout=20
KillWait=5
JobRequeue=1
SlurmdParameters=config_overrides
TreeWidth=65533
CommunicationParameters=NoAddrCache
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def said(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout.strip()


def wait_for(what, condition, limit_s=400):
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"waited {limit_s} s for {what}")
        time.sleep(0.1)


def skip_unless_asked():
    """Ends the test where it is not wanted or cannot be."""
    os.environ["PATH"] += ":/usr/sbin"
    if os.environ.get("MACHI_SLURM_TEST") != "1":
        print("SKIPPED: it starts Slurm's daemons; set MACHI_SLURM_TEST=1 to run it")
        sys.exit(SKIPPED)
    if os.geteuid() != 0 or not all(shutil.which(tool) for tool in TOOLS):
        print("SKIPPED: needs root, slurm-wlm and munge")
        sys.exit(SKIPPED)


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


class Slurm:
    """A cluster for as long as the `with` lasts. `hosts`: how many namespaces; 0: one node, this machine."""

    def __init__(self, base, hosts=0):
        self.base, self.host = base, socket.gethostname().split(".")[0]
        self.hosts = [f"machi{k + 1}" for k in range(hosts)]

    def address(self, host):
        return f"{NETWORK}.{self.hosts.index(host) + 1}"

    def link(self, host, state):
        """Connects a host with the others, or cuts it off."""
        said("ip", "link", "set", f"v{host}", state)

    def _connect(self):
        said("ip", "link", "add", BRIDGE, "type", "bridge")
        said("ip", "link", "set", BRIDGE, "up")
        said("ip", "addr", "add", f"{OURSELVES}/24", "dev", BRIDGE)
        names = "127.0.0.1 localhost\n" + "".join(f"{self.address(host)} {host}\n" for host in self.hosts)
        self.names = self.base / "hosts"
        self.names.write_text(names + f"{OURSELVES} {self.host}\n", encoding="utf-8")
        for host in self.hosts:
            said("ip", "netns", "add", host)
            said("ip", "link", "add", f"v{host}", "type", "veth", "peer", "name", "eth0", "netns", host)
            said("ip", "link", "set", f"v{host}", "master", BRIDGE, "up")
            said("ip", "-n", host, "addr", "add", f"{self.address(host)}/24", "dev", "eth0")
            for device in ("eth0", "lo"):
                said("ip", "-n", host, "link", "set", device, "up")

    def _start_node(self, host):
        # `ip netns exec` would hide the control groups. The folder of PMIx on each host is its own.
        private = self.base / "pmix"
        private.mkdir(exist_ok=True)
        inside = (f"mount --bind {self.names} /etc/hosts && mount -t tmpfs tmpfs {private} && hostname {host} && "
                  f"exec slurmd -f {self.configuration} -N {host}")
        said("nsenter", f"--net=/run/netns/{host}", "unshare", "-u", "-m", "--propagation", "private", "/bin/sh", "-c", inside)

    def __enter__(self):
        start_munge()
        for name in self.hosts or [self.host]:
            (self.base / "spool" / name).mkdir(parents=True)
        (self.base / "state").mkdir()
        if self.hosts:
            self._connect()
            nodes = "\n".join(f"NodeName={host} NodeHostname={host} NodeAddr={self.address(host)} Port=16818 CPUs=2 State=UNKNOWN"
                              for host in self.hosts)
            (self.base / "mpi.conf").write_text(f"PMIxCliTmpDirBase={self.base}/pmix\n", encoding="utf-8")
        else:
            nodes = f"NodeName={self.host} NodeAddr=127.0.0.1 Port=16818 CPUs=2 State=UNKNOWN"
        self.configuration = self.base / "slurm.conf"
        address = OURSELVES if self.hosts else "127.0.0.1"
        self.configuration.write_text(CONFIGURATION.format(host=self.host, address=address, base=self.base, nodes=nodes),
                                      encoding="utf-8")
        os.environ["SLURM_CONF"] = str(self.configuration)
        said("slurmctld", "-f", self.configuration)
        if self.hosts:
            for host in self.hosts:
                self._start_node(host)
        else:
            said("slurmd", "-f", self.configuration)
        count = max(len(self.hosts), 1)
        wait_for("the nodes", lambda: subprocess.run(["sinfo", "-h", "-N", "-o", "%T"], capture_output=True, text=True,
                                                     check=False).stdout.split().count("idle") == count)
        return self

    def __exit__(self, *_):
        for pid in self.base.glob("*.pid"):
            try:
                os.kill(int(pid.read_text(encoding="utf-8")), signal.SIGTERM)
            except (ProcessLookupError, ValueError):
                pass
        time.sleep(2)
        for host in self.hosts:
            for pid in said("ip", "netns", "pids", host).split():
                os.kill(int(pid), signal.SIGKILL)  # what a cut-off host could not be told to end
            said("ip", "netns", "del", host)
        if self.hosts:
            said("ip", "link", "del", BRIDGE)


def submit(script, base, *words):
    """Submits a job script without the lines that a user edits; answers with the job's number."""
    source = pathlib.Path(os.environ["MACHI_SOURCE"]) / "slurm" / script
    lines = source.read_text(encoding="utf-8").splitlines()
    copy = base / script
    copy.write_text("\n".join(line for line in lines if "=ACCOUNT" not in line and "=PARTITION" not in line), encoding="utf-8")
    os.environ["MACHI_SLURM"] = str(source.parent)
    return said("sbatch", "--parsable", f"--chdir={base}", *words, copy)


def wait_for_job(number):
    wait_for(f"the end of job {number}", lambda: not said("squeue", "-h", "-j", number, "-t", "PD,R,CG", "-o", "%T"))


def log_of(base, number):
    return (base / f"machi_{number}.log").read_text(encoding="utf-8")
