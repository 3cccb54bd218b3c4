"""What a user sees of a run with `machi info`: the page, the JSON, the picture, and one sentence where there is none."""
import json
import pathlib
import struct
import tempfile
import unittest

import machi


class RunInfo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.run_folder = cls.folder / "run"
        scenario = pathlib.Path(machi.SOURCE) / "scenarios/validation/rimea_10/scenario.yaml"
        cls.ran = machi.run("run", scenario, "-o", cls.run_folder, "--set", "output.fields_every_s=5")

    def refused(self, *words):
        result = machi.run("info", *words)
        self.assertEqual(result.returncode, 3, result)
        self.assertEqual(len(machi.sentences(result)), 1, result.stderr)
        self.assertEqual(result.stdout, "")
        return machi.sentences(result)[0]

    def test_page_and_json_tell_the_same(self):
        self.assertEqual(self.ran.returncode, 0, self.ran)
        kpi = json.loads(machi.run("info", self.run_folder, "--json").stdout)
        self.assertEqual(kpi, json.loads((self.run_folder / "kpi.json").read_text()))
        page = machi.run("info", self.run_folder).stdout
        self.assertRegex(page, rf"\n  safe +{kpi['evacuation']['safe']} ")
        self.assertIn(f"{kpi['evacuation']['time_p90_s']:.1f} s", page)

    def test_picture_has_the_size_that_was_asked_for(self):
        picture = self.folder / "run.png"
        result = machi.run("info", self.run_folder, "--map", picture, "--size", 900)
        self.assertEqual(result.returncode, 0, result)
        head = picture.read_bytes()[:24]
        self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(max(struct.unpack(">II", head[16:24])), 900)

    def test_what_is_no_run_is_refused(self):
        self.assertIn("cannot be opened", self.refused(self.folder / "nothing"))
        self.assertIn("holds no run", self.refused(self.folder))

    def test_damaged_result_is_refused(self):
        damaged = self.folder / "damaged"
        damaged.mkdir()
        for name in ("kpi.json", "run.json", "result.h5"):
            (damaged / name).write_bytes((self.run_folder / name).read_bytes())
        whole = (damaged / "result.h5").read_bytes()
        (damaged / "result.h5").write_bytes(whole[:len(whole) // 2])
        self.assertIn("result.h5", self.refused(damaged, "--map", self.folder / "damaged.png"))
        self.assertFalse((self.folder / "damaged.png").exists())


if __name__ == "__main__":
    unittest.main()
