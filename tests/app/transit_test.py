"""Transit by a timetable: vehicles and their passengers second by second, as MATSim's rules have it; room; jams; files
that cannot be right. That ranks and threads do not show is in digest_test.py."""
import collections
import json
import unittest

import machi
from mobility_test import REFERENCE, Runs, row_of_streets, written

SCHEDULE = """<transitSchedule><transitStops>
<stopFacility id="s1" x="200" y="5" linkRefId="f1" isBlocking="{blocks}"/>
<stopFacility id="s2" x="500" y="5" linkRefId="f4"/>
<stopFacility id="s3" x="700" y="5" linkRefId="f6"/>
</transitStops>
<transitLine id="A&amp;B"><transitRoute id="out"><transportMode>bus</transportMode><routeProfile>
<stop refId="s1" arrivalOffset="00:00:15" departureOffset="00:00:30" awaitDeparture="true"/>
<stop refId="s2" arrivalOffset="00:01:30"/>
<stop refId="s3" arrivalOffset="00:02:00"/>
</routeProfile><route>{links}</route><departures>{departures}</departures></transitRoute></transitLine>
</transitSchedule>"""
LINKS = "".join(f'<link refId="f{k}"/>' for k in range(8))
DEPARTURES = ('<departure id="d1" departureTime="06:10:00" vehicleRefId="bus1"/>'
              '<departure id="d2" departureTime="06:20:00" vehicleRefId="bus2"/>')
VEHICLES = """<vehicleDefinitions><vehicleType id="bus"><attributes>
<attribute name="accessTimeInSecondsPerPerson" class="java.lang.Double">1.0</attribute>
<attribute name="egressTimeInSecondsPerPerson" class="java.lang.Double">1.0</attribute>
<attribute name="doorOperationMode" class="java.lang.String">serial</attribute></attributes>
<capacity seats="{seats}" standingRoomInPersons="0"/><length meter="12"/><passengerCarEquivalents pce="2"/>
</vehicleType><vehicle id="bus1" type="bus"/><vehicle id="bus2" type="bus"/></vehicleDefinitions>"""
START = 6 * 3600 + 600  # the first bus


def rider(name, leaves, stop, link, line="A&amp;B"):
    """Walks for a minute to s1, rides, and walks on for a minute."""
    walk = '<leg mode="walk"><route type="generic" start_link="x" end_link="x" trav_time="00:01:00" distance="50"/></leg>'
    route = json.dumps({"transitRouteId": "out", "transitLineId": line, "accessFacilityId": "s1",
                        "egressFacilityId": stop})
    return f"""<person id="{name}"><plan selected="yes">
<activity type="home" link="f0" x="0" y="0" end_time="{leaves}"/>{walk}
<activity type="pt interaction" link="f1" max_dur="00:00:00"/>
<leg mode="pt"><route type="default_pt" start_link="f1" end_link="{link}">{route}</route></leg>
<activity type="pt interaction" link="{link}" max_dur="00:00:00"/>{walk}
<activity type="work" link="{link}" x="0" y="0"/></plan></person>
"""


class Transit(Runs):
    def files(self, people, schedule=None, vehicles=None, blocks="false", seats=10, narrow=900):
        folder = self.folder / f"files_{self.next()}"
        folder.mkdir()
        link = '<link id="f3" from="n3" to="n4" length="100" freespeed="10" capacity="{}"'
        self.assertIn(link.format(900), row_of_streets())
        written(folder, "network.xml", row_of_streets().replace(link.format(900), link.format(narrow)))
        written(folder, "people.xml", f"<population>{people}</population>".replace('"x"', '"f1"'))
        written(folder, "schedule.xml",
                schedule or SCHEDULE.format(blocks=blocks, links=LINKS, departures=DEPARTURES))
        written(folder, "vehicles.xml", vehicles or VEHICLES.format(seats=seats))
        return folder

    def transit(self, folder, keys="", **more):
        return self.scenario(folder / "network.xml", folder / "people.xml",
                             transit=f"{{schedule_file: '{folder}/schedule.xml', vehicles_file: "
                                     f"'{folder}/vehicles.xml'{keys}}}", **more)

    def two(self, **how):
        people = rider("p1", "06:00:00", "s2", "f4") + rider("p2", "06:00:10", "s3", "f6")
        return self.files(people, **how)

    def ran(self, scenario, *more, **how):
        """Runs begin a minute before anybody sets off."""
        return super().ran(scenario, "--set", "scenario.start=05:59", *more, **how)

    def times(self, events, kind, **having):
        return [float(e["time"]) - START for e in events
                if e["type"] == kind and all(e.get(key) == value for key, value in having.items())]


