"""Chuo ward of Chiba, north: a minute of its evacuation, the same on any ranks, threads, cuts and kernels and after a
stop."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import machi

SCENARIO = pathlib.Path(machi.SOURCE) / "scenarios/chiba_storm_surge/scenario.yaml"
DATA = pathlib.Path(machi.SOURCE).parent / "shared/data"
SHORT = ["scenario.end_s=40", "people.total=20000", "people.departure=uniform", "people.departure_from_s=0",
         "people.departure_to_s=20", "people.never_share=0", "output.every_s=10", "output.fields_every_s=20",
         "output.trajectories_every_s=5", "output.checkpoint_every_s=10", "evacuation.model=collision_free_speed_v2",
         "evacuation.dt_s=0.1"]


class Chiba(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.city = cls.folder / "chiba.h5"
        inputs = sorted((DATA / "chiba_chuo_north").glob("*_citygml.tar.xz"))
        result = machi.run("import", *inputs, DATA / "shelters/emergency_121002_chiba-shi.geojson", "-o", cls.city,
                           "--quiet", ranks=2, timeout_s=300)
        assert result.returncode == 0, result.stderr

    def words(self, output, *more):
        sets = [word for setting in (f"city.file={self.city}", *SHORT) for word in ("--set", setting)]
        return ["run", SCENARIO, "-o", output, "--quiet", *sets, *more]

    def digest(self, path):
        return machi.run("digest", path).stdout.split()[0]

    def ran(self, name, *more, **how):
        output = self.folder / name
        result = machi.run(*self.words(output, *more), timeout_s=300, **how)
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.digest(output)

    def test_one_answer(self):
        expected = self.ran("one", "--threads", 1)
        for name, how in (("ranks_2", {"ranks": 2}), ("ranks_4", {"ranks": 4}), ("plain", {"MACHI_KERNEL": "ref"}),
                          ("avx2", {"MACHI_KERNEL": "avx2"})):
            with self.subTest(name):
                self.assertEqual(self.ran(name, "--threads", 1, **how), expected)
        with self.subTest("threads and another cut"):
            self.assertEqual(self.ran("skewed", "--threads", 2, "--cut", "skewed", ranks=2), expected)
        with self.subTest("stopped and resumed"):
            output = self.folder / "stopped"
            command = [os.environ["MACHI"], *map(str, self.words(output, "--threads", 2))]
            with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
                while not (output / "checkpoints/LATEST").exists() and run.poll() is None:
                    time.sleep(0.01)
                run.send_signal(signal.SIGUSR1)
                _, said = run.communicate(timeout=120)
            self.assertEqual(run.returncode, 75, said)
            resumed = machi.run("resume", output, "--quiet", ranks=2, timeout_s=300)
            self.assertEqual(resumed.returncode, 0, resumed.stderr)
            self.assertEqual(self.digest(output), expected)
        text = (self.folder / "one/kpi.csv").read_text(encoding="utf-8")
        figures = {name: int(re.search(rf"^evacuation\.{name},(\d+),", text, re.M)[1]) for name in ("agents", "safe", "en_route")}
        self.assertGreater(figures["agents"], 5000)
        self.assertGreater(figures["en_route"], 5000)


if __name__ == "__main__":
    if not (DATA / "chiba_chuo_north").exists():
        print(f"SKIPPED: {DATA} is absent")
        sys.exit(77)
    unittest.main(verbosity=2)
