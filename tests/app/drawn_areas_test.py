"""What a scenario draws over a city from files: districts, the zone, blocked ground, shelters; and what people are like."""
import json
import pathlib
import re
import tempfile
import unittest

import machi

SCENARIO = """scenario: {{end_s: {end_s}, start: "14:46"}}
city: {{file: city.h5}}
people: {{from_buildings: true, total: 200{people}}}
evacuation: {{model: collision_free_speed_v2{evacuation}}}
shelters: {{hazards: [tsunami]{shelters}}}
hazard: {{zone: {zone}{hazard}}}
output: {{fields_every_s: 0, trajectories: 0}}
events: [{events}]
"""


def box(west, south, east, north, **properties):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


class DrawnAreas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.work = pathlib.Path(cls.folder.name)
        machi.run("synth", cls.work / "town", "--buildings", 500, "--quiet")
        machi.run("import", cls.work / "town", "-o", cls.work / "city.h5", "--quiet")
        cls.extent = json.loads(machi.run("info", cls.work / "city.h5", "--json").stdout)["extent"]
        cls.number = 0

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def start(self, people="", evacuation="", shelters="", zone="all", hazard="", ranks=1, end_s=20, events=""):
        type(self).number += 1
        path = self.work / "scenario.yaml"
        path.write_text(SCENARIO.format(people=people, evacuation=evacuation, shelters=shelters, zone=zone, hazard=hazard,
                                        end_s=end_s, events="{" + events + "}" if events else ""), encoding="utf-8")
        run = self.work / f"run_{self.number}"
        return run, machi.run("run", path, "-o", run, "--threads", 1, ranks=ranks)

    def kpi(self, run):
        return json.loads((run / "kpi.json").read_text(encoding="utf-8"))["evacuation"]

    def draw(self, name, *features):
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (self.work / name).write_text(text, encoding="utf-8")

    def test_districts_send_their_people_to_their_shelters(self):
        self.draw("districts.geojson", *self.halves())
        run, result = self.start(evacuation=", decision: district", hazard=", districts_file: districts.geojson")
        self.assertEqual(result.returncode, 0, result.stderr)
        west, east = self.halves()
        shelters = [d["id"] for d in self.kpi(run)["destinations"]]
        self.assertGreater(len(shelters), 1)
        west["properties"]["shelters"] = shelters[0]
        east["properties"]["shelters"] = f" {shelters[1]} ,"
        self.draw("districts.geojson", west, east)
        digests = set()
        for ranks in (1, 2):
            run, result = self.start(evacuation=", decision: district, rechoose: false", ranks=ranks, end_s=900,
                                     hazard=", districts_file: districts.geojson")
            self.assertEqual(result.returncode, 0, result.stderr)
            arrived = {d["id"]: d["arrived"] for d in self.kpi(run)["destinations"]}
            safe = {d["name"]: d["safe"] for d in self.kpi(run)["districts"]}
            self.assertGreater(min(safe.values()), 0)
            self.assertEqual(arrived, {shelters[0]: safe["west"], shelters[1]: safe["east"], **{s: 0 for s in shelters[2:]}})
            digests.add(machi.run("digest", run).stdout.split()[0])
        self.assertEqual(len(digests), 1)
        east["properties"]["shelters"] = "no such place"
        self.draw("districts.geojson", west, east)
        run, result = self.start(evacuation=", decision: district", hazard=", districts_file: districts.geojson")
        self.assertEqual(result.returncode, 3)
        self.assertIn("'no such place', which is no destination of this run", result.stderr)
        run, result = self.start(evacuation=", decision: district")
        self.assertEqual(result.returncode, 2)
        self.assertIn("district needs hazard.districts_file", result.stderr)

    def halves(self):
        e = self.extent
        middle = (e["lon_min"] + e["lon_max"]) / 2
        return (box(e["lon_min"] - 1, e["lat_min"] - 1, middle, e["lat_max"] + 1, name="west"),
                box(middle, e["lat_min"] - 1, e["lon_max"] + 1, e["lat_max"] + 1, name="east"))

    def test_districts_and_zones_share_out_the_people(self):
        west, east = self.halves()
        self.draw("districts.geojson", west, east)
        run, result = self.start(hazard=", districts_file: districts.geojson")
        self.assertEqual(result.returncode, 0, result.stderr)
        whole = self.kpi(run)
        districts = {one["name"]: one["agents"] for one in whole["districts"]}
        self.assertEqual(sum(districts.values()), whole["agents"])
        self.assertGreater(min(districts.values()), 0, "both halves of the town have people")
        e = self.extent
        middle = (e["lat_min"] + e["lat_max"]) / 2
        south, north = [box(e["lon_min"] - 1, *of, name="all") for of in
                        ((e["lat_min"] - 1, e["lon_max"] + 1, middle), (middle, e["lon_max"] + 1, e["lat_max"] + 1))]
        self.draw("two_polygons.geojson", south, north)
        run, result = self.start(hazard=", districts_file: two_polygons.geojson")
        self.assertEqual([(d["name"], d["agents"]) for d in self.kpi(run)["districts"]], [("all", whole["agents"])])
        self.draw("zone.geojson", west)
        for ranks in (1, 2):
            run, result = self.start(zone="polygon", hazard=", zone_file: zone.geojson", ranks=ranks)
            self.assertEqual(self.kpi(run)["agents"], districts["west"], result.stderr)

    def test_events_name_buildings_or_draw_shelters(self):
        ids = sorted({found for path in (self.work / "town/udx/bldg").glob("*.gml")
                      for found in re.findall(r'<bldg:Building gml:id="([^"]+)"', path.read_text(encoding="utf-8"))})
        self.assertEqual(len(ids), 500)
        whole = "polygon: 'POLYGON ((-1 -1, 99999 -1, 99999 99999, -1 99999, -1 -1))'"
        half = ", ".join(ids[:250])
        kpis = {}
        for name, line in (("some", f"kind: alarm, at_s: 0, ids: [{half}]"), ("all", f"kind: alarm, at_s: 0, {whole}"),
                           ("closed", f"kind: shelter_closing, at_s: 0, {whole}")):
            run, result = self.start(people=", departure: immediate", events=line)
            self.assertEqual(result.returncode, 0, result.stderr)
            kpis[name] = self.kpi(run)
        self.assertEqual(kpis["all"]["staying"], 0)
        self.assertGreater(kpis["some"]["staying"], 40)
        self.assertLess(kpis["some"]["staying"], 160)
        self.assertLess(kpis["all"]["cut_off"], 20)
        self.assertGreater(kpis["closed"]["cut_off"], 180)
        _, result = self.start(events="kind: alarm, at_s: 0, ids: [nowhere]")
        self.assertIn("events.alarm: the city has no building 'nowhere'", result.stderr)
        _, result = self.start(events="kind: shelter_closing, at_s: 0, polygon: 'POLYGON ((-9 -9, -8 -9, -8 -8, -9 -9))'")
        self.assertIn("events.shelter_closing: no shelter has its entrance there", result.stderr)

    def test_blocked_ground_keeps_people_in(self):
        e = self.extent
        self.draw("blocked.geojson", box(e["lon_min"] - 1, e["lat_min"] - 1, e["lon_max"] + 1, e["lat_max"] + 1))
        _, result = self.start(hazard=", blocked_file: blocked.geojson")
        self.assertEqual(result.returncode, 3)
        self.assertIn("no shelter can be reached on foot", result.stderr)
        _, result = self.start(hazard=", damaged_percent: 60")
        self.assertRegex(result.stderr, r"[1-9]\d* of \d+ links are blocked by fallen buildings")

    def test_shelters_from_a_file_take_the_place_of_the_citys(self):
        published = next((self.work / "town").rglob("emergency*.geojson"))
        features = json.loads(published.read_text(encoding="utf-8"))["features"]
        run, result = self.start()
        of_city = self.kpi(run)["destinations"]
        self.assertGreater(len(of_city), 1)
        one = next(f for f in features if f["properties"]["共通ID"] == of_city[0]["id"])
        self.draw("shelters.geojson", one)
        run, result = self.start(shelters=", file: shelters.geojson, default_capacity: 7")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([(d["id"], d["capacity"]) for d in self.kpi(run)["destinations"]], [(of_city[0]["id"], 7)])
        east, north = one["geometry"]["coordinates"]
        (self.work / "shelters.txt").write_text(f"施設名,緯度,経度,収容人数,津波\n北,{north},{east},3,1\n", encoding="utf-8")
        run, result = self.start(shelters=", file: shelters.txt")
        self.assertEqual([(d["name"], d["capacity"]) for d in self.kpi(run)["destinations"]], [("北", 3)], result.stderr)
        one["geometry"]["coordinates"][0] -= 0.5
        self.draw("shelters.geojson", one)
        run, result = self.start(shelters=", file: shelters.geojson")
        self.assertEqual(result.returncode, 3)
        self.assertIn("no shelter can be reached on foot", result.stderr)
        self.assertFalse(run.exists())

    def test_followers_and_groups_walk_otherwise(self):
        digests = set()
        for people, evacuation in (("", ""), ("", ", follow_share: 1"), (", group_share: 1", "")):
            run, result = self.start(people=people + ", departure: immediate, time_of_day: \"03:00\"", evacuation=evacuation)
            self.assertEqual(result.returncode, 0, result.stderr)
            digests.add(machi.run("digest", run).stdout.split()[0])
        self.assertEqual(len(digests), 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