class Seconds(Transit):
    # In the buffer of f0 in second 0, on f1 in 1 and through in 11. Doors open in 11, two get on in 12 and 13, doors
    # close in 14; it waits until 30. Three links of 10 + 1 s: s2 in 63, open, off in 64, close in 65, away in 66; two
    # links: s3 in 88, off in 89, away in 91; f7 ends in 102.
    def test_of_a_bus_on_the_road(self):
        run = self.ran(self.transit(self.two()))
        events = self.events(run)
        arrives = [(e["facility"], float(e["time"]) - START, float(e["delay"])) for e in events
                   if e["type"] == "VehicleArrivesAtFacility" and e["vehicle"] == "bus1"]
        departs = [(e["facility"], float(e["time"]) - START, float(e["delay"])) for e in events
                   if e["type"] == "VehicleDepartsAtFacility" and e["vehicle"] == "bus1"]
        self.assertEqual(arrives, [("s1", 11, -4), ("s2", 63, -27), ("s3", 88, -32)])
        self.assertEqual(departs, [("s1", 30, 0), ("s2", 66, -24), ("s3", 91, -29)])
        self.assertEqual(self.times(events, "PersonEntersVehicle", vehicle="bus1"), [0, 12, 13])
        self.assertEqual(self.times(events, "PersonLeavesVehicle", vehicle="bus1"), [64, 89, 102])
        self.assertEqual(self.times(events, "arrival", person="p1", legMode="pt"), [64])
        start = next(e for e in events if e["type"] == "TransitDriverStarts")
        self.assertEqual([start[k] for k in ("driverId", "vehicleId", "transitLineId", "transitRouteId", "departureId")],
                         ["pt_bus1", "bus1", "A&B", "out", "d1"])
        self.assertEqual(len(self.times(events, "waitingForPt", atStop="s1")), 2)

    def test_of_a_bus_off_the_road(self):
        run = self.ran(self.transit(self.two(), ", ways: timetable"))
        events = self.events(run)
        # At s2 it opens in 90 and is away in 93; from there it runs the 30 s of the timetable.
        self.assertEqual(self.times(events, "VehicleArrivesAtFacility", vehicle="bus1"), [15, 90, 123])
        self.assertEqual(self.times(events, "PersonEntersVehicle", vehicle="bus1"), [15, 16, 17])
        self.assertEqual(self.times(events, "entered link"), [])

    def test_add_up(self):
        kpi = self.kpi(self.ran(self.transit(self.two())))
        transit = kpi["transit"]
        self.assertEqual((kpi["persons"], kpi["arrived"], kpi["stuck"]), (2, 2, 0))
        self.assertEqual((transit["calls"], transit["boardings"], transit["left_behind"], transit["load_max"]), (6, 2, 0, 2))
        # From s1 to s2 three links, to s3 five.
        self.assertAlmostEqual(transit["passenger_km"], 0.3 + 0.5)
        # They come to the stop a minute and a step after they left home, and get on in 12 and 13.
        self.assertAlmostEqual(transit["mean_wait_s"], ((600 + 12 - 61) + (600 + 13 - 71)) / 2)
        # Bus 2 carries nobody: 11, 63 - 3 and so on, by the same rules: it stops for no time at s2 and s3.
        self.assertAlmostEqual(transit["mean_delay_s"], (-4 - 27 - 32 - 4 - 27 - 35) / 6)

    # Without a halt at s2, through in 63, it is at s3 in 85. Both get off there; p1 walks 1.3 · 200 m back at 3 km/h, after
    # a minute. The bus of 6:20 halts everywhere again.
    def test_of_a_bus_that_passes_a_closed_stop(self):
        scenario = self.transit(self.two())
        with scenario.open("a", encoding="utf-8") as file:
            file.write("events: [{kind: transit_stop, at: \"06:05\", until: \"06:15\", ids: [s2]}]\n")
        run = self.ran(scenario)
        events = self.events(run)
        self.assertEqual(self.times(events, "VehicleDepartsAtFacility", vehicle="bus1"), [30, 63, 89])
        self.assertEqual(self.times(events, "arrival", person="p2", legMode="pt"), [87])
        self.assertEqual(self.times(events, "arrival", person="p1", legMode="pt"), [86 + 60 + 312])
        self.assertEqual(self.kpi(run)["arrived"], 2)
        text = scenario.read_text(encoding="utf-8")
        around = "polygon: 'POLYGON ((490 0, 510 0, 510 {0}, 490 {0}, 490 0))'"
        scenario.write_text(text.replace("ids: [s2]", around.format(10)), encoding="utf-8")
        self.assertEqual(self.events(self.ran(scenario)), events)
        scenario.write_text(text.replace("ids: [s2]", around.format(4)), encoding="utf-8")
        refused = machi.run("run", scenario, "-o", self.folder / "refused")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("events.transit_stop: no stop lies there", refused.stderr)
        scenario.write_text(text.replace("s2]", "s4]"), encoding="utf-8")
        refused = machi.run("run", scenario, "-o", self.folder / "refused")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("the timetable has no stop 's4'", refused.stderr)

    def test_transit_that_is_not_simulated_is_teleported(self):
        folder = self.files(rider("p1", "06:00:00", "s2", "f4").replace(
            '<route type="default_pt"', '<route type="default_pt" trav_time="00:05:00"'))
        run = self.ran(self.transit(folder, ", simulate: false"))
        self.assertNotIn("transit", self.kpi(run))
        self.assertEqual(len(self.times(self.events(run), "travelled with pt")), 1)


