"""`machi synth`: one command leaves a folder that looks like a published one, the same on any ranks."""
import hashlib
import pathlib
import re
import tempfile
import unittest

import machi


def digest_of(folder):
    """SHA-256 over the names and bytes of all files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Synth(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def synth(self, name, *words, **how):
        return machi.run("synth", self.folder / name, "--buildings", 500, *words, **how)

    def test_writes_what_it_says_in_the_published_layout(self):
        result = self.synth("town")
        self.assertEqual(result.returncode, 0, result)
        said = int(re.search(r"(\d+)  buildings", result.stdout)[1])
        written = sum(path.read_text(encoding="utf-8-sig").count("<bldg:Building ")
                      for path in (self.folder / "town/udx/bldg").glob("*.gml"))
        self.assertEqual(written, said)
        self.assertAlmostEqual(said, 500, delta=50)
        for theme in ("bldg", "tran", "brid", "dem", "luse", "urf", "wtr", "fld", "tnm"):
            self.assertTrue(list((self.folder / "town/udx" / theme).rglob("*.gml")), theme)
        self.assertTrue(list((self.folder / "town/codelists").glob("*.xml")))
        files = [path for path in (self.folder / "town").rglob("*") if path.is_file()]
        self.assertEqual(int(re.search(r"(\d+)  files", result.stdout)[1]), len(files))
        self.assertIn(f"Wrote {self.folder / 'town'}", result.stderr)

    def test_bytes_depend_on_the_seed_only(self):
        self.assertEqual(self.synth("a").returncode, 0)
        self.assertEqual(self.synth("b", "--threads", 2, ranks=2).returncode, 0)
        self.assertEqual(self.synth("c", "--seed", 2).returncode, 0)
        a, b, c = (digest_of(self.folder / name) for name in "abc")
        self.assertEqual(a, b)
        self.assertNotEqual(a, c)

    def test_an_existing_town_is_kept_unless_forced(self):
        self.assertEqual(self.synth("town").returncode, 0)
        before = digest_of(self.folder / "town")
        refused = self.synth("town", "--seed", 2)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("--force", refused.stderr)
        self.assertEqual(digest_of(self.folder / "town"), before)
        self.assertEqual(self.synth("town", "--seed", 2, "--force").returncode, 0)
        self.assertNotEqual(digest_of(self.folder / "town"), before)

    def test_a_place_that_cannot_be_written_is_an_output_error(self):
        (self.folder / "file").touch()
        for ranks in (1, 2):
            result = self.synth("file/town", ranks=ranks)
            self.assertEqual(result.returncode, 74, result)
            self.assertEqual(len(machi.sentences(result)), 1, result.stderr)
            self.assertIn("file/town", machi.sentences(result)[0])

    def test_quiet_says_nothing(self):
        result = self.synth("town", "--quiet")
        self.assertEqual(result.stderr, "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
