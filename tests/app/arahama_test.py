"""Arahama 2011, one seed of each case: some walk, the water comes early, and the answer is that of any number of ranks."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import machi

FOLDER = pathlib.Path(machi.SOURCE) / "scenarios/arahama_2011"
DATA = pathlib.Path(machi.SOURCE).parent / "shared/data/evacuation/arahama2011"
# The frames begin 64 minutes earlier, so that the first land is wet after 135 s and houses after 144 s.
SHORT = ["--set", "scenario.end_s=180", "--set", "hazard.sources.1.event_s=-3840"]


class Arahama(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.work = pathlib.Path(cls.folder.name)
        for case in ("published", "physical"):
            shutil.copy(FOLDER / f"scenario_{case}.yaml", cls.work)
        prepared = subprocess.run([sys.executable, "-B", str(FOLDER / "prepare.py"), str(DATA), str(cls.work / "input"),
                                   "--seeds", "1"], capture_output=True, text=True, check=False)
        assert prepared.returncode == 0, prepared.stderr
        cls.prepared = prepared.stdout

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_case(self, case, ranks):
        out = self.work / f"{case}_{ranks}"
        result = machi.run("run", self.work / f"scenario_{case}.yaml", "-o", out, *SHORT, ranks=ranks, timeout_s=300)
        self.assertEqual(result.returncode, 0, result.stderr)
        digest = machi.run("digest", out / "result.h5").stdout.split()[0]
        return digest, (out / "persons.csv").read_text(encoding="utf-8").splitlines()[1:]

    def test_input_agrees_with_what_its_source_says(self):
        self.assertIn("2773 agents; 2722 of 2723 adults in a cell that meets a building, 50 of 50 cars in a street cell",
                      self.prepared)

    def test_one_and_two_ranks_have_the_same_answer(self):
        for case in ("published", "physical"):
            with self.subTest(case):
                digest, persons = self.run_case(case, 1)
                self.assertEqual(self.run_case(case, 2), (digest, persons))
                fates = [row.split(",")[3] for row in persons]
                self.assertEqual(len(fates), 2773)
                self.assertGreater(fates.count("safe"), 0)
                self.assertGreater(fates.count("lost"), 0)
                self.assertGreater(fates.count("waiting"), 0)


if __name__ == "__main__":
    if not DATA.exists():
        print(f"SKIPPED: {DATA} is absent")
        sys.exit(77)
    unittest.main()