class Room(Transit):
    def test_who_finds_none_takes_the_next_and_who_never_does_is_stuck(self):
        people = "".join(rider(f"p{k}", f"06:00:0{k}", "s3", "f6") for k in range(3))
        run = self.ran(self.transit(self.files(people, seats=1)))
        events = self.events(run)
        boards = {e["person"]: e["vehicle"] for e in events
                  if e["type"] == "PersonEntersVehicle" and not e["person"].startswith("pt_")}
        self.assertEqual(boards, {"p0": "bus1", "p1": "bus2"})
        self.assertEqual([e["person"] for e in events if e["type"] == "stuckAndAbort"], ["p2"])
        kpi = self.kpi(run)
        self.assertEqual((kpi["arrived"], kpi["stuck"]), (2, 1))
        self.assertEqual((kpi["transit"]["left_behind"], kpi["transit"]["load_max"]), (3, 1))


def car(k):
    return (f'<person id="c{k}"><plan selected="yes"><activity type="home" link="f2" x="0" y="0" '
            f'end_time="06:09:{k % 60:02d}"/><leg mode="car"/><activity type="work" link="f5" x="0" y="0"/></plan>'
            f'</person>\n')


class Jams(Transit):
    def test_make_buses_late_at_all_stops_behind(self):
        calm, jam = (self.ran(self.transit(self.files(
            rider("p1", "06:00:00", "s2", "f4") + "".join(car(k) for k in range(cars)), narrow=300)))
                     for cars in (0, 60))
        late = [[e - b for e, b in zip(self.times(self.events(jam), "VehicleArrivesAtFacility", facility=stop),
                                       self.times(self.events(calm), "VehicleArrivesAtFacility", facility=stop))][0]
                for stop in ("s1", "s2", "s3")]
        self.assertEqual(late[0], 0)
        self.assertGreater(late[1], 120)  # f3 is full, 13 cars that leave it at 300 an hour
        self.assertEqual(late[2], late[1])


