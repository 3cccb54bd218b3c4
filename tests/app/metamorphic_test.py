"""What must not matter to an evacuation: the order of its input, where on Earth a town lies, which hand is which."""
import json
import pathlib
import random
import re
import tempfile
import unittest

import machi

ROOM = pathlib.Path(machi.SOURCE, "scenarios/validation/rimea_11/scenario.yaml")
TOWN = """scenario: {{end_s: 600, start: "14:46", seed: {seed}}}
city: {{file: {city}}}
people: {{from_buildings: true, total: 1000, departure: uniform, departure_to_s: 60}}
evacuation: {{model: density}}
shelters: {{hazards: [tsunami]}}
output: {{fields_every_s: 0, trajectories: 0}}
"""
# Triples of latitude, longitude and height; one third-level mesh is 45 seconds of arc wide.
PLACES = re.compile(r"(<gml:(?:posList|pos|lowerCorner|upperCorner)[^>]*>)([^<]+)")
MESH_DEGREES = 45 / 3600


def shifted(match):
    words = match[2].split()
    words[1::3] = [f"{float(word) + MESH_DEGREES:.11f}" for word in words[1::3]]
    return match[1] + " ".join(words)


def move_a_mesh_east(town):
    for path in town.rglob("*.gml"):
        path.write_text(PLACES.sub(shifted, path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (town / "shelters").glob("*.geojson"):
        places = json.loads(path.read_text(encoding="utf-8"))
        for feature in places["features"]:
            feature["geometry"]["coordinates"][0] += MESH_DEGREES
        path.write_text(json.dumps(places), encoding="utf-8")


class Metamorphic(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.count = 0

    def ran(self, scenario, *words):
        """Digest and figures of a run."""
        self.count += 1
        output = self.folder / f"run_{self.count}"
        result = machi.run("run", scenario, "-o", output, "--quiet", *words)
        self.assertEqual(result.returncode, 0, result.stderr)
        digest = machi.run("digest", output).stdout.split()[0]
        return digest, json.loads((output / "kpi.json").read_text(encoding="utf-8"))["evacuation"]

    def test_the_order_of_the_persons_does_not_matter(self):
        people = [f"{i},{2 + i % 20 * 0.9:.2f},{2 + i // 20 * 1.5:.2f},{i % 7}" for i in range(1, 160)]
        text = re.sub(r" *- \{role: source[^\n]*\n", "", ROOM.read_text(encoding="utf-8"))
        scenario = self.folder / "scenario.yaml"
        scenario.write_text(text + "people: {file: people.csv}\n" if "people:" not in text else
                            re.sub(r"people:", "people:\n  file: people.csv", text), encoding="utf-8")
        answers = set()
        for seed in (None, 1, 2):
            rows = list(people)
            if seed:
                random.Random(seed).shuffle(rows)
            (self.folder / "people.csv").write_text("id,x,y,departure_s\n" + "\n".join(rows) + "\n", encoding="utf-8")
            digest, figures = self.ran(scenario, "--set", "scenario.end_s=20")
            self.assertEqual(figures["agents"], len(people))
            answers.add(digest)
        self.assertEqual(len(answers), 1)

    def test_a_mirrored_room_empties_alike(self):
        def mirrored(match):
            points = [point.split() for point in match[1].split(",")]
            return "((" + ", ".join(f"{30 - float(x):g} {y}" for x, y in points) + "))"

        mirror = self.folder / "mirror.yaml"
        mirror.write_text(re.sub(r"\(\(([^()]*)\)\)", mirrored, ROOM.read_text(encoding="utf-8")), encoding="utf-8")
        words = ("--set", "area.features.crowd.persons=300")
        mean = {}
        for scenario in (ROOM, mirror):
            figures = [self.ran(scenario, *words, "--set", f"scenario.seed={seed}")[1] for seed in (1, 2)]
            self.assertEqual({f["safe"] for f in figures}, {300})
            mean[scenario] = [sum(f[key] for f in figures) / len(figures)
                              for key in ("time_p50_s", "time_p90_s", "mean_distance_m")]
        for here, there in zip(mean[ROOM], mean[mirror]):
            self.assertAlmostEqual(there / here, 1, delta=0.05)

    def test_a_town_one_mesh_farther_east_empties_alike(self):
        mean = []
        machi.run("synth", self.folder / "town", "--buildings", 500, "--quiet")
        for move in (lambda town: None, move_a_mesh_east):
            move(self.folder / "town")
            city = self.folder / f"city_{len(mean)}.h5"
            result = machi.run("import", self.folder / "town/udx", self.folder / "town/codelists",
                               self.folder / "town/shelters", "-o", city, "--quiet")
            self.assertEqual(result.returncode, 0, result.stderr)
            figures = []
            for seed in range(1, 4):
                scenario = self.folder / "scenario.yaml"
                scenario.write_text(TOWN.format(city=city, seed=seed), encoding="utf-8")
                figures.append(self.ran(scenario)[1])
            mean.append([sum(f[key] for f in figures) / len(figures)
                         for key in ("agents", "safe", "time_p50_s", "mean_distance_m")])
        self.assertGreater(mean[0][1], 300, "few arrive: this proves nothing")
        for here, there in zip(*mean):
            self.assertAlmostEqual(there / here, 1, delta=0.05)


if __name__ == "__main__":
    unittest.main(verbosity=2)
