"""People and water of an area from files: who is left out, where the others go, who is lost, and what is refused."""
import csv
import pathlib
import struct
import tempfile
import unittest

import machi

SCENARIO = """scenario: {end_s: 100}
area:
  cell_m: 0.5
  features:
    - {role: walkable, wkt: 'POLYGON((1000 -10, 1040 -10, 1040 -2, 1000 -2, 1000 -10))'}
    - {role: exit, id: west, wkt: 'POLYGON((1000 -10, 1002 -10, 1002 -2, 1000 -2, 1000 -10))'}
    - {role: exit, id: east, wkt: 'POLYGON((1038 -10, 1040 -10, 1040 -2, 1038 -2, 1038 -10))'}
people:
  file: people.csv
  classes: [{name: adult, mean_m_s: 1.25}]
evacuation: {}
hazard: {loss: threshold, loss_begins_m: 0.3, update_s: 1, sources: {from: frames_file, file: frames.yaml}}
output: {persons: true}
"""
FRAMES = """gridded_frames:
  name: flood
  attribution: A. Nyone
  values: water.bin
  origin_east_m: 1000
  origin_north_m: -10
  cell_m: 10
  columns: 4
  rows: 1
  scale_m: 0.01
  nodata: -9999
  times_s: [30, 31]
"""
# Person 1 is near the west and sent east; 2 takes the nearest; 3 leaves too late for the water that comes in the third
# cell; 4 stands in the wall, a cell from the ground; 5 in the wall, far from it; 6 nowhere near.
PEOPLE = """id,x,y,class,departure_s,destination,building
1,1004,-6,adult,0,east,
2,1006,-5,adult,0,,
3,1025,-6,adult,90,,house
4,1003,-10.3,adult,0,west,
5,1010,20,adult,0,,
6,1000000,0,adult,0,,
"""


class AreaFiles(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.work = pathlib.Path(self.folder.name)

    def start(self, ranks=1, scenario=SCENARIO, frames=FRAMES + "  ground: \"1.5\"\n", people=PEOPLE):
        (self.work / "scenario.yaml").write_text(scenario, encoding="utf-8")
        (self.work / "frames.yaml").write_text(frames, encoding="utf-8")
        (self.work / "people.csv").write_text(people, encoding="utf-8")
        (self.work / "water.bin").write_bytes(struct.pack("<8h", *[-9999] * 4, -9999, 170, 200, -9999))
        return machi.run("run", self.work / "scenario.yaml", "-o", self.work / "run", "--force", ranks=ranks)

    def persons(self):
        with open(self.work / "run/persons.csv", encoding="utf-8", newline="") as file:
            return {int(row["id"]): row for row in csv.DictReader(file)}

    def fates(self):
        return {number: (row["fate"], row["destination"]) for number, row in self.persons().items()}

    def test_people_go_where_the_file_sends_them_and_those_without_ground_are_told(self):
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                result = self.start(ranks)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn("2 of 6 persons of", result.stderr)
                self.assertIn("stand inside walls or off the map, more than 4 m from open ground", result.stderr)
                self.assertEqual(self.fates(), {1: ("safe", "east"), 2: ("safe", "west"), 3: ("lost", ""), 4: ("safe", "west")})
                self.assertEqual(float(self.persons()[3]["time_s"]), 31)

    def test_the_scenario_may_say_that_values_are_depths(self):
        # As levels over 1.5 m the second cell has 0.2 m and nobody is lost there; as depths it has 1.7 m.
        people = PEOPLE + "7,1015,-6,adult,99,,house\n"
        self.start(people=people)
        self.assertNotEqual(self.fates()[7][0], "lost")
        self.start(people=people, scenario=SCENARIO.replace("frames.yaml}", "frames.yaml, meaning: depth}"))
        self.assertEqual(self.fates()[7][0], "lost")

    def refused(self, **changes):
        result = self.start(**changes)
        self.assertIn(result.returncode, (2, 3), result)
        self.assertEqual(len(machi.sentences(result)), 1, result.stderr)
        return machi.sentences(result)[0]

    def test_mistakes_are_one_sentence(self):
        self.assertIn("sends people to 'esat', which is no destination of this run. Did you mean 'east'?",
                      self.refused(people=PEOPLE.replace("0,east", "0,esat")))
        self.assertIn("holds levels over the terrain, which an area does not have", self.refused(frames=FRAMES))
        self.assertIn("this water lies elsewhere than the city",
                      self.refused(frames=FRAMES.replace("1000", "5000") + "  ground: \"1.5\"\n"))
        self.assertIn("none of its persons stands where the scenario has ground",
                      self.refused(people="id,x,y,class\n1,0,0,adult\n"))
        self.assertIn("holds no person", self.refused(people="id,x,y\n"))
        self.assertIn("has longitudes and latitudes, and an area's metres lie nowhere on Earth",
                      self.refused(people="id,lon,lat\n1,140.9,38.2\n"))


if __name__ == "__main__":
    unittest.main()
