"""What machi plan tells of a run, held against the run: memory within 30 % for each process and for all of them on one
clock, shares that add up, and what fits into a host. Time is in docs/performance.md: tests take none."""
import json
import pathlib
import re
import tempfile
import unittest

import machi

TOWN = pathlib.Path(machi.SOURCE, "scenarios/tsunami_town/scenario.yaml")
DAY = pathlib.Path(machi.SOURCE, "scenarios/one_day/scenario.yaml")
HEAT = {"energy": {"weather_city": "chiba", "from_day": "01-17", "days": 5, "warm_up_days": 5}}
TRAVEL = {"scenario": {"end_s": 86400}, "mobility": {"population": "synthetic"}}


def memory_MB(text):
    """Least, mean and most of a rank, by number of ranks."""
    rows = re.findall(r"^ +(\d+) +(\d+) +(\d+) +(\d+) +[\d.]+ +[\d.]+$", text, re.M)
    return {int(ranks): [int(number) for number in numbers] for ranks, *numbers in rows}


def figures(text, what):
    """Least, mean and most of a line."""
    return [float(number) for number in re.search(rf"^ +{what} +([\d.]+) +([\d.]+) +([\d.]+)$", text, re.M).groups()]


class Plan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        machi.town(cls.folder, 500)

    def written(self, name, content):
        path = self.folder / f"{name}.yaml"
        path.write_text(json.dumps({"city": {"file": "city.h5"}, **content}), encoding="utf-8")
        return path

    def planned(self, scenario, ranks, *words):
        result = machi.run("plan", scenario, "-n", ranks, "--set", f"city.file={self.folder / 'city.h5'}", *words)
        self.assertEqual(result.returncode, 0, result)
        return result.stdout

    def assert_near_the_run(self, scenario, *words, counts=(1, 2)):
        text = self.planned(scenario, max(counts), *words)
        for ranks in counts:
            run = self.folder / f"{scenario.parent.name}_{scenario.stem}_{ranks}"
            done = machi.run("run", scenario, "-o", run, "--quiet", "--set", f"city.file={self.folder / 'city.h5'}", "--set",
                             "output.report=false", *words, ranks=ranks, timeout_s=280)
            self.assertEqual(done.returncode, 0, done)
            peak_MB = json.loads((run / "run.json").read_text())["peak_memory_MB"]
            _, mean, most = memory_MB(text)[ranks]
            self.assertLess(abs(mean / peak_MB["mean"] - 1), 0.3, (ranks, text, peak_MB))
            self.assertLess(abs(most / peak_MB["max"] - 1), 0.3, (ranks, text, peak_MB))
        return text

    def test_an_evacuation(self):
        text = self.assert_near_the_run(TOWN, "--set", "scenario.end_s=30")
        self.assertAlmostEqual(2 * figures(text, "blocks")[1], figures(self.planned(TOWN, 1), "blocks")[0], delta=0.2)
        self.assertEqual(figures(self.planned(TOWN, 1), "neighbour ranks"), [0, 0, 0])

    def test_travel(self):
        text = self.assert_near_the_run(self.written("travel", TRAVEL))
        self.assertRegex(text, r"mobility: [1-9]\d* persons with [1-9]\d* legs that enter [1-9]\d* links")

    def test_energy(self):
        text = self.assert_near_the_run(self.written("heat", HEAT))
        self.assertRegex(text, r"energy: [1-9]\d* buildings, 5 days and 5 to warm up")

    def test_all_on_one_clock(self):
        text = self.assert_near_the_run(DAY, "--set", "scenario.end_s=53400", counts=(1,))
        for process in ("mobility", "energy", "evacuation"):
            self.assertIn(f"{process}: ", text)

    def test_what_fits(self):
        heat = self.written("heat", HEAT)
        self.assertIn("All of these fit into one host of 100.0 GB.", self.planned(heat, 4, "--host-gb", 100))
        self.assertRegex(self.planned(heat, 64, "--host-gb", 1), r"Up to \d+ ranks? fit into one host of 1.0 GB; 64 ranks need \d+ hosts of \d+ ranks")

    def test_what_is_not_planned(self):
        path = pathlib.Path(machi.SOURCE, "scenarios/two_homes/scenario.yaml")
        result = machi.run("plan", path, "--set", "energy.weather_file=any.epw")
        self.assertEqual(result.returncode, 2)
        self.assertIn("does not look at zones", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
