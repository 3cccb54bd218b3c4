"""Starts the program for the tests of tests/app."""
import json
import math
import os
import re
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


def square(folder, side_m=24, east_m=0, north_m=0):
    """A GeoJSON polygon in the synthetic town of `folder`/town, so far from the first corner of its first building."""
    path = min((folder / "town/udx/bldg").glob("*.gml"))
    lat, lon = map(float, re.search(r"<gml:posList[^>]*>\s*(\S+)\s+(\S+)", path.read_text(encoding="utf-8")).groups())
    to_lat, to_lon = 1 / 110_950, 1 / (111_320 * math.cos(math.radians(lat)))
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[lon + (east_m + side_m * x) * to_lon, lat + (north_m + side_m * y) * to_lat] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def edits_file(path, *edits):
    """Writes edits as GeoJSON features, each a pair of its properties and its geometry; answers with the path."""
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in edits]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


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
