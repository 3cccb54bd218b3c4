"""Hostile inputs and huge ones: structured mutants of what every reader reads; messages and datasets of more than 2^31
bytes; two runs that want one folder."""
import os
import subprocess

from program import SOURCE, TOOLS, digest, require


def inputs(bench):
    """Each mutant is refused with an error of ours or read: no crash, no other exception, at most 10 s and 4 GiB."""
    found = bench.scratch / "mutants"
    found.mkdir(exist_ok=True)
    words = [TOOLS / "mutate_inputs", SOURCE / "tests/fuzz/corpus", found, str(bench.options.mutants), str(bench.options.seed)]
    result = subprocess.run(words, capture_output=True, text=True, timeout=12 * 3600, check=False)
    require(result.returncode == 0, "a reader did not bear a mutant:", result.stdout, result.stderr)
    readers = [line.split() for line in result.stdout.splitlines()]
    return {"readers": len(readers), "mutants each": bench.options.mutants,
            "seconds": round(sum(float(reader[2]) for reader in readers), 1)}


def large(bench):
    """Messages and datasets longer than an int counts."""
    if bench.options.short:
        return {"SKIPPED": "takes 10 GB: not in the short version"}
    for program, tests in (("engine/comm/test_engine_comm", "Pieces.*"), ("io/hdf5/test_io_hdf5", "*LongerThanAnIntCounts")):
        words = [os.environ["MACHI_MPIEXEC"], "-n", "2", "--bind-to", "none", TOOLS.parent / program, f"--gtest_filter={tests}"]
        result = subprocess.run(words, capture_output=True, text=True, timeout=1800, check=False,
                                env={**os.environ, "MACHI_LARGE_TESTS": "1"})
        require(result.returncode == 0 and "PASSED" in result.stdout and "SKIPPED" not in result.stdout,
                result.stdout, result.stderr)
    return {"messages and datasets of bytes": (1 << 31) + 4097}


def folders(bench):
    """Two runs begin in one new folder at the same time, and two go on in one: one of the two works."""
    def meet(k):
        case = bench.some[k % len(bench.some)]
        resumes = k // len(bench.some) % 2 == 1
        with case.fresh(copied=resumes) as folder:
            start = case.resume if resumes else case.run
            pair = [start(folder), start(folder, ranks=1 + k // 2 % 2)]
            codes = [run.wait() for run in pair]
            # Where the first has ended before the second looked, both may resume.
            late = codes == [0, 0] and resumes
            require(sorted(codes) == [0, 2] or late, f"exit codes {codes}:", *pair)
            require(digest(folder) == case.digest, "another digest after two runs in one folder")
        return {"pairs of runs in one folder": 1, "of which resumed": resumes}

    return bench.total(bench.options.pairs, meet)
