"""Damaged and forged checkpoints: damage is always seen and the one before is taken; a forged one, which has the right
checksums, is refused or run, and never crashes the program."""
import hashlib
import json
import random
import shutil
import subprocess

from program import TOOLS, checkpoints, require

BLOCK_BYTES = 4 << 20
HOSTILE = ("nan", "inf", "-inf", "-1", "0", "1e30", "127", "255", "65535", "2147483647", "4294967295",
           "9223372036854775807", "18446744073709551615", "-9223372036854775808")
MOST_MEMORY = 4 << 30  # of a run from a forged checkpoint
NEVER = ("/persons/departure_s", "/evacuation/persons/departure_s")  # may be infinite: who never sets off


def seen(bench):
    """In one process: single flipped bits and truncations of the newest checkpoint."""
    figures = {"bits flipped": 0, "truncations": 0}
    for case in bench.all:
        newest = checkpoints(case.copy())[-1]
        flips = bench.options.flips // len(bench.all)
        cuts = bench.options.cuts // len(bench.all)
        result = subprocess.run([TOOLS / "checkpoint_damage", newest, str(flips), str(cuts), str(bench.options.seed)],
                                capture_output=True, text=True, timeout=3600, check=True)
        require(result.stdout == "0 0\n", "damage went unseen (flips, truncations):", result.stdout)
        figures["bits flipped"] += flips
        figures["truncations"] += cuts
    return figures


def falls_back(bench):
    """By the program: the newest one or two are damaged, and the one before gives the right answer."""
    def fall_back(k):
        dice = random.Random(f"{bench.options.seed} damage {k}")
        case = bench.all[-1 - k % len(bench.all)]
        with case.fresh(copied=True) as folder:
            damaged = checkpoints(folder)[-1 - dice.randrange(2):]
            for checkpoint in damaged:
                path = checkpoint / dice.choice(("state.h5", "state.h5", "MANIFEST.json"))
                whole = bytearray(path.read_bytes())
                if dice.random() < 0.5:
                    whole[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
                else:
                    del whole[dice.randrange(len(whole)):]
                path.write_bytes(whole)
            said = case.check_resumes(folder, ranks=1 + k % 2)
            for checkpoint in damaged:
                require(f"{checkpoint}: cannot be used" in said, "a damaged checkpoint was not spoken of:", said)
        return {"damaged checkpoints resumed before": 1}

    return bench.total(bench.options.fallbacks, fall_back)


def sign(checkpoint):
    """Makes the manifest true of the state beside it."""
    text = (checkpoint / "MANIFEST.json").read_text(encoding="utf-8")
    head, after = '{"sha256":"', '",\n"manifest":'
    require(text.startswith(head) and text[len(head) + 64:].startswith(after), "the manifest has another form")
    manifest = json.loads(text)["manifest"]
    state = (checkpoint / "state.h5").read_bytes()
    blocks = [state[at:at + BLOCK_BYTES] for at in range(0, len(state), BLOCK_BYTES)]
    manifest["state"]["bytes"] = len(state)
    manifest["state"]["sha256_by_4_MiB"] = [hashlib.sha256(block).hexdigest() for block in blocks]
    rest = after + json.dumps(manifest) + "}\n"
    (checkpoint / "MANIFEST.json").write_text(head + hashlib.sha256(rest.encode()).hexdigest() + rest, encoding="utf-8")


def poke(checkpoint, *words):
    """Reads or writes state.h5 by HDF5's own means; the lines that it answers."""
    result = subprocess.run([TOOLS / "h5_poke", checkpoint / "state.h5", *map(str, words)], capture_output=True,
                            text=True, timeout=60, check=False)
    require(result.returncode == 0, "h5_poke", *words, result.stderr)
    return result.stdout.splitlines()


def numbers_in(checkpoint):
    """What holds numbers in a checkpoint: path, how many, "real" or "whole"."""
    lines = [line.rsplit(" ", 2) for line in poke(checkpoint)]
    return [(path, int(count), kind) for path, count, kind in lines if int(count) > 0]


def forged(bench):
    """One number of the newest checkpoint is another, and its checksums are right."""
    def forge(k):
        dice = random.Random(f"{bench.options.seed} forgery {k}")
        case = bench.all[k % len(bench.all)]
        with case.fresh(copied=True) as folder:
            older, newest = checkpoints(folder)[-2:]
            shutil.rmtree(newest)
            path, count, _ = dice.choice(numbers_in(older))
            forgery = (path, dice.randrange(count), dice.choice(HOSTILE))
            poke(older, *forgery)
            sign(older)
            run = case.resume(folder, ranks=1 + k // len(bench.all) % 2, addresses=MOST_MEMORY)
            code = run.wait()
            require(code in (0, 3, 4), f"exit code {code} where {forgery} was forged:", run)
            require(code == 0 or "machi: " in run.said, "no sentence:", forgery, run)
            require("out of memory" not in run.said, "no bound for", forgery, run)
        return {"forged checkpoints": 1, "of which not used": "cannot be used" in run.said, "of which ended the run": code != 0}

    return bench.total(bench.options.forgeries, forge)


def no_numbers(bench):
    """NaN or infinity in each column of real numbers of a signed checkpoint: it is refused, and the one before gives the
    right answer. The short version takes the columns of one scenario of each process in turn."""
    columns = [(case, *what) for case in bench.all for what in numbers_in(checkpoints(case.killed)[-1]) if what[2] == "real"]
    if bench.options.short:
        columns = columns[bench.options.seed % 5::len(columns) // 5]

    def spoil(k):
        case, path, count, _ = columns[k]
        dice = random.Random(f"{bench.options.seed} no number {k}")
        value = "nan" if k % 2 == 0 else "-inf" if path in NEVER else dice.choice(("inf", "-inf"))
        with case.fresh(copied=True) as folder:
            newest = checkpoints(folder)[-1]
            poke(newest, path, dice.randrange(count), value)
            sign(newest)
            said = case.check_resumes(folder)
            require(f"{newest}: cannot be used" in said, f"{value} in {path} was taken:", said)
        return {"columns with no number refused": 1}

    return bench.total(len(columns), spoil)
