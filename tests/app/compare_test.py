"""Proposals as edits of the city, and runs compared pair by pair: nothing differs where nothing was changed, what
differs is who was touched by the edit, and it is the same on any ranks."""
import csv
import json
import pathlib
import tempfile
import unittest

import machi

SCENARIO = {
    "scenario": {"name": "town", "start": "14:46", "seed": 1, "end_s": 900},
    "people": {"from_buildings": True, "total": 700, "departure": "uniform", "departure_to_s": 60},
    "evacuation": {"model": "density"},
    "shelters": {"hazards": ["tsunami"]},
    "hazard": {"zone": "all"},
    "output": {"report": False, "trajectories": 0, "fields_every_s": 300, "persons": True},
}


class Town(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        machi.run("synth", cls.folder / "town", "--buildings", 500, "--quiet")
        cls.city = cls.folder / "city.h5"
        machi.run("import", cls.folder / "town", "-o", cls.city, "--quiet")
        cls.count = 0
        cls.base = cls.ran_new([])

    @classmethod
    def scenario(cls, edits, **sections):
        cls.count += 1
        path = cls.folder / f"scenario_{cls.count}.yaml"
        content = {**SCENARIO, "city": {"file": str(cls.city)}, **sections}
        if edits:
            content["edits"] = {"changes": edits}
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    @classmethod
    def ran_new(cls, edits, *more, ranks=1, **sections):
        path = cls.scenario(edits, **sections)
        output = path.with_suffix("")
        result = machi.run("run", path, "-o", output, "--quiet", "--threads", 1, *more, ranks=ranks)
        if result.returncode != 0:
            raise AssertionError(result)
        return output

    def kpi(self, output):
        return json.loads((output / "kpi.json").read_text(encoding="utf-8"))["evacuation"]

    def compared(self, *words):
        result = machi.run("compare", *words, "--json")
        self.assertEqual(result.returncode, 0, result)
        return json.loads(result.stdout)

    def busiest_shelter(self):
        return max(self.kpi(self.base)["destinations"], key=lambda place: place["arrived"])

    def farthest_building(self):
        """Row of the building whose people walk farthest together in the base, and how many they are."""
        rows = {}
        with open(self.base / "persons.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                persons, walked_m = rows.get(int(row["id"]) >> 24, (0, 0))
                rows[int(row["id"]) >> 24] = (persons + 1, walked_m + float(row["walked_m"]))
        row, (persons, _) = max(rows.items(), key=lambda item: (item[1][0] > 1, item[1][1]))
        return row, persons


class Comparison(Town):
    def test_no_change_differs_by_exactly_nothing(self):
        other = self.ran_new([], ranks=2)
        found = self.compared(self.base, other)["proposals"][0]
        self.assertGreater(len(found["kpi"]), 20)
        self.assertEqual({kpi["difference"] for kpi in found["kpi"]}, {0})
        units = {kpi["key"]: kpi["unit"] for kpi in found["kpi"] if kpi["key"].startswith("sheet.")}
        self.assertEqual(units["sheet.people_15_min_car"], "person")
        self.assertEqual(units["sheet.mean_way_m"], "m")
        self.assertNotIn("sheet.lost", units, "kpi.json has it")
        persons = found["persons"]
        self.assertEqual(persons["persons"], 700)
        self.assertEqual((persons["lost_to_safe"], persons["safe_to_lost"], persons["more_lost"]), (0, 0, 0))
        self.assertEqual((persons["only_in_base"], persons["only_in_proposal"], persons["with_other_traits"]), (0, 0, 0))
        self.assertEqual((persons["arrival"]["earlier"], persons["arrival"]["later"]), (0, 0))
        output = self.folder / "nothing"
        result = machi.run("compare", self.base, other, "-o", output)
        self.assertEqual(result.returncode, 0, result)
        self.assertEqual(list(output.glob("*.png")), [], "a map on which nothing differs")
        self.assertEqual((output / "moved.csv").read_text(encoding="utf-8").count("\n"), 1)

    def test_a_shelter_less_is_felt_and_paid_for(self):
        place = self.busiest_shelter()
        edit = {"edit": "remove_shelter", "id": "less", "ids": [place["id"]], "cost_yen": 5e7}
        proposal = self.ran_new([edit])
        names = [one["id"] for one in self.kpi(proposal)["destinations"]]
        self.assertNotIn(place["id"], names)
        output = self.folder / "less"
        result = machi.run("compare", self.base, proposal, "-o", output, "--effect", "evacuation.mean_distance_m",
                           "--json")
        self.assertEqual(result.returncode, 0, result)
        found = json.loads(result.stdout)["proposals"][0]
        self.assertEqual(found["persons"]["with_other_traits"], 0, "both runs share every draw")
        self.assertGreater(found["persons"]["arrival"]["later"] + found["persons"]["from_to"]["safe"]["under_way"], 0)
        way = next(kpi for kpi in found["kpi"] if kpi["key"] == "evacuation.mean_distance_m")
        self.assertNotEqual(way["difference"], 0)
        self.assertEqual(found["cost_yen"], 5e7)
        self.assertAlmostEqual(found["effect"]["per_100_million_yen"], 2 * way["difference"])
        self.assertTrue((output / "crowd_1.png").read_bytes().startswith(b"\x89PNG"))
        with open(output / "compare.csv", encoding="utf-8") as file:
            rows = {row["key"]: row for row in csv.DictReader(file)}
        self.assertEqual(float(rows["evacuation.mean_distance_m"]["difference"]), way["difference"])
        facts = json.loads((proposal / "run.json").read_text(encoding="utf-8"))
        self.assertEqual([(one["edit"], one["id"], one["cost_yen"]) for one in facts["edits"]],
                         [("remove_shelter", "less", 5e7)])

    def test_pairs_of_several_seeds(self):
        edits = [{"edit": "remove_shelter", "id": "less", "ids": [self.busiest_shelter()["id"]]}]
        for side, changes in (("base", []), ("proposal", edits)):
            (self.folder / "seeds" / side).mkdir(parents=True)
            for seed in (1, 2, 3):
                result = machi.run("run", self.scenario(changes), "-o", self.folder / "seeds" / side / str(seed),
                                   "--quiet", "--set", f"scenario.seed={seed}")
                self.assertEqual(result.returncode, 0, result)
        found = self.compared(self.folder / "seeds/base", self.folder / "seeds/proposal")["proposals"][0]
        self.assertEqual((found["pairs"], found["unpaired_seeds"]), (3, []))
        way = next(kpi for kpi in found["kpi"] if kpi["key"] == "evacuation.mean_distance_m")
        values = [[self.kpi(self.folder / "seeds" / side / str(seed))["mean_distance_m"] for seed in (1, 2, 3)]
                  for side in ("base", "proposal")]
        differences = [after - before for before, after in zip(*values)]
        self.assertAlmostEqual(way["difference"], sum(differences) / 3)
        mean = sum(differences) / 3
        sd = (sum((each - mean) ** 2 for each in differences) / 2) ** 0.5
        self.assertAlmostEqual(way["half_width"], 4.302652730 * sd / 3**0.5, places=5)
        self.assertGreater(way["seeds_saved"], 0)

    def test_refusals(self):
        for words, code, named in (((self.base, self.folder / "nowhere"), 3, "nowhere"),
                                   ((self.base, self.folder), 3, "same seed"),
                                   ((self.base, self.base, "--effect", "evacuation.lots"), 2, "evacuation.lost"),
                                   ((self.base,), 2, "PROPOSAL")):
            result = machi.run("compare", *words)
            self.assertEqual(result.returncode, code, result)
            self.assertIn(named, result.stderr)


class Edits(Town):
    def test_one_answer_with_edits_on_any_ranks(self):
        row, _ = self.farthest_building()
        place = self.busiest_shelter()
        edits = [{"edit": "remove_building", "ids": [f"building {row}"]},
                 {"edit": "change_shelter", "ids": [place["id"]], "capacity": 40},
                 {"edit": "vertical_shelter", "ids": [f"building {row + 1}"], "capacity": 30},
                 {"edit": "add_building", "id": "new", "storeys": 3, "usage": 412, "capacity": 25,
                  "wkt": "POLYGON ((300 300, 320 300, 320 315, 300 315, 300 300))"},
                 {"edit": "widen_street", "ids": ["3", "4r"], "width_m": 12},
                 {"edit": "close_street", "ids": ["7"]}]
        digests = set()
        for ranks in (1, 2, 4):
            output = self.ran_new(edits, ranks=ranks)
            digests.add(machi.run("digest", output).stdout.split()[0])
        self.assertEqual(len(digests), 1)
        places = {one["id"]: one for one in self.kpi(output)["destinations"]}
        self.assertEqual(places[place["id"]]["capacity"], 40)
        self.assertLessEqual(places[place["id"]]["arrived"], 40)
        self.assertIn("new", places)
        self.assertEqual(places["new"]["capacity"], 25)

    def test_who_was_in_a_removed_building_is_gone_and_nobody_else(self):
        row, persons = self.farthest_building()
        self.assertGreater(persons, 1)
        proposal = self.ran_new([{"edit": "remove_building", "ids": [f"building {row}"]}])
        found = self.compared(self.base, proposal)["proposals"][0]["persons"]
        self.assertEqual((found["only_in_base"], found["only_in_proposal"]), (persons, 0))
        self.assertEqual(found["with_other_traits"], 0)

    def test_a_shelter_at_the_door_is_nearer(self):
        row, _ = self.farthest_building()
        proposal = self.ran_new([{"edit": "vertical_shelter", "id": "door", "name": "戸口",
                                  "ids": [f"building {row}"], "capacity": 100}])
        place = next(one for one in self.kpi(proposal)["destinations"] if one["id"] == f"building {row}")
        self.assertEqual(place["name"], "戸口")
        self.assertGreater(place["arrived"], 0)
        found = self.compared(self.base, proposal)["proposals"][0]
        way = next(kpi for kpi in found["kpi"] if kpi["key"] == "evacuation.mean_distance_m")
        self.assertLess(way["difference"], 0)

    def test_refusals(self):
        cases = (({"edit": "remove_building", "ids": ["building 999999"]}, 3, "building 999999"),
                 ({"edit": "remove_building", "ids": ["no-such-id"]}, 3, "no-such-id"),
                 ({"edit": "remove_shelter", "ids": ["no shelter"]}, 3, "no shelter"),
                 ({"edit": "close_street", "ids": ["x7"]}, 3, "x7"),
                 ({"edit": "add_shelter", "id": "a"}, 2, "point_m"),
                 ({"edit": "change_building", "ids": ["building 1"]}, 2, "changes nothing"),
                 ({"edit": "pedestrianise_street", "ids": ["1"]}, 2, "no process"),
                 ({"edit": "close_street", "wkt": "POINT (1 2)"}, 2, "POLYGON"))
        for edit, code, named in cases:
            with self.subTest(edit=edit):
                path = self.scenario([edit])
                result = machi.run("run", path, "-o", path.with_suffix(""), ranks=2 if code == 3 else 1)
                self.assertEqual(result.returncode, code, result)
                self.assertEqual(len(machi.sentences(result)), 1, result.stderr)
                self.assertIn(named, machi.sentences(result)[0])
                self.assertFalse(path.with_suffix("").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
