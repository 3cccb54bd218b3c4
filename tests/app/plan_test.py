"""What machi plan tells of ranks, held against a run: memory within 30 %, and shares that add up."""
import json
import pathlib
import re
import tempfile
import unittest

import machi

SCENARIO = pathlib.Path(machi.SOURCE, "scenarios/tsunami_town/scenario.yaml")


def planned(text, what):
    """Least, mean and most of a line."""
    return [float(number) for number in re.search(rf"^ +{what} +([\d.]+) +([\d.]+) +([\d.]+)$", text, re.M).groups()]


class Plan(unittest.TestCase):
    def test_memory_and_blocks(self):
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            machi.run("synth", folder / "town", "--buildings", 500, "--quiet")
            city = folder / "city.h5"
            machi.run("import", folder / "town", "-o", city, "--quiet")
            sets = ["--set", f"city.file={city}"]
            one = machi.run("plan", SCENARIO, "-n", 1, *sets)
            two = machi.run("plan", SCENARIO, "-n", 2, *sets)
            self.assertEqual(one.returncode, 0, one)
            self.assertEqual(two.returncode, 0, two)
            self.assertAlmostEqual(2 * planned(two.stdout, "blocks")[1], planned(one.stdout, "blocks")[0], delta=0.2)
            self.assertEqual(planned(one.stdout, "neighbour ranks"), [0, 0, 0])
            for ranks, plan in ((1, one), (2, two)):
                run = folder / f"run_{ranks}"
                done = machi.run("run", SCENARIO, "-o", run, "--quiet", *sets, "--set", "scenario.end_s=30", "--set",
                                 "output.report=false", ranks=ranks)
                self.assertEqual(done.returncode, 0, done)
                peak_MB = json.loads((run / "run.json").read_text())["peak_memory_MB"]
                _, mean, most = planned(plan.stdout, "memory, MB")
                self.assertLess(abs(mean / peak_MB["mean"] - 1), 0.3, (ranks, plan.stdout, peak_MB))
                self.assertLess(abs(most / peak_MB["max"] - 1), 0.3, (ranks, plan.stdout, peak_MB))


if __name__ == "__main__":
    unittest.main(verbosity=2)
