"""What a run becomes for other programs, read back by programs that are not ours: GDAL, SQLite, VTK, jsonschema. Readers
that are not installed are passed over."""
import csv
import importlib.util
import json
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

import machi

TOWN = pathlib.Path(machi.SOURCE, "scenarios/tsunami_town/scenario.yaml")
DAY = pathlib.Path(machi.SOURCE, "scenarios/town_day/scenario.yaml")
YEAR = pathlib.Path(machi.SOURCE, "scenarios/town_energy/scenario.yaml")

# What ETSI GS CIM 009 asks of an entity in normalised form, and the models of the two types (Smart Data Models).
PROPERTY = {"type": "object", "required": ["type", "value"], "properties": {"type": {"const": "Property"}}}
ENTITY = {
    "type": "object",
    "required": ["id", "type", "@context", "dateObserved", "location", "source"],
    "properties": {
        "id": {"type": "string", "pattern": "^urn:ngsi-ld:(CrowdFlowObserved|TrafficFlowObserved):[A-Za-z0-9._:-]+$"},
        "type": {"enum": ["CrowdFlowObserved", "TrafficFlowObserved"]},
        "@context": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "source": {**PROPERTY, "properties": {"value": {"const": "simulation"}}},
        "dateObserved": {**PROPERTY, "properties": {"value": {
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}}},
        "location": {"type": "object", "required": ["value"], "properties": {
            "type": {"const": "GeoProperty"},
            "value": {"type": "object", "required": ["type", "coordinates"]}}},
        "peopleCount": {**PROPERTY, "properties": {"value": {"type": "number", "minimum": 1}}},
        "averageCrowdSpeed": {**PROPERTY, "properties": {"value": {"type": "number", "minimum": 0, "maximum": 20}}},
        "congested": {**PROPERTY, "properties": {"value": {"type": "boolean"}}},
        "intensity": {**PROPERTY, "properties": {"value": {"type": "number", "minimum": 1}}},
        "averageVehicleSpeed": {**PROPERTY, "properties": {"value": {"type": "number", "minimum": 0, "maximum": 150}}},
        "refRoadSegment": {"type": "object", "required": ["object"], "properties": {"type": {"const": "Relationship"}}},
    },
}
POSITION = {
    "type": "object",
    "required": ["epoch", "cartographicDegrees"],
    "properties": {"cartographicDegrees": {"type": "array", "minItems": 8, "items": {"type": "number"}}},
}
PACKETS = {
    "type": "array",
    "minItems": 2,
    "maxItems": 501,
    "items": {"type": "object", "required": ["id"], "properties": {"position": POSITION}},
}


def keys(**values):
    return [word for key, value in values.items() for word in ("--set", f"{key.replace('__', '.')}={value}")]


