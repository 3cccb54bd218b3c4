"""The scripts of docs/analysis run on a run as it is, and count what kpi.json counts. Each is skipped where its packages are
not installed; where none is, the whole test says so with 77."""
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import machi
import kpi_test

SCRIPTS = pathlib.Path(machi.SOURCE, "docs/analysis")


def missing(*packages):
    return [name for name in packages if importlib.util.find_spec(name) is None]


def output_of(*words, **changes):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=120, check=False,
                            env={**os.environ, **changes})
    if result.returncode != 0:
        raise AssertionError(result.stderr)
    return result.stdout


class Analysis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.run_folder = kpi_test.make_town_run(cls.folder)
        cls.kpi = json.loads((cls.run_folder / "kpi.json").read_text(encoding="utf-8"))["evacuation"]

    @unittest.skipIf(missing("h5py", "pandas"), "h5py and pandas are not installed")
    def test_persons(self):
        text = output_of(sys.executable, "-B", SCRIPTS / "persons.py", self.run_folder)
        self.assertIn(f"lost: {self.kpi['lost']}, ", text)
        self.assertRegex(text, rf"safe +{self.kpi['safe']}\n")

    @unittest.skipIf(missing("h5py", "pandas"), "h5py and pandas are not installed")
    def test_links(self):
        folder = self.folder / "streets"
        folder.mkdir()
        text = output_of(sys.executable, "-B", SCRIPTS / "links.py", kpi_test.Streets("write_run").write_run(folder))
        self.assertIn("vehicles: 6\n", text)

    @unittest.skipIf(missing("geopandas"), "geopandas is not installed")
    def test_buildings(self):
        package = self.folder / "run.gpkg"
        self.assertEqual(machi.run("export", self.run_folder, "--to", "gpkg", "-o", package).returncode, 0)
        text = output_of(sys.executable, "-B", SCRIPTS / "buildings.py", package, self.folder / "lost.geojson")
        self.assertRegex(text, rf"lost +{self.kpi['lost']}\n")

    @unittest.skipIf(missing("h5py", "pandas"), "h5py and pandas are not installed")
    def test_the_lines_of_the_page(self):
        page = (SCRIPTS / "README.md").read_text(encoding="utf-8")
        lines = re.search(r"```python\n(.*?)```", page, re.S)[1]
        self.assertIn('"RUN/', lines)
        text = output_of(sys.executable, "-B", "-c", lines.replace("RUN", str(self.run_folder)), PYTHONPATH=str(SCRIPTS))
        self.assertIn("mean", text)

    @unittest.skipUnless(shutil.which("Rscript"), "R is not installed")
    def test_sheet(self):
        sheet = self.folder / "sheet"
        done = machi.run("kpi", self.run_folder, "--mesh", 250, "--arrival-s", 400, "-o", sheet)
        self.assertEqual(done.returncode, 0, done)
        whole = kpi_test.sheet(self.run_folder, "--arrival-s", 400)["all"]
        difficult, persons = int(float(whole["in_difficult_area"])), int(float(whole["persons"]))
        self.assertGreater(difficult, 0)
        self.assertIn(f"in difficult areas: {difficult} of {persons}\n", output_of("Rscript", SCRIPTS / "sheet.R", sheet))

    @unittest.skipUnless(shutil.which("Rscript"), "R is not installed")
    def test_curve(self):
        if subprocess.run(["Rscript", "-e", "library(hdf5r)"], capture_output=True, check=False).returncode != 0:
            self.skipTest("the R package hdf5r is not installed")
        self.assertIn(f"safe: {self.kpi['safe']}\n", output_of("Rscript", SCRIPTS / "curve.R", self.run_folder))


if __name__ == "__main__":
    if missing("h5py", "pandas") and not shutil.which("Rscript"):
        print("SKIPPED: neither h5py and pandas nor R are installed")
        sys.exit(77)
    unittest.main(verbosity=2)
