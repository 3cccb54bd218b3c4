"""Buildings, bridges and bus lines as edits of a town: people live, work and need energy where they are, and nowhere else."""
import contextlib
import csv
import json
import math
import pathlib
import re
import sqlite3
import tempfile
import unittest

import machi

BRIDGE = re.compile(r'<brid:Bridge gml:id="([^"]+)"(.*?)</brid:Bridge>', re.S)
DAY = {"scenario": {"name": "day", "end_s": 86400}, "mobility": {"population": "synthetic"}}
LIFE = {**DAY, "energy": {"weather_city": "chiba", "from_day": "01-17", "days": 1, "warm_up_days": 2, "model": "5r1c"}}


def line_over(text):
    """The ends of a bridge in the middle of its narrow sides, and 10 m beyond: longitude, latitude."""
    words = " ".join(re.findall(r"<gml:posList[^>]*>([^<]+)", text)).split()
    points = [(float(lon), float(lat)) for lat, lon in zip(words[0::3], words[1::3])]
    lon0, lat0 = (sum(values) / len(points) for values in zip(*points))
    east = 111_320 * math.cos(math.radians(lat0))
    flat = [((lon - lon0) * east, (lat - lat0) * 110_950) for lon, lat in points]
    xx, yy, xy = (sum(a * b for a, b in products) for products in (
        [(x, x) for x, _ in flat], [(y, y) for _, y in flat], flat))
    turn = 0.5 * math.atan2(2 * xy, xx - yy)
    reach = max(abs(x * math.cos(turn) + y * math.sin(turn)) for x, y in flat) + 10
    return [[lon0 + side * reach * math.cos(turn) / east, lat0 + side * reach * math.sin(turn) / 110_950] for side in (-1, 1)]