@unittest.skipUnless(importlib.util.find_spec("jsonschema"), "jsonschema is not installed")
def validate(value, schema):
    import jsonschema
    jsonschema.validate(value, schema)


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        machi.run("synth", cls.folder / "town", "--buildings", 150, "--quiet")
        city = cls.folder / "city.h5"
        machi.run("import", cls.folder / "town", "-o", city)
        cls.flight = cls.folder / "flight"
        cls.day = cls.folder / "day"
        cls.year = cls.folder / "year"
        wanted = {"city__file": city, "scenario__end_s": 1800, "evacuation__model": "density", "evacuation__dt_s": 0.5,
                  "output__trajectories": 2000, "output__trajectories_every_s": 60, "output__report": "false"}
        cls.ran = [machi.run("run", TOWN, "-o", cls.flight, *keys(**wanted)),
                   machi.run("run", DAY, "-o", cls.day, *keys(city__file=city)),
                   machi.run("run", YEAR, "-o", cls.year, *keys(city__file=city))]

    def setUp(self):
        for ran in self.ran:
            self.assertEqual(ran.returncode, 0, ran)

    def export(self, run, form, name, *more, code=0):
        path = self.folder / name
        done = machi.run("export", run, "--to", form, "-o", path, *more)
        self.assertEqual(done.returncode, code, done)
        return path if code == 0 else done

    def figures(self, run, section):
        return json.loads((run / "kpi.json").read_text())[section]

    def table(self, package, query):
        with sqlite3.connect(package) as base:
            return base.execute(query).fetchall()

    def test_a_package_holds_what_happened_where_and_when(self):
        package = self.export(self.flight, "gpkg", "flight.gpkg")
        kpi = self.figures(self.flight, "evacuation")
        self.assertEqual(self.table(package, "PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.table(package, "SELECT count(*) FROM lost")[0][0], kpi["lost"])
        self.assertEqual(self.table(package, "SELECT count(*) FROM buildings")[0][0], 150)
        persons, safe, lost = self.table(package, "SELECT sum(persons), sum(safe), sum(lost) FROM buildings")[0]
        self.assertEqual((persons, safe, lost), (kpi["agents"], kpi["safe"], kpi["lost"]))
        arrived = sum(place["arrived"] for place in kpi["destinations"])
        self.assertEqual(self.table(package, "SELECT sum(arrived) FROM destinations")[0][0], arrived)
        clock, utc = self.table(package, "SELECT min(clock), min(t_start) FROM crowd")[0]
        self.assertGreaterEqual(clock, "14:46:00")
        self.assertEqual(utc, f"2000-01-01T0{int(clock[:2]) - 9}{clock[2:]}Z")
        self.assertIn("simulation", dict(self.table(package, "SELECT key, value FROM about"))["nature"])

    def test_the_same_run_gives_the_same_bytes(self):
        once = self.export(self.flight, "gpkg", "once.gpkg").read_bytes()
        self.assertEqual(once, self.export(self.flight, "gpkg", "again.gpkg").read_bytes())

    def test_a_day_of_travel_has_volumes_and_presence(self):
        package = self.export(self.day, "gpkg", "day.gpkg")
        kpi = self.figures(self.day, "mobility")
        metres = self.table(package, "SELECT sum(v.vehicles * l.length_m) FROM link_volumes v JOIN links l USING (id)")
        self.assertAlmostEqual(metres[0][0] / 1000, kpi["vehicle_km"], delta=0.001 * kpi["vehicle_km"])
        at_three = self.table(package, "SELECT sum(persons) FROM presence WHERE clock = '03:00:00'")[0][0]
        self.assertLessEqual(at_three, kpi["persons"])
        self.assertGreater(at_three, 0.95 * kpi["persons"])

    def test_a_year_colours_the_buildings(self):
        package = self.export(self.year, "gpkg", "year.gpkg")
        kpi = self.figures(self.year, "energy")
        heating = self.table(package, "SELECT sum(heating_kWh) FROM buildings")[0][0]
        self.assertAlmostEqual(heating, 1000 * kpi["heating_MWh"], delta=2 + 1e-3 * heating)

    @unittest.skipUnless(shutil.which("ogrinfo"), "GDAL is not installed")
    def test_gdal_reads_the_layers_where_they_lie(self):
        package = self.export(self.flight, "gpkg", "gdal.gpkg")
        told = subprocess.run(["ogrinfo", "-al", "-so", package], capture_output=True, text=True, check=True)
        self.assertEqual(told.stderr, "")
        for layer in ("buildings", "crowd", "destinations", "lost", "ways"):
            self.assertIn(f"Layer name: {layer}", told.stdout)
        self.assertIn("Multi Polygon", told.stdout)
        self.assertIn("t_start: DateTime", told.stdout)
        self.assertRegex(told.stdout, r'ID\["EPSG",66[67]\d\]|"EPSG",66[67]\d')

    @unittest.skipUnless(shutil.which("gdalinfo"), "GDAL is not installed")
    def test_gdal_reads_water_and_crowds(self):
        folder = self.export(self.flight, "geotiff", "rasters")
        for name in ("water", "crowd"):
            frames = sorted(folder.glob(f"{name}_*.tif"))
            self.assertGreater(len(frames), 10)
            self.assertTrue((folder / f"{name}.qml").exists())
            told = json.loads(subprocess.run(["gdalinfo", "-json", "-stats", frames[-1]], capture_output=True, text=True,
                                             check=True, env={"GDAL_PAM_ENABLED": "NO", "PATH": "/usr/bin:/bin"}).stdout)
            band = told["bands"][0]
            self.assertEqual((band["type"], band["noDataValue"]), ("Float32", -1.0))
            self.assertGreater(band["maximum"], 0)
            self.assertLess(told["geoTransform"][5], 0)
        kpi = self.figures(self.flight, "evacuation")
        one = subprocess.run(["gdal_translate", "-q", "-of", "XYZ", sorted(folder.glob("crowd_*.tif"))[0], "/vsistdout/"],
                             capture_output=True, text=True, check=True).stdout
        cells = [float(line.split()[2]) for line in one.splitlines()]
        outdoors = sum(value for value in cells if value > 0)
        self.assertLessEqual(outdoors * told["geoTransform"][1] ** 2, kpi["agents"] + 0.5)

    def test_cesium_finds_its_movers(self):
        packets = json.loads(self.export(self.flight, "czml", "flight.czml").read_text(encoding="utf-8"))
        validate(packets, PACKETS)
        for packet in packets[1:]:
            numbers = packet["position"]["cartographicDegrees"]
            times = numbers[0::4]
            self.assertEqual(times, sorted(set(times)))
            self.assertTrue(all(122 < lon < 154 for lon in numbers[1::4]))
            self.assertTrue(all(20 < lat < 46 for lat in numbers[2::4]))

    def test_a_data_platform_takes_the_entities(self):
        for run, kind in ((self.flight, "CrowdFlowObserved"), (self.day, "TrafficFlowObserved")):
            entities = json.loads(self.export(run, "ngsi-ld", f"{kind}.json").read_text(encoding="utf-8"))
            validate(entities, {"type": "array", "minItems": 10, "items": ENTITY})
            self.assertEqual({entity["type"] for entity in entities}, {kind})
            self.assertEqual(len({entity["id"] for entity in entities}), len(entities))

    def test_spreadsheets_take_the_tables(self):
        folder = self.export(self.flight, "csv", "tables", "--bom")
        raw = (folder / "persons.csv").read_bytes()
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        persons = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
        kpi = self.figures(self.flight, "evacuation")
        self.assertEqual(len(persons), kpi["agents"])
        self.assertEqual(sum(row["fate"] == "3" for row in persons), kpi["lost"])
        places = list(csv.DictReader((folder / "destinations.csv").read_text(encoding="utf-8-sig").splitlines()))
        self.assertEqual([row["name"] for row in places], [place["name"] for place in kpi["destinations"]])

    def test_paraview_reads_the_fields(self):
        if subprocess.run(["/usr/bin/python3", "-c", "import vtkmodules.vtkIOXdmf2"], capture_output=True,
                          check=False).returncode != 0:
            self.skipTest("ParaView's VTK (python3-paraview) is not installed")
        script = ("import sys\nfrom vtkmodules.vtkIOXdmf2 import vtkXdmfReader\n"
                  "reader = vtkXdmfReader()\nreader.SetFileName(sys.argv[1])\nreader.UpdateInformation()\n"
                  "key = reader.GetExecutive().TIME_STEPS()\n"
                  "steps = reader.GetOutputInformation(0).Get(key)\nreader.UpdateTimeStep(steps[0])\n"
                  "data = reader.GetOutputDataObject(0)\n"
                  "grid = data.GetBlock(0) if hasattr(data, 'GetBlock') else data\n"
                  "array = grid.GetCellData().GetArray('persons')\n"
                  "print(len(steps), sum(array.GetTuple1(k) for k in range(array.GetNumberOfTuples())))\n")
        done = subprocess.run(["/usr/bin/python3", "-c", script, self.flight / "result.xdmf"], capture_output=True,
                              text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done)
        steps, persons = done.stdout.split()
        self.assertGreater(int(steps), 10)
        self.assertLessEqual(float(persons), self.figures(self.flight, "evacuation")["agents"])

    def test_nothing_is_overwritten_and_what_is_missing_is_said(self):
        path = self.export(self.flight, "gpkg", "kept.gpkg")
        done = self.export(self.flight, "gpkg", "kept.gpkg", code=2)
        self.assertIn("is there already", machi.sentences(done)[-1])
        self.assertTrue(path.exists())
        done = self.export(self.day, "geotiff", "none", code=3)
        self.assertIn("has neither water nor crowds", machi.sentences(done)[-1])
        done = self.export(self.flight, "czml", "x.czml", "--date", "2026-02-30", code=2)
        self.assertIn("is no date", machi.sentences(done)[-1])


if __name__ == "__main__":
    unittest.main()