class Refusals(Transit):
    def refused(self, old, new, sentence, where="schedule", people=None):
        texts = {"schedule": SCHEDULE.format(blocks="false", links=LINKS, departures=DEPARTURES),
                 "vehicles": VEHICLES.format(seats=10), "people": people or rider("p1", "06:00:00", "s2", "f4")}
        self.assertIn(old, texts[where])
        texts[where] = texts[where].replace(old, new, 1)
        folder = self.files(texts["people"], texts["schedule"], texts["vehicles"])
        with self.subTest(sentence):
            self.assertIn(sentence, self.refusal(self.transit(folder), 3))

    def test_name_file_and_line(self):
        self.refused('linkRefId="f4"', 'linkRefId="f9"',
                     "schedule.xml:3: stop 's2' lies on link 'f9', which the network does not have.")
        self.refused('linkRefId="f4"', 'linkRefId="b4"', "schedule.xml:8: stop 's2' does not lie on the links of route "
                     "'out' behind the stop before.")
        self.refused('"00:01:30"', '"00:00:20"', "schedule.xml:8: time goes backwards at stop 's2' of route 'out'.")
        self.refused('id="s2"', 'id="s1"', "schedule.xml:3: stop 's1' is there twice.")
        self.refused('refId="s3"', 'refId="s4"', "schedule.xml:9: stop 's4' is not there.")
        self.refused('id="d2"', 'id="d1"', "schedule.xml:10: departure 'd1' is there twice in route 'out'.")
        self.refused('vehicleRefId="bus2"', 'vehicleRefId="tram"',
                     "schedule.xml:10: vehicle 'tram' is not in mobility.transit.vehicles_file.")
        self.refused('id="bus2" type="bus"', 'id="bus2" type="tram"',
                     "vehicles.xml:6: vehicle 'bus2' is of type 'tram', which is not there.", where="vehicles")
        self.refused('seats="10"', 'seats="0"', "vehicle type 'bus' runs in", where="vehicles")
        self.refused(">serial<", ">sideways<", "the doors of vehicle type 'bus' are 'sideways', not serial or parallel.",
                     where="vehicles")
        self.refused("A&amp;B", "C", "people.xml:4: line 'C' is not in the timetable", where="people")
        self.refused('"accessFacilityId": "s1"', '"accessFacilityId": "s3"', "people.xml:4: no route of line 'A&B' leads "
                     "from stop 's3' to stop 's2'.", where="people")

    def test_of_a_scenario(self):
        folder = self.two()
        scenario = self.scenario(folder / "network.xml", folder / "people.xml",
                                 transit=f"{{schedule_file: '{folder}/schedule.xml'}}")
        self.assertIn("mobility.transit.vehicles_file: nothing says which vehicles run.", self.refusal(scenario, 2))


@unittest.skipUnless(REFERENCE.is_dir(), "the reference files are not at hand")
class Tutorial(Transit):
    """MATSim's pt tutorial with its trains: what its one traveller does can be said beforehand."""

    def test_rides_the_trains(self):
        tutorial = REFERENCE / "assets/pt_tutorial"
        digests = set()
        for ranks in (1, 2, 4):
            run = self.ran(self.scenario(
                tutorial / "multimodalnetwork.xml", tutorial / "plans_1.xml.gz",
                transit=f"{{schedule_file: '{tutorial}/transitschedule.xml', vehicles_file: "
                        f"'{tutorial}/transitVehicles.xml'}}"), ranks=ranks)
            digests.add(self.digest(run))
        self.assertEqual(len(digests), 1)
        events, kpi = self.events(run), self.kpi(run)
        # At the stop in 07:43:08; the train of 07:50 opens its doors and takes him a second later. On link 11 it still
        # stands; link 12 takes 200 s, link 23 takes 300, link 33 one.
        enters = [float(e["time"]) for e in events if e["type"] == "PersonEntersVehicle" and e["person"] == "102"]
        self.assertEqual(enters[0], 7 * 3600 + 50 * 60 + 1)
        self.assertEqual((kpi["stuck"], kpi["transit"]["boardings"]), (0, 2))
        starts = collections.Counter(e["transitLineId"] for e in events if e["type"] == "TransitDriverStarts")
        self.assertEqual(starts["Blue Line"], 100)


if __name__ == "__main__":
    unittest.main(verbosity=2)
