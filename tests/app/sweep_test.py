"""Sweeps: the same table on any ranks and after a kill, a stop rule that holds, a run that fails is a row."""
import csv
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import machi

ROOM = pathlib.Path(machi.SOURCE, "scenarios/validation/rimea_09/scenario.yaml")
SETS = ["evacuation.model=density", "scenario.end_s=15", "area.features.crowd.persons=150"]


class Sweeps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.count = 0

    def study(self, parameters, stop=None, **keys):
        type(self).count += 1
        path = self.folder / f"study_{self.count}.yaml"
        content = {"study": {"scenario": str(ROOM), "set": SETS, "parameters": parameters, **keys}}
        if stop:
            content["stop"] = stop
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def swept(self, study, *more, ranks=1, output=None):
        output = output or self.folder / f"{study.stem}_{ranks}"
        result = machi.run("sweep", study, "-o", output, "--threads", 1, *more, ranks=ranks)
        self.assertEqual(result.returncode, 0, result)
        return output

    def rows(self, output):
        with open(output / "sweep.csv", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def table(self, output):
        """What must be the same wherever it was made."""
        return ((output / "sweep.csv").read_bytes(), (output / "sweep.json").read_bytes(),
                machi.run("digest", output / "sweep.h5").stdout.split()[0])

    CROWDS = [{"key": "area.features.crowd.persons", "name": "persons", "values": [60, 120]},
              {"key": "evacuation.jam_density_1_m2", "from": 5, "to": 5, "steps": 1}]

    def test_one_table_on_any_ranks(self):
        study = self.study(self.CROWDS, seeds=2)
        whole = self.swept(study)
        rows = self.rows(whole)
        self.assertEqual([(row["point"], row["seed"]) for row in rows],
                         [(str(point), str(seed)) for point in range(2) for seed in (1, 2)])
        self.assertEqual([row["evacuation.agents"] for row in rows], ["60"] * 2 + ["120"] * 2)
        self.assertFalse((whole / "runs").exists() or (whole / "working").exists(), "only the table is kept")
        for ranks, ranks_per_run in ((2, 1), (4, 2)):
            with self.subTest(ranks=ranks, ranks_per_run=ranks_per_run):
                other = study
                if ranks_per_run != 1:
                    other = self.study(self.CROWDS, seeds=2, ranks_per_run=ranks_per_run, name=study.stem)
                expected = self.table(whole)
                self.assertEqual(self.table(self.swept(other, ranks=ranks)), expected)

    def test_goes_on_after_a_kill(self):
        study = self.study([{"key": "area.features.crowd.persons", "values": [150, 250]}], seeds=3)
        expected = self.table(self.swept(study))
        output = self.folder / "killed"
        command = [os.environ["MACHI"], "sweep", study, "-o", output, "--quiet", "--threads", "1"]
        with subprocess.Popen([str(word) for word in command]) as sweep:
            journal = output / "journal.txt"
            while sweep.poll() is None and not (journal.exists() and journal.read_text().count('"wall_s"') >= 2):
                time.sleep(0.002)
            self.assertIsNone(sweep.poll(), "the sweep ended too early to prove anything")
            sweep.send_signal(signal.SIGKILL)
        self.assertFalse((output / "sweep.csv").exists())
        with open(journal, "a", encoding="utf-8") as file:  # a line that was cut off
            file.write('0123456789abcdef {"point": 2, "se')
        before = journal.read_text().count('"wall_s"')
        result = machi.run("sweep", study, "-o", output, ranks=2)
        self.assertEqual(result.returncode, 0, result)
        self.assertIn(f"{before} of at most 6 runs are finished already", result.stderr)
        self.assertEqual(self.table(output), expected)
        again = machi.run("sweep", study, "-o", output)
        self.assertIn("6 of at most 6", again.stderr)
        self.assertEqual(self.table(output), expected)

    def test_stops_where_the_interval_is_narrow_enough(self):
        parameters = [{"key": "area.features.crowd.persons", "values": [100]}]
        stop = {"kpi": "evacuation.mean_distance_m", "half_width": 1.5, "least_seeds": 3}
        tables = set()
        for ranks in (1, 4):
            output = self.swept(self.study(parameters, stop, seeds=6, name="stop"), ranks=ranks)
            tables.add(self.table(output))
            points = json.loads((output / "sweep.json").read_text(encoding="utf-8"))["points"]
            for point in points:
                figure = point["kpi"]["evacuation.mean_distance_m"]
                self.assertEqual(point["runs"], figure["runs"])
                if point["enough_after"] is None:
                    self.assertEqual(point["runs"], 6)
                else:
                    self.assertEqual(point["runs"], point["enough_after"])
                    self.assertLessEqual(figure["half_width"], 1.5)
                    self.assertGreaterEqual(point["runs"], 3)
            self.assertTrue(any(point["enough_after"] for point in points), "the rule was never met")
        self.assertEqual(len(tables), 1)

    def test_a_run_that_fails_is_a_row(self):
        study = self.study([{"key": "area.features.crowd.persons", "values": [30, 0]}])
        rows = self.rows(self.swept(study, ranks=2))
        self.assertEqual(rows[0]["failure"], "")
        self.assertIn("nobody", rows[1]["failure"])
        self.assertEqual(rows[1]["evacuation.agents"], "")

    def test_runs_that_are_kept_can_be_compared(self):
        study = self.study([{"key": "area.features.crowd.persons", "values": [30, 30.0]}], seeds=2, keep="all")
        study.write_text(study.read_text().replace("30.0", '"30"'), encoding="utf-8")
        output = self.swept(study)
        result = machi.run("compare", output / "runs/point_00000", output / "runs/point_00001", "--json")
        self.assertEqual(result.returncode, 0, result)
        found = json.loads(result.stdout)["proposals"][0]
        self.assertEqual(found["pairs"], 2)
        self.assertEqual({kpi["difference"] for kpi in found["kpi"]}, {0})

    def test_a_hypercube_spreads_its_points(self):
        study = self.study([{"key": "evacuation.jam_density_1_m2", "from": 4, "to": 6},
                            {"key": "area.features.crowd.persons", "from": 10, "to": 50, "whole": True}],
                           design="latin_hypercube", points=8)
        result = machi.run("sweep", study, "--list")
        self.assertEqual(result.returncode, 0, result)
        points = [line.split(",") for line in result.stdout.splitlines()[1:]]
        self.assertEqual(sorted(int((float(point[1]) - 4) / 2 * 8) for point in points), list(range(8)))
        self.assertTrue(all(point[2].isdigit() for point in points))

    def test_refusals(self):
        for parameters, more, named in (([{"key": "scenario.seed", "values": [1]}], {}, "first_seed"),
                                        ([{"key": "a.b"}], {}, "range"),
                                        ([], {"stop": {"half_width": 1}}, "stop.kpi")):
            result = machi.run("sweep", self.study(parameters, **more), "-o", self.folder / "refused")
            self.assertEqual(result.returncode, 2, result)
            self.assertIn(named, result.stderr)
            self.assertFalse((self.folder / "refused").exists())
        study = self.study(self.CROWDS)
        output = self.swept(study)
        other = machi.run("sweep", self.study(self.CROWDS, seeds=2), "-o", output)
        self.assertEqual(other.returncode, 2, other)
        self.assertIn("another study", other.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
