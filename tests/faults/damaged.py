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


def seen(bench):
    """In one process: single flipped bits and truncations of the newest checkpoint."""
    figures = {"bits flipped": 0, "truncations": 0}
    for case in bench.cases:
        newest = checkpoints(case.copy())[-1]
        flips = bench.options.flips // len(bench.cases)
        cuts = bench.options.cuts // len(bench.cases)
        result = subprocess.run([TOOLS / "checkpoint_damage", newest, str(flips), str(cuts), str(bench.options.seed)],
                                capture_output=True, text=True, timeout=3600, check=True)
        require(result.stdout == "0 0\n", "damage went unseen (flips, truncations):", result.stdout)
        figures["bits flipped"] += flips
        figures["truncations"] += cuts
    return figures


def falls_back(bench):
    """By the program: the newest one or two are damaged, and the one before gives the right answer."""
    figures = {"damaged checkpoints resumed before": 0}
    for k in range(bench.options.fallbacks):
        dice = random.Random(f"{bench.options.seed} damage {k}")
        case = bench.all[-1 - k % len(bench.all)]
        folder = case.copy()
        damaged = checkpoints(folder)[-1 - k % 2:]
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
        figures["damaged checkpoints resumed before"] += 1
        shutil.rmtree(folder)
    return figures


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
    """Reads or writes state.h5 by HDF5's own means."""
    result = subprocess.run([TOOLS / "h5_poke", checkpoint / "state.h5", *map(str, words)], capture_output=True,
                            text=True, timeout=60, check=False)
    require(result.returncode == 0, "h5_poke", *words, result.stderr)
    return [line.rsplit(" ", 1) for line in result.stdout.splitlines()]


def forged(bench):
    """One number of the newest checkpoint is another, and its checksums are right."""
    figures = {"forged checkpoints": 0, "of which refused": 0}
    for k in range(bench.options.forgeries):
        dice = random.Random(f"{bench.options.seed} forgery {k}")
        case = bench.cases[k % len(bench.cases)]
        folder = case.copy()
        newest = checkpoints(folder)[-2:]
        datasets = [(path, int(count)) for path, count in poke(newest[0]) if int(count) > 0]
        path, count = dice.choice(datasets)
        forgery = (path, dice.randrange(count), dice.choice(HOSTILE))
        shutil.rmtree(newest[1])
        poke(newest[0], *forgery)
        sign(newest[0])
        run = case.resume(folder, ranks=1 + k % 2)
        code = run.wait()
        require(code in (0, 3, 4), f"exit code {code} where {forgery} was forged:", run)
        require(code == 0 or "machi: " in run.said, "no sentence:", run)
        figures["forged checkpoints"] += 1
        figures["of which refused"] += "cannot be used" in run.said or code != 0
        shutil.rmtree(folder)
    return figures


def no_numbers(bench):
    """NaN and infinity in a signed checkpoint: it is refused, and the one before gives the right answer."""
    case = bench.cases[0]
    count = 0
    for column in ("vx_m_s", "vy_m_s", "free_speed_m_s", "departure_s"):
        for value in ("nan",) if bench.options.short or column == "departure_s" else ("nan", "inf", "-inf"):
            folder = case.copy()
            newest = checkpoints(folder)[-1]
            poke(newest, f"/persons/{column}", 3, value)
            sign(newest)
            said = case.check_resumes(folder)
            require(f"{newest}: cannot be used" in said, f"{value} in {column} was taken:", said)
            shutil.rmtree(folder)
            count += 1
    return {"checkpoints with no number refused": count}