class Edits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        machi.town(cls.folder, 500)
        text = "".join(path.read_text(encoding="utf-8") for path in sorted((cls.folder / "town/udx/brid").glob("*.gml")))
        cls.bridges = {match[1]: line_over(match[2]) for match in BRIDGE.finditer(text)}
        line = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": next(iter(cls.bridges.values()))}}
        (cls.folder / "line.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [line]}), encoding="utf-8")
        cls.without = {"edit": "remove_bridge", "id": "none", "ids": list(cls.bridges)}
        cls.again = {"edit": "add_bridge", "id": "new", "file": "line.geojson", "width_m": 8, "cost_yen": 9e8}

    def started(self, name, changes, ranks=1, **sections):
        path = self.folder / f"{name}.yaml"
        content = {"city": {"file": "city.h5"}, "output": {"report": False, "trajectories": 0}, **sections}
        if changes:
            content["edits"] = changes if isinstance(changes, dict) else {"changes": changes}
        path.write_text(json.dumps(content), encoding="utf-8")
        return machi.run("run", path, "-o", self.folder / f"{name}_{ranks}", "--threads", 1, ranks=ranks), self.folder / f"{name}_{ranks}"

    def ran(self, name, changes, **more):
        result, output = self.started(name, changes, **more)
        self.assertEqual(result.returncode, 0, result)
        return output, (output / "log.txt").read_text(encoding="utf-8")

    @staticmethod
    def kpi(output, process):
        return json.loads((output / "kpi.json").read_text(encoding="utf-8"))[process]

    @staticmethod
    def digest(output):
        return machi.run("digest", output).stdout.split()[0]

    def drawn(self, name, *edits):
        return {"file": str(machi.edits_file(self.folder / f"{name}.geojson", *edits))}

    @staticmethod
    def buildings(output):
        """By id: the row of the buildings' map, with their number and who is in them at 3:00 and at 11:00."""
        path = output / "map.gpkg"
        result = machi.run("export", output, "--to", "gpkg", "-o", path)
        assert result.returncode == 0, result
        with contextlib.closing(sqlite3.connect(path)) as package:
            package.row_factory = sqlite3.Row
            inside = {(row["building"], row["clock"]): row["persons"] for row in package.execute("SELECT * FROM presence")}
            rows = [dict(row) for row in package.execute("SELECT * FROM buildings ORDER BY fid")]
        for number, row in enumerate(rows):
            row.update({"row": number, "night": inside.get((number, "03:00:00"), 0), "day": inside.get((number, "11:00:00"), 0)})
        return {row["id"]: row for row in rows}

    def test_a_proposal_that_changes_nothing_gives_the_same(self):
        base, _ = self.ran("base", [], **LIFE)
        homes = [id for id, row in self.buildings(base).items() if row["usage"] == 411 and row["storeys"] == 2][:20]
        same, log = self.ran("same", self.drawn("same", ({"edit": "change_building", "ids": homes, "usage": 411, "storeys": 2, "name": None}, None)), **LIFE)
        self.assertIn("Edit change_building : 20 buildings.", log)
        self.assertEqual(self.digest(same), self.digest(base))

    def test_buildings_are_lived_in_worked_in_and_heated(self):
        before = self.buildings(self.ran("life", [], **LIFE)[0])
        gone = max((row for row in before.values() if row["usage"] == 412), key=lambda row: row["night"])
        office = max((row for row in before.values() if row["usage"] in (401, 402)), key=lambda row: row["day"])
        output, _ = self.ran("proposal", self.drawn(
            "proposal",
            ({"edit": "add_building", "id": "tower", "name": "塔", "usage": 413, "storeys": 9, "cost_yen": 2e9}, machi.square(self.folder)),
            ({"edit": "remove_building", "ids": gone["id"], "storeys": None}, None),
            ({"edit": "change_building", "ids": [office["id"]], "usage": 412, "height_m": 30}, None)), **LIFE)
        after = self.buildings(output)
        tower = after["tower"]
        self.assertEqual((tower["row"], tower["usage"], tower["storeys"], tower["year"]), (len(before), 413, 9, 2025))
        self.assertAlmostEqual(tower["height_m"], 28.8, 4)
        self.assertGreater(tower["night"], 20)
        self.assertGreater(tower["day"], 0)
        self.assertGreater(tower["heating_kWh"], 0)
        self.assertEqual([after[gone["id"]][key] for key in ("usage", "heating_kWh", "night", "day")], [None, None, 0, 0])
        self.assertGreater(after[office["id"]]["night"], 0)
        self.assertGreater(after[office["id"]]["height_m"], office["height_m"])
        self.assertNotEqual(after[office["id"]]["heating_kWh"], office["heating_kWh"])
        others = before.keys() - {gone["id"], office["id"]}
        self.assertEqual({id for id in others if after[id]["night"] != before[id]["night"]}, set())
        self.assertLess(sum(after[id]["day"] != before[id]["day"] for id in others), len(others) / 2)
        shaded = sum(after[id]["heating_kWh"] != before[id]["heating_kWh"] and after[id]["day"] == before[id]["day"] for id in others)
        self.assertGreater(shaded, 0)
        persons = [self.kpi(folder, "mobility")["persons"] for folder in (self.folder / "life_1", output)]
        self.assertEqual(persons[1] - persons[0], tower["night"] + after[office["id"]]["night"] - gone["night"])
        made = json.loads((output / "run.json").read_text(encoding="utf-8"))["edits"][0]
        self.assertEqual((made["id"], made["name"], made["cost_yen"]), ("tower", "塔", 2e9))
        self.assertIn("feature 1", made["where"])

    def test_a_mistake_is_told_with_its_feature_and_property(self):
        place = machi.square(self.folder)
        cases = ((({"edit": "add_building", "id": "a", "storys": 3}, place), "feature 2", "storeys"),
                 (({"edit": "add_building", "id": "a", "storeys": "many"}, place), "feature 2", "storeys"),
                 (({"edit": "add_tower"}, place), "feature 2", "add_building"),
                 (({"edit": "add_building", "id": "a"}, {"type": "Point", "coordinates": [140, 35]}), "feature 2", "Point"),
                 (({"edit": "remove_building", "ids": "no-building"}, None), "feature 2", "no-building"))
        for number, (wrong, *named) in enumerate(cases):
            with self.subTest(named=named):
                edits = self.drawn(f"bad_{number}", ({"edit": "remove_building", "ids": "building 3"}, None), wrong)
                result, output = self.started(f"bad_{number}", edits, **DAY)
                self.assertIn(result.returncode, (2, 3), result)
                for word in named:
                    self.assertIn(word, machi.sentences(result)[0])
                self.assertFalse(output.exists())

    def test_cars_cross_a_river_where_there_is_a_bridge(self):
        _, log = self.ran("dry", [self.without], **DAY)
        self.assertGreater(int(re.search(r"Edit remove_bridge none: (\d+) links", log)[1]), 0)
        output, log = self.ran("new", [self.without, self.again], **DAY)
        link, length_m = re.search(r"Edit add_bridge new: link (\d+), (\d+) m", log).groups()
        self.assertGreater(int(length_m), 20)
        self.assertEqual(machi.run("kpi", output, "-o", output / "sheet").returncode, 0)
        with open(output / "sheet/streets.csv", encoding="utf-8") as file:
            streets = {row["id"]: float(row["vehicles"]) for row in csv.DictReader(file)}
        self.assertGreater(streets[link] + streets[link + "r"], 0)
        self.assertNotIn(str(int(link) + 1), streets)
        self.assertEqual(self.digest(output), self.digest(self.ran("new", [self.without, self.again], ranks=2, **DAY)[0]))
        row = json.loads((output / "run.json").read_text(encoding="utf-8"))["edits"][1]
        self.assertEqual((row["edit"], row["id"], row["cost_yen"]), ("add_bridge", "new", 9e8))

    def test_evacuees_walk_over_it_and_not_through_the_water(self):
        evacuation = {"scenario": {"start": "14:46", "end_s": 1800}, "evacuation": {"model": "density"},
                      "people": {"from_buildings": True, "total": 600, "departure": "uniform", "departure_to_s": 60},
                      "shelters": {"hazards": ["tsunami"]}, "hazard": {"zone": "all"}}
        walked = {}
        for name, changes in (("as_it_is", []), ("none", [self.without]), ("both", [self.without, self.again])):
            output, _ = self.ran(name, changes, **evacuation)
            walked[name] = self.kpi(output, "evacuation")["mean_distance_m"]
        self.assertGreater(abs(walked["none"] - walked["as_it_is"]), 1)
        self.assertNotEqual(walked["both"], walked["none"])
        self.assertEqual(self.digest(output), self.digest(self.ran("both", [self.without, self.again], ranks=2, **evacuation)[0]))

    def test_a_new_line_is_ridden_and_a_removed_one_is_not(self):
        line = {"edit": "add_bus_line", "id": "loop", "name": "Loop", "headway_s": 120, "first_departure": "06:00",
                "last_departure": "21:00", "stop_spacing_m": 200, "speed_m_s": 15, "dwell_s": 5, "wkt": "LINESTRING (0 400, 1400 400)"}
        output, log = self.ran("line", [line], **DAY)
        self.assertIn("Edit add_bus_line loop: 8 stops, 902 trips", log)
        self.assertGreater(self.kpi(output, "mobility")["transit"]["boardings"], 0)
        morning = {**DAY, "scenario": {"start": "07:00", "end_s": 3600}}
        digests = {self.digest(self.ran("morning", [line], ranks=ranks, **morning)[0]) for ranks in (1, 2)}
        self.assertEqual(len(digests), 1)
        feed = {**morning, "mobility": {**DAY["mobility"], "transit": {"gtfs_file": "town/transit/gtfs.zip"}}}
        trips = []
        for name, changes in (("feed", []), ("less", [{"edit": "remove_bus_line", "ids": ["L01", "浜通り線"]}]), ("more", [line])):
            _, log = self.ran(name, changes, **feed)
            trips.append([int(number) for number in re.search(r"Timetable.*: (\d+) lines, \d+ routes, (\d+) trips", log).groups()])
        self.assertEqual(trips[1][0], trips[0][0] - 2)
        self.assertLess(trips[1][1], trips[0][1])
        self.assertEqual(trips[2], [trips[0][0] + 1, trips[0][1] + 902])
        compared = json.loads(machi.run("compare", self.folder / "feed_1", self.folder / "more_1", "--json").stdout)
        opened = {kpi["key"]: kpi["difference"] for kpi in compared["proposals"][0]["kpi"]}
        self.assertGreater(opened["sheet.people_15_min_transit"], 0)
        self.assertEqual(opened["sheet.people_15_min_walk"], 0)

    def test_refusals(self):
        cases = (({"edit": "add_bridge", "id": "far", "wkt": "LINESTRING (-900 -900, -800 -900)"}, 3, "30 m"),
                 ({"edit": "add_bridge", "id": "a", "wkt": "LINESTRING (0 0, 9 0)", "modes": ["boat"]}, 2, "'boat' is no mode"),
                 ({"edit": "add_bridge", "id": "a", "wkt": "POLYGON ((0 0, 9 0, 9 9, 0 0))"}, 2, "LINESTRING"),
                 ({"edit": "remove_bridge", "ids": ["no-bridge"]}, 3, "no-bridge"),
                 ({"edit": "add_bus_line", "id": "b", "wkt": "LINESTRING (0 0, 9 0)", "first_departure": "25:00"}, 2, "HH:MM"),
                 ({"edit": "remove_bus_line", "ids": ["L01"]}, 2, "gtfs_file"))
        for number, (edit, code, named) in enumerate(cases):
            with self.subTest(edit=edit):
                result, output = self.started(f"wrong_{number}", [edit], **DAY)
                self.assertEqual(result.returncode, code, result)
                self.assertIn(named, machi.sentences(result)[0])
                self.assertFalse(output.exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
