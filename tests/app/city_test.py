"""From a town's files to its city file with the program's commands: the same on any ranks and threads, and what goes
wrong leaves nothing behind."""
import json
import pathlib
import shutil
import tempfile
import unittest

import machi


class City(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.town = cls.folder / "town"
        machi.run("synth", cls.town, "--buildings", 500, "--quiet")
        cls.city = cls.folder / "city.h5"
        cls.imported = machi.run("import", cls.town, "-o", cls.city)

    def digest(self, path):
        result = machi.run("digest", path)
        self.assertEqual(result.returncode, 0, result)
        digest, name = result.stdout.split()
        self.assertEqual(name, str(path))
        self.assertRegex(digest, "^[0-9a-f]{64}$")
        return digest

    def refused(self, code, *words, ranks=1):
        """The one sentence of an import that must fail and leave no file."""
        output = self.folder / "refused.h5"
        result = machi.run("import", *words, "-o", output, ranks=ranks)
        self.assertEqual(result.returncode, code, result)
        self.assertEqual(len(machi.sentences(result)), 1, result.stderr)
        self.assertEqual([path for path in self.folder.iterdir() if path.name.startswith("refused")], [])
        return machi.sentences(result)[0]

    def test_import_ends_well_and_counts_what_synth_wrote(self):
        self.assertEqual(self.imported.returncode, 0, self.imported)
        facts = json.loads(machi.run("info", self.city, "--json").stdout)
        written = sum(path.read_text(encoding="utf-8-sig").count("<bldg:Building ")
                      for path in (self.town / "udx/bldg").glob("*.gml"))
        self.assertEqual(facts["buildings"], written)
        self.assertGreater(facts["network"]["links"], 0)
        self.assertGreater(facts["grid"]["cells"], 0)

    def test_same_digest_on_any_ranks_and_threads(self):
        expected = self.digest(self.city)
        for ranks in (1, 2, 4):
            for threads in (1, 2):
                with self.subTest(ranks=ranks, threads=threads):
                    city = self.folder / f"city_{ranks}_{threads}.h5"
                    result = machi.run("import", self.town, "-o", city, "--threads", threads, ranks=ranks)
                    self.assertEqual(result.returncode, 0, result)
                    self.assertEqual(self.digest(city), expected)

    def test_a_network_of_traffic_is_told_from_a_city(self):
        network = self.folder / "network.xml"
        network.write_text('<network><nodes><node id="a" x="0" y="0"/></nodes><links/></network>', encoding="utf-8")
        self.assertIn("is no city model: look at it with `machi info`", self.refused(3, network))

    def test_another_town_has_another_digest(self):
        other = self.folder / "other"
        machi.run("synth", other, "--buildings", 500, "--seed", 2, "--quiet")
        city = self.folder / "other.h5"
        self.assertEqual(machi.run("import", other, "-o", city).returncode, 0)
        self.assertNotEqual(self.digest(city), self.digest(self.city))

    def test_an_existing_city_is_kept_unless_forced(self):
        city = self.folder / "kept.h5"
        shutil.copy(self.city, city)
        before = city.read_bytes()
        result = machi.run("import", self.town, "-o", city)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("--force", result.stderr)
        self.assertEqual(city.read_bytes(), before)
        self.assertEqual(machi.run("import", self.town, "-o", city, "--force").returncode, 0)
        self.assertEqual(self.digest(city), self.digest(self.city))

    def test_input_that_is_no_city_is_refused_and_leaves_nothing(self):
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        for ranks in (1, 2):
            self.assertIn(str(empty), self.refused(3, empty, ranks=ranks))
            self.assertIn("nowhere", self.refused(3, self.folder / "nowhere", ranks=ranks))

    def test_a_truncated_file_of_many_is_named(self):
        broken = self.folder / "broken"
        shutil.copytree(self.town, broken, dirs_exist_ok=True)
        tile = sorted((broken / "udx/bldg").glob("*.gml"))[0]
        tile.write_bytes(tile.read_bytes()[:-2000])
        for ranks in (1, 2):
            self.assertIn(tile.name, self.refused(3, broken, ranks=ranks))

    def test_a_place_that_cannot_be_written_is_an_output_error(self):
        for ranks in (1, 2):
            result = machi.run("import", self.town, "-o", self.folder / "no/such/city.h5", ranks=ranks)
            self.assertEqual(result.returncode, 74, result)
            self.assertEqual(len(machi.sentences(result)), 1, result.stderr)

    def test_no_city_file_is_an_input_error_for_those_who_read_it(self):
        text = self.folder / "text.h5"
        text.write_text("not HDF5", encoding="utf-8")
        for command in ("info", "digest"):
            for path in (text, self.folder / "nowhere.h5"):
                with self.subTest(command=command, path=path):
                    result = machi.run(command, path)
                    self.assertEqual(result.returncode, 3, result)
                    self.assertEqual(len(machi.sentences(result)), 1, result.stderr)
                    self.assertIn(path.name, result.stderr)

    def test_map_is_a_picture(self):
        picture = self.folder / "map.png"
        self.assertEqual(machi.run("info", self.city, "--map", picture).returncode, 0)
        self.assertEqual(picture.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
