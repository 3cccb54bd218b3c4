"""Timetables as a user gives them: what is said of a feed, people who ride by it, one answer on any ranks and threads while they
learn, plans that get their journeys, and what is refused."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
import zipfile

import machi

SCENARIO = pathlib.Path(machi.SOURCE, "scenarios/town_transit/scenario.yaml")

# A line along a straight road of 6 km: five stops, every ten minutes, 30 km/h.
LAT_M = 110_940  # of a degree near 34.7° N
STOPS = 5
NETWORK = ("<network><nodes>" + "".join(f'<node id="{k}" x="0" y="{1500 * k}"/>' for k in range(STOPS)) + "</nodes><links>" +
           "".join(f'<link id="{a}-{b}" from="{a}" to="{b}" length="1500" freespeed="14" capacity="1800" permlanes="1" modes="car"/>'
                   for k in range(STOPS - 1) for a, b in ((k, k + 1), (k + 1, k))) + "</links></network>")


def clock(seconds):
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def feed(path, **changes):
    """Stops 1.5 km apart, northward from the origin of zone IX (36° N, 139.8333° E)."""
    trips = [(f"t{k}", 6 * 3600 + 600 * k) for k in range(100)]
    tables = {
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nA,Bus,https://example.com,Asia/Tokyo\n",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n" + "".join(
            f"s{k},Stop {k},{36 + 1500 * k / 110_956:.6f},139.833333\n" for k in range(STOPS)),
        "routes.txt": "route_id,route_short_name,route_long_name,route_type\nR,1,,3\n",
        "trips.txt": "route_id,service_id,trip_id\n" + "".join(f"R,every,{name}\n" for name, _ in trips),
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "".join(
            f"{name},{clock(start + 180 * k)},{clock(start + 180 * k)},s{k},{k}\n" for name, start in trips for k in range(STOPS)),
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
                        "every,1,1,1,1,1,1,1,20260401,20260407\n"}
    tables.update({name.replace("_txt", ".txt"): text for name, text in changes.items()})
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(name, text)
    return path


class Transit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        for words in (("synth", cls.folder / "town", "--buildings", 2000, "-q"),
                      ("import", cls.folder / "town", "-o", cls.folder / "city.h5", "-q")):
            result = machi.run(*words)
            assert result.returncode == 0, result
        cls.gtfs = cls.folder / "town/transit/gtfs.zip"

    def ran(self, scenario, *more, **how):
        output = self.folder / f"run_{len(list(self.folder.iterdir()))}"
        result = machi.run("run", scenario, "-o", output, "--quiet", *more, timeout_s=300, **how)
        self.assertEqual(result.returncode, 0, result)
        return output

    def town_run(self, *more, **how):
        scenario = self.folder / "scenario.yaml"
        scenario.write_text(SCENARIO.read_text(encoding="utf-8").replace("max_iterations: 9", "max_iterations: 3"), encoding="utf-8")
        return self.ran(scenario, *more, **how)

    @staticmethod
    def kpi(output):
        return json.loads((output / "kpi.json").read_text(encoding="utf-8"))["mobility"]

    def refused(self, code, *words):
        result = machi.run(*words)
        self.assertEqual(result.returncode, code, result)
        return result.stderr

    def test_info_says_what_a_feed_holds(self):
        told = machi.run("info", self.gtfs).stdout
        self.assertIn("timetable, GTFS-JP", told)
        self.assertIn("2026-04-01, a Wednesday, the first of those on which most trips run", told)
        facts = json.loads(machi.run("info", self.gtfs, "--json", "--date", "2026-04-05").stdout)
        self.assertEqual(facts["day"], "2026-04-05")
        self.assertGreater(facts["trips_of_all_days"], 2 * facts["trips"], "a Sunday has fewer")
        self.assertEqual(sum(facts["trips_by_hour"]), facts["trips"])
        self.assertEqual(facts["readings"], facts["stops"] // 2 + len(facts["lines"]))

    def test_the_feed_of_a_town_is_the_same_bytes(self):
        other = self.folder / "other"
        machi.run("synth", other, "--buildings", 2000, "-q", ranks=2)
        self.assertEqual((other / "transit/gtfs.zip").read_bytes(), self.gtfs.read_bytes())

    def test_people_of_a_town_ride(self):
        with_buses = machi.run("people", self.folder / "city.h5", "-o", self.folder / "riders.h5", "--gtfs", self.gtfs).stdout
        without = machi.run("people", self.folder / "city.h5", "-o", self.folder / "walkers.h5").stdout
        shares = [float(re.search(r"^  transit +\d+ +([\d.]+)", text, re.M)[1]) for text in (with_buses, without)]
        self.assertGreater(shares[0], 0.5)
        self.assertEqual(shares[1], 0)

    def test_one_answer_while_people_learn_to_ride(self):
        digests = set()
        for ranks, threads in ((1, 1), (2, 2), (4, 1)):
            output = self.town_run("--threads", threads, ranks=ranks)
            digests.add(machi.run("digest", output).stdout.split()[0])
        self.assertEqual(len(digests), 1)
        shares = self.kpi(output)["mode_share"]
        self.assertGreater(shares["transit"], 0.005, shares)
        self.assertAlmostEqual(sum(shares.values()), 1)
        self.assertEqual(self.kpi(output)["stuck"], 0)

    def plans(self, *persons):
        path = self.folder / f"people_{len(list(self.folder.iterdir()))}.xml"
        path.write_text("<population>" + "".join(f'<person id="{k}"><plan selected="yes">{plan}</plan></person>'
                                                 for k, plan in enumerate(persons)) + "</population>", encoding="utf-8")
        return path

    def road(self, population, gtfs, *more, **how):
        (self.folder / "network.xml").write_text(NETWORK, encoding="utf-8")
        scenario = self.folder / "road.yaml"
        scenario.write_text(f"""scenario: {{name: road, seed: 1, start: "00:00", end_s: 100000}}
