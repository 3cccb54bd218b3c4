"""A synthetic population and its day: the same people on any ranks and threads, whole days run on the streets of a town,
and sentences for what cannot be."""
import json
import pathlib
import re
import tempfile
import unittest

import machi


def written(folder, name, text):
    path = pathlib.Path(folder, name)
    path.write_text(text, encoding="utf-8")
    return path


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.city = cls.folder / "town.h5"
        cls.people = cls.folder / "people.h5"
        for words in (("synth", cls.folder / "town", "--buildings", 400, "-q"),
                      ("import", cls.folder / "town", "-o", cls.city, "-q")):
            result = machi.run(*words)
            assert result.returncode == 0, result
        cls.table = cls.made(cls.people)

    @classmethod
    def made(cls, output, *more, **how):
        result = machi.run("people", cls.city, "-o", output, "--force", *more, **how)
        assert result.returncode == 0, result
        return result.stdout

    def digest(self, path):
        return machi.run("digest", path).stdout.split()[0]

    def ran(self, text, *more, **how):
        output = self.folder / f"run_{len(list(self.folder.iterdir()))}"
        scenario = written(self.folder, "scenario.yaml", text)
        result = machi.run("run", scenario, "-o", output, "--quiet", *more, **how)
        self.assertEqual(result.returncode, 0, result)
        return output

    def refused(self, code, *words):
        result = machi.run(*words)
        self.assertEqual(result.returncode, code, result)
        return result.stderr

    def test_the_same_people_on_any_ranks_and_threads(self):
        digests = {self.digest(self.people)}
        for ranks in (1, 2, 4):
            for threads in (1, 2):
                other = self.folder / "other.h5"
                table = self.made(other, "--threads", threads, ranks=ranks)
                self.assertEqual(table, self.table)
                digests.add(self.digest(other))
        self.assertEqual(len(digests), 1)
        self.made(other, "--seed", 2)
        self.assertNotIn(self.digest(other), digests)

    def test_the_table_tells_who_and_how_far(self):
        self.assertRegex(self.table, r"^\d+ persons in \d+ households")
        shares = [float(share) for share in re.findall(r"^  (?:walk|bicycle|car) +\d+ +([\d.]+)", self.table, re.M)]
        self.assertEqual(len(shares), 3)
        told = machi.run("info", self.people, ranks=2).stdout
        self.assertIn(told.split("  by  ")[0], self.table)
        self.assertAlmostEqual(sum(shares), 100, delta=0.2)

    def test_a_mean_way_to_work_can_be_asked_for(self):
        def way(table):
            return float(re.search(r"work +decay [\d.]+ /km, mean ([\d.]+) km", table)[1])
        usual = way(self.table)
        asked = round(0.8 * usual, 2)
        self.assertAlmostEqual(way(self.made(self.folder / "near.h5", "--work-mean-km", asked)), asked, delta=0.01)

    def test_a_whole_day_is_the_same_on_any_ranks_and_from_a_file(self):
        synthetic = "scenario: {end_s: 129600}\ncity: {file: town.h5}\nmobility: {population: synthetic}\n"
        from_file = synthetic.replace("population: synthetic", "population_file: people.h5")
        first = self.ran(synthetic)
        digests = {self.digest(first), self.digest(self.ran(from_file))}
        for ranks, threads in ((2, 1), (4, 2), (1, 2)):
            digests.add(self.digest(self.ran(synthetic, "--threads", threads, ranks=ranks)))
        self.assertEqual(len(digests), 1)
        kpi = json.loads((first / "kpi.json").read_text())["mobility"]
        self.assertEqual(kpi["arrived"], kpi["trips"])
        self.assertEqual(kpi["persons"], int(self.table.split()[0]))
        self.assertGreater(kpi["vehicle_km"], 0)
        listed = machi.run("digest", "--list", first).stdout
        for name in ("/presence/persons", "/presence/under_way", "/presence/by_type"):
            self.assertIn(name, listed)

    def test_start_routes_are_the_same_on_any_ranks_and_from_a_file(self):
        given = ("scenario: {end_s: 129600}\ncity: {file: town.h5}\nmobility: {%s, flow_factor: 0.02, start_routes: "
                 "{method: equilibrium, relative_gap: 1.0e-6, b_slice: 0, power: 4}}\n")
        synthetic = self.ran(given % "population: synthetic", "--threads", 1, ranks=3)
        from_file = self.ran(given % "population_file: people.h5", "--threads", 1)
        self.assertEqual(self.digest(synthetic), self.digest(from_file))
        start = json.loads((from_file / "kpi.json").read_text())["mobility"]["start_routes"]
        self.assertGreater(start["iterations"], 0, start)
        self.assertLessEqual(start["relative_gap"], 1e-6)

    def test_presence_does_not_need_the_events(self):
        text = "scenario: {end_s: 129600}\ncity: {file: town.h5}\nmobility: {population_file: people.h5, events: %s}\n"
        def presence(run):
            lines = machi.run("digest", "--list", run).stdout.splitlines()
            return sorted((line.split(":")[-1], line.split()[0]) for line in lines if "/presence" in line)
        self.assertEqual(presence(self.ran(text % "false")), presence(self.ran(text % "true")))

    def test_says_what_cannot_be(self):
        def scenario(mobility, city="city: {file: town.h5}\n"):
            return written(self.folder, "wrong.yaml", f"scenario: {{end_s: 10}}\n{city}mobility: {mobility}\n")
        run = ("run", scenario("{population: synthetic}", ""), "-o", self.folder / "no")
        self.assertIn("a synthetic population is made from a city. Give city.file", self.refused(2, *run))
        run = ("run", scenario("{population: synthetic, population_file: people.h5}"), "-o", self.folder / "no")
        self.assertIn("population_file: has no use where population is synthetic", self.refused(2, *run))
        run = ("run", scenario("{population_file: town.h5}"), "-o", self.folder / "no")
        self.assertIn("no population of machi", self.refused(3, *run))
        self.assertIn("Write e.g. 'pupil HSH 0.7'",
                      self.refused(2, "people", self.city, "-o", self.folder / "no.h5", "--chains", "pupil HSW 1"))
        self.assertIn("has 2 numbers where 21 are needed",
                      self.refused(2, "people", self.city, "-o", self.folder / "no.h5", "--age-thousands", 1,
                                   "--age-thousands", 2))
        self.assertIn("no city of machi", self.refused(3, "people", self.people, "-o", self.folder / "no.h5"))
        self.assertFalse((self.folder / "no").exists())


if __name__ == "__main__":
    unittest.main()
