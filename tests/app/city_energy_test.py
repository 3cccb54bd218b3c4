"""A year of the buildings of a small town, as a user runs it: the same digest for any ranks and threads, figures that add
up, and sentences for what is wrong."""
import json
import pathlib
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

    def test_ranks_and_threads_do_not_show_in_the_result(self):
        digests, kpis = set(), set()
        for ranks, threads in ((1, 2), (1, 1), (2, 1), (2, 2), (4, 1), (4, 2)):  # the first one looks for horizons
            out = self.root / f"run_{ranks}_{threads}"
            done = machi.run("run", self.scenario, "-o", out, ranks=ranks, OMP_NUM_THREADS=threads)
            self.assertEqual(done.returncode, 0, done.stderr)
            digests.add(machi.run("digest", out).stdout.split()[0])
            kpis.add((out / "kpi.json").read_text())
        self.assertEqual(len(digests), 1)
        self.assertEqual(len(kpis), 1)
        energy = json.loads(kpis.pop())["energy"]
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
        self.assertIn("nowhere.yaml", self.refused(city + "energy: {weather_city: chiba, archetypes_file: nowhere.yaml}", 3))
        self.assertIn("nowhere.h5", self.refused("city: {file: nowhere.h5}\nenergy: {weather_city: chiba}", 3))
        (self.root / "a.yaml").write_text("uses: {list: [{name: a, usages: [401], room: ofice}]}")
        self.assertIn("a.yaml", self.refused(city + "energy: {weather_city: chiba, archetypes_file: a.yaml}", 2))


if __name__ == "__main__":
    unittest.main()