mobility:
  network_file: network.xml
  population_file: {population.name}
  transit: {{gtfs_file: {gtfs.name}, network_epsg: 6677}}
""", encoding="utf-8")
        return self.ran(scenario, *more, **how)

    def events(self, output):
        path = self.folder / "events.xml"
        result = machi.run("export", output, "--to", "matsim-events", "-o", path, "--force")
        self.assertEqual(result.returncode, 0, result)
        return [event.attrib for event in xml.etree.ElementTree.parse(path).getroot()]

    def test_a_plan_without_a_route_gets_its_journey(self):
        # 199.5 m off the road at stop 0, to 99.5 m off it at stop 3: 259.4 m at 3 km/h are 312 s, 129.4 m are 156 s. The
        # bus of 7:10:00 has left 312 s + 1 after 7:05:00; that of 7:20:00 takes 9 minutes.
        plan = ('<activity type="home" link="0-1" x="199.5" y="0" end_time="07:05:00"/><leg mode="pt"/>'
                '<activity type="work" link="2-3" x="99.5" y="4500"/>')
        near = ('<activity type="home" link="0-1" x="10" y="0" end_time="07:00:00"/><leg mode="pt"/>'
                '<activity type="shop" link="0-1" x="30" y="0"/>')
        people, timetable = self.plans(plan, near), feed(self.folder / "road.zip")

        def legs(*more):
            output = self.road(people, timetable, *more)
            self.assertEqual(self.kpi(output)["mode_share"], {"walk": 0.5, "pt": 0.5}, "twenty metres are walked")
            events = [event for event in self.events(output) if event.get("person") == "0"]
            return [[(event.get("legMode"), float(event["time"])) for event in events if event["type"] == kind]
                    for kind in ("departure", "arrival")]
        departures, arrivals = legs("--set", "mobility.transit.simulate=false")
        self.assertEqual(departures[:2], [("walk", 25500), ("pt", 25500 + 312 + 1)])
        at = 7 * 3600 + 20 * 60 + 9 * 60
        self.assertEqual(arrivals, [("walk", 25500 + 312), ("pt", at), ("walk", at + 1 + 156)])
        # In a vehicle with doors: open, one person, close.
        simulated, rides = legs()
        self.assertEqual(simulated[:2], departures[:2])
        self.assertGreaterEqual(rides[1][1], at)
        self.assertLess(rides[1][1], at + 15)

    def test_bad_timetables_are_told_with_file_and_line(self):
        population = self.plans('<activity type="home" link="0-1" end_time="07:00:00"/><leg mode="pt"/><activity type="work" link="2-3"/>')
        self.road(population, feed(self.folder / "good.zip"))
        scenario = self.folder / "road.yaml"

        def sentence(code, *more, **changes):
            feed(self.folder / "good.zip", **changes)
            return self.refused(code, "run", scenario, "-o", self.folder / "never", "--quiet", *more)
        self.assertIn("good.zip/calendar.txt:2: end_date is before start_date",
                      sentence(3, calendar_txt="service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
                                               "every,1,1,1,1,1,1,1,20260408,20260407\n"))
        self.assertIn("nothing runs on 2026-05-01. Take a day from 2026-04-01 to 2026-04-07",
                      sentence(3, "--set", "mobility.transit.date=2026-05-01"))
        self.assertIn("is no date of a timetable", sentence(2, "--set", "mobility.transit.date=tomorrow"))
        self.assertIn("Give mobility.transit.network_epsg", sentence(2, "--set", "mobility.transit.network_epsg=0"))

    def test_import_says_what_to_do_with_a_feed(self):
        self.assertIn("Name it in mobility.transit.gtfs_file", self.refused(2, "import", self.gtfs, "-o", self.folder / "no.h5"))
        told = machi.run("import", self.folder / "town", "-o", self.folder / "again.h5").stdout
        self.assertIn("GTFS timetable, passed over (runs read it as mobility.transit.gtfs_file)", told)


if __name__ == "__main__":
    unittest.main()
