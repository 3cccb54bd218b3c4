"""A year of the buildings of a small town, as a user runs it: figures that add up, measures beside their base on any ranks,
and sentences for what is wrong. That ranks and threads do not show in the year is in digest_test.py."""
import json
import pathlib
import shutil
import tempfile
import unittest

import machi

SCENARIO = """
scenario: {{title: a town's year}}
city: {{file: {city}}}
energy: {{weather_city: chiba, warm_up_days: 5, zone_hours: true}}
"""


class CityEnergy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = pathlib.Path(cls.folder.name)
        machi.run("synth", cls.root / "town", "--buildings", 120, "--quiet")
        machi.run("import", cls.root / "town", "-o", cls.root / "town.h5")
        cls.scenario = cls.root / "s.yaml"
        cls.scenario.write_text(SCENARIO.format(city=cls.root / "town.h5"))

    def test_figures_add_up_and_models_differ(self):
        energy = self.figures("figures", threads=2)
        self.assertGreater(energy["zones"], 60)
        for key in ("zones", "floor_area_m2", "heating_MWh", "cooling_MWh", "hot_water_MWh", "lights_MWh"):
            for parts in ("by_use", "by_vintage"):
                self.assertAlmostEqual(sum(part[key] for part in energy[parts]), energy[key], delta=1e-6 * energy[key] + 1e-3)
        for key in ("heating_MWh", "equipment_MWh"):
            self.assertAlmostEqual(sum(part[key] for part in energy["by_district"]), energy[key], delta=1e-4 * energy[key])
        self.assertEqual(energy["peak_load_kW"], max(energy["peak_load_kW"], energy["peak_heating_kW"], energy["peak_cooling_kW"]))
        # A year of all buildings without shade, and by the simple model, is another one.
        for change in ("energy.shading=false", "energy.model=5r1c"):
            done = machi.run("run", self.scenario, "-o", self.root / "other", "--force", "--set", change)
            self.assertEqual(done.returncode, 0, done.stderr)
            other = json.loads((self.root / "other/kpi.json").read_text())["energy"]
            self.assertNotEqual(other["heating_MWh"], energy["heating_MWh"])
            self.assertEqual(other["hot_water_MWh"], energy["hot_water_MWh"])
            self.assertAlmostEqual(other["cooling_MWh"] / energy["cooling_MWh"], 1, delta=0.6)
        for key in ("heating_MWh", "cooling_MWh"):  # two models of the same town
            self.assertAlmostEqual(other[key] / energy[key], 1, delta=0.15)
        self.resumes_to_the_same(machi.run("digest", self.root / "other").stdout.split()[0], 20, 60, "--set", "energy.model=5r1c")

    def resumes_to_the_same(self, digest, every, newest, *words):
        """A run on two ranks that was killed after its first checkpoint that is kept, on four."""
        out = self.root / "cut"
        done = machi.run("run", self.scenario, "-o", out, "--force", *words, "--checkpoint-every", f"{every}steps", ranks=2)
        self.assertEqual(done.returncode, 0, done.stderr)
        kpi = (out / "kpi.json").read_text()
        kept = sorted(int(path.suffix[1:]) for path in (out / "checkpoints").glob("ckpt.*"))
        self.assertEqual(kept[-1], newest)
        for step in kept[1:]:
            shutil.rmtree(out / f"checkpoints/ckpt.{step}")
        (out / "result.h5").unlink()
        (out / "kpi.json").unlink()
        done = machi.run("resume", out, "--checkpoint-every", "never", ranks=4)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads((out / "run.json").read_text())["resumed_step"], kept[0])
        self.assertEqual(machi.run("digest", out).stdout.split()[0], digest)
        self.assertEqual((out / "kpi.json").read_text(), kpi)
        self.assertEqual(machi.run("verify", out).returncode, 0)

    def figures(self, out, *words, ranks=1, threads=1):
        done = machi.run("run", self.scenario, "-o", self.root / out, "--force", *words, ranks=ranks, OMP_NUM_THREADS=threads)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads((self.root / out / "kpi.json").read_text())["energy"]

    def test_measures_stand_beside_the_base_for_any_ranks(self):
        path = self.root / "measures.yaml"
        path.write_text(SCENARIO.format(city=self.root / "town.h5").replace("zone_hours: true", """from_day: '08-01', days: 6, base_too: true,
  outage_from: '08-03 12:00', outage_to: '08-04 12:00', district_mesh: quarter,
  measures: [{kind: photovoltaic, share: 0.4}, {kind: battery, share: 1, order: largest}, {kind: vehicles, share: 0.3, policy: surplus},
    {kind: retrofit, share: 0.5, order: smallest, to_year: 1999, as_of_year: 2020}, {kind: system, share: 0.5, system: home_all_electric, uses: [detached]},
    {kind: demand_response, share: 1, from_h: 13, to_h: 16, cooling_K: 2}, {kind: set_point, share: 0.2, cooling_K: 1}]"""))
        self.scenario, whole = path, self.scenario
        self.addCleanup(setattr, self, "scenario", whole)
        digests = set()
        for ranks, threads in ((1, 2), (2, 1), (4, 1)):
            energy = self.figures(f"measures_{ranks}", ranks=ranks, threads=threads)
            digests.add(machi.run("digest", self.root / f"measures_{ranks}").stdout.split()[0])
        self.assertEqual(len(digests), 1)
        digest = digests.pop()
        self.resumes_to_the_same(digest, 2, 4)  # in the days themselves
        self.resumes_to_the_same(digest, 1, 5)  # in those without measures
        base = energy["base"]
        for figures in (energy, base):
            parts = ("heating", "cooling", "hot_water", "cooking", "other")
            self.assertAlmostEqual(sum(figures[f"{part}_electricity_MWh"] for part in parts) + figures["ev_MWh"], figures["electricity_MWh"], places=9)
            for key in ("electricity_MWh", "gas_MWh", "from_grid_MWh", "primary_GJ", "co2_t"):
                for groups in ("by_use", "by_vintage", "by_district"):
                    self.assertAlmostEqual(sum(group[key] for group in figures[groups]) / figures[key], 1, places=6)
            self.assertAlmostEqual(figures["primary_GJ"], 9.76 * figures["from_grid_MWh"] + 3.6 * (figures["gas_MWh"] + figures["kerosene_MWh"]), places=6)
            self.assertEqual(figures["outage"]["hours"], 24)
            self.assertGreater(figures["outage"]["unserved_MWh"], 0)
            self.assertTrue(figures["peak_time"].startswith("08-0"))
        self.assertEqual(base["pv_MWh"], 0)
        self.assertEqual(base["ev_MWh"], 0)
        self.assertGreater(energy["pv_MWh"], 0)
        self.assertGreater(energy["battery_out_MWh"], 0)
        self.assertGreater(energy["ev_MWh"], 0)
        self.assertGreater(energy["self_consumption"], 0.2)
        self.assertLess(energy["cooling_MWh"], base["cooling_MWh"])
        self.assertLess(energy["gas_MWh"], base["gas_MWh"])
        self.assertAlmostEqual(energy["change"]["co2_t"], energy["co2_t"] - base["co2_t"], places=9)
        # One district in the dark, the others not.
        name = energy["by_district"][0]["name"]
        some = self.figures("dark", "--set", f"energy.outage_districts={name}", "--set", "energy.base_too=false")
        self.assertEqual(some["outage"]["zones"], energy["by_district"][0]["zones"])

    def test_districts_may_be_drawn(self):
        ring = lambda w, e: [[[w, 34], [e, 34], [e, 37], [w, 37], [w, 34]]]
        areas = {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"ku": name}, "geometry": {"type": "Polygon", "coordinates": ring(w, e)}}
            for name, w, e in (("nowhere", 130, 131), ("all", 138, 142), ("second", 138, 142))]}
        (self.root / "areas.geojson").write_text(json.dumps(areas))
        words = ("--set", f"energy.district_file={self.root / 'areas.geojson'}", "--set", "energy.days=1", "--set", "energy.zone_hours=false")
        energy = self.figures("drawn", *words, "--set", "energy.district_key=ku", ranks=2)
        self.assertEqual([district["name"] for district in energy["by_district"]], ["all"])
        done = machi.run("run", self.scenario, "-o", self.root / "drawn", "--force", *words)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("no polygon has the property 'name'", done.stderr)

    def refused(self, text, code):
        path = self.root / "bad.yaml"
        path.write_text(text)
        done = machi.run("run", path, "-o", self.root / "refused", ranks=2)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertFalse((self.root / "refused").exists())
        sentences = machi.sentences(done)
        self.assertEqual(len(sentences), 1, done.stderr)
        return sentences[0]

    def test_mistakes_have_one_sentence(self):
        city = f"city: {{file: {self.root / 'town.h5'}}}\n"
        self.assertIn("no normals of 'chibba'. Did you mean 'chiba'?", self.refused(city + "energy: {weather_city: chibba}", 2))
        self.assertIn("weather_file is missing", self.refused(city + "energy: {}", 2))
        self.assertIn("both weather_file and weather_city", self.refused(city + "energy: {weather_city: chiba, weather_file: a.epw}", 2))
        self.assertIn("zones is empty", self.refused("energy: {weather_city: chiba}", 2))
        self.assertIn("climate_zone", self.refused(city + "energy: {weather_city: chiba, climate_zone: 9}", 2))
        chiba = city + "energy: {weather_city: chiba, "
        self.assertIn("there is no use called 'offices'. Did you mean 'office'?", self.refused(chiba + "measures: [{kind: battery, share: 1, uses: [offices]}]}", 2))
        self.assertIn("there is no system called 'home_gass'. Did you mean 'home_gas'?", self.refused(chiba + "measures: [{kind: system, share: 1, system: home_gass}]}", 2))
        self.assertIn("there is no district called 'x'", self.refused(chiba + "outage_from: '08-01 00:00', outage_to: '08-02 00:00', outage_districts: [x]}", 2))
        self.assertIn("'02-30' is no day of a year. Write it as '07-15'", self.refused(chiba + "from_day: 02-30}", 2))
        self.assertIn("nowhere.geojson", self.refused(chiba + "district_file: nowhere.geojson}", 3))
        self.assertIn("nowhere.yaml", self.refused(city + "energy: {weather_city: chiba, archetypes_file: nowhere.yaml}", 3))
        self.assertIn("nowhere.h5", self.refused("city: {file: nowhere.h5}\nenergy: {weather_city: chiba}", 3))
        (self.root / "a.yaml").write_text("uses: {list: [{name: a, usages: [401], room: ofice}]}")
        self.assertIn("a.yaml", self.refused(city + "energy: {weather_city: chiba, archetypes_file: a.yaml}", 2))


if __name__ == "__main__":
    unittest.main()
