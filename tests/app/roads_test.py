"""Roads that change while a run goes on, demand that is scaled to counts, and emissions, as a user asks for them."""
import json
import pathlib
import tempfile
import unittest

import machi

SIDE, LENGTH_M = 5, 200


def written(folder, name, text):
    path = pathlib.Path(folder, name)
    path.write_text(text, encoding="utf-8")
    return path


def link(a, b):
    return f"{a}_{b}"


def grid():
    """Streets in both directions between SIDE × SIDE crossings."""
    nodes = "".join(f'<node id="{x + SIDE * y}" x="{LENGTH_M * x}" y="{LENGTH_M * y}"/>'
                    for y in range(SIDE) for x in range(SIDE))
    links = ""
    for y in range(SIDE):
        for x in range(SIDE):
            here = x + SIDE * y
            for there in ([here + 1] if x + 1 < SIDE else []) + ([here + SIDE] if y + 1 < SIDE else []):
                for a, b in ((here, there), (there, here)):
                    links += (f'<link id="{link(a, b)}" from="{a}" to="{b}" length="{LENGTH_M}" freespeed="10" '
                              f'capacity="1800" permlanes="1" modes="car"/>')
    return f'<network><nodes>{nodes}</nodes><links capperiod="01:00:00">{links}</links></network>'


def person(name, nodes, at_s):
    route = [link(a, b) for a, b in zip(nodes, nodes[1:])]
    return (f'<person id="{name}"><plan selected="yes"><activity type="home" link="{route[0]}" end_time="{at_s}"/>'
            f'<leg mode="car"><route type="links">{" ".join(route)}</route></leg>'
            f'<activity type="work" link="{route[-1]}"/></plan></person>\n')


#: Along the bottom row and up, and along the top row and down.
WEST, EAST = [0, 1, 2, 3, 4, 9, 14], [24, 23, 22, 21, 20, 15, 10]


def demand(times):
    """times[quarter][hour] times 200 persons, evenly over the hour."""
    people = ""
    for quarter, nodes in enumerate((WEST, EAST)):
        for hour in range(2):
            count = round(200 * times[quarter][hour])
            for k in range(count):
                people += person(f"{quarter}_{hour}_{k}", nodes, 3600 * hour + 3000 * k // count)
    return f"<population>\n{people}</population>\n"


class Runs(unittest.TestCase):
    count = 0

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.net = written(cls.folder, "net.xml", grid())

    def scenario(self, population, more="", events="", keys=""):
        Runs.count += 1
        people = written(self.folder, f"people_{Runs.count}.xml", population)
        return written(self.folder, f"s_{Runs.count}.yaml",
                       "scenario: {end_s: 20000}\nmobility:\n  network_file: net.xml\n"
                       f"  population_file: {people.name}\n{keys}{more}{events}")

    def ran(self, scenario, ranks=1, **changes):
        Runs.count += 1
        run = self.folder / f"run_{Runs.count}"
        result = machi.run("run", scenario, "-o", run, "--quiet", ranks=ranks, **changes)
        self.assertEqual(result.returncode, 0, result.stderr)
        return run

    def kpi(self, run):
        return json.loads((run / "kpi.json").read_text(encoding="utf-8"))["mobility"]

    def digests(self, scenario):
        found = set()
        for ranks, threads in ((1, 1), (1, 2), (2, 1), (4, 2)):
            run = self.ran(scenario, ranks=ranks, OMP_NUM_THREADS=threads)
            result = machi.run("digest", run)
            self.assertEqual(result.returncode, 0, result.stderr)
            found.add(result.stdout.split()[0])
        return found, run

    def refusal(self, scenario, code):
        result = machi.run("run", scenario, "-o", self.folder / "refused", "--quiet")
        self.assertEqual(result.returncode, code, result.stderr)
        return " ".join(machi.sentences(result))


class RoadEvents(Runs):
    def test_are_the_same_on_any_ranks_and_threads(self):
        events = """events:
  - {kind: road_closure, id: bridge, at: "00:20", until: "00:40", ids: [2_3, 22_21]}
  - {kind: road_closure, at_s: 600, until_s: 1000, polygon: 'POLYGON((550 -50, 650 -50, 650 50, 550 50, 550 -50))', flooded: true}
  - {kind: road_capacity, at_s: 600, ids: [4_9], capacity_factor: 0.2, speed_factor: 0.5}
  - {kind: weather, at_s: 3000, speed_factor: 0.8}
"""
        found, run = self.digests(self.scenario(demand([[1, 1], [1, 1]]), events=events))
        self.assertEqual(len(found), 1)
        kpi = self.kpi(run)
        self.assertEqual((kpi["persons"], kpi["arrived"], kpi["stuck"]), (800, 800, 0))
        self.assertGreater(kpi["road_events"]["rerouted"], 50)
        self.assertGreater(kpi["road_events"]["vehicles_lost"], 0)
        self.assertEqual(kpi["road_events"]["went_on_on_foot"], kpi["road_events"]["vehicles_lost"],
                         "there is always another way")

    def test_that_change_nothing_leave_no_trace(self):
        people = demand([[0.2, 0], [0.2, 0]])
        plain = self.ran(self.scenario(people))
        late = self.ran(self.scenario(people, events="events:\n  - {kind: road_closure, at_s: 19000, ids: [2_3]}\n"))
        before, after = self.kpi(plain), self.kpi(late)
        self.assertNotIn("road_events", before)
        self.assertEqual(after.pop("road_events"), {"rerouted": 0, "went_on_on_foot": 0, "vehicles_lost": 0})
        self.assertEqual(before, after)

    def test_are_refused_where_no_street_is_meant(self):
        people = demand([[0.01, 0], [0, 0]])
        unknown = self.scenario(people, events="events:\n  - {kind: road_closure, at_s: 1, ids: [2_33]}\n")
        self.assertIn(":6: events.road_closure: the network has no link '2_33'. Did you mean '2_3'?",
                      self.refusal(unknown, 3))
        nowhere = self.scenario(people, events="events:\n  - {kind: road_closure, at_s: 1, "
                                               "polygon: 'POLYGON((9000 0, 9100 0, 9100 100, 9000 0))'}\n")
        self.assertIn(":6: events.road_closure: no link lies there. Correct its polygon or file", self.refusal(nowhere, 3))

    def test_take_polygons_of_a_file_in_the_frame_of_the_network(self):
        ring = [[550, -50], [650, -50], [650, 50], [550, 50], [550, -50]]
        written(self.folder, "area.geojson", json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}))
        run = self.ran(self.scenario(demand([[0.2, 0], [0, 0]]),
                                     events="events:\n  - {kind: road_closure, at_s: 0, file: area.geojson}\n"))
        self.assertEqual(self.kpi(run)["road_events"]["rerouted"], 40)


class Calibration(Runs):
    TRUTH = [[1.6, 0.5], [1.0, 1.3]]

    def counts(self):
        """What comes by on two links of each way in each hour, as the run of the true demand has it."""
        rows = ""
        for quarter, links in enumerate((("1_2", "4_9"), ("23_22", "20_15"))):
            for hour in range(2):
                for name in links:
                    rows += f"{name},{hour:02d}:00,{hour + 1:02d}:00,{round(200 * self.TRUTH[quarter][hour])}\n"
        return written(self.folder, "counts.csv", "link,from,to,vehicles\n" + rows)

    def test_finds_the_true_demand(self):
        counts = self.counts()
        scenario = self.scenario(demand([[1, 1], [1, 1]]), keys=f"  counts_file: {counts.name}\n",
                                 more="  calibration: {iterations: 3, by: [departure, origin], zone_m: 500, prior_sd: 1}\n")
        found, run = self.digests(scenario)
        self.assertEqual(len(found), 1)
        kpi = self.kpi(run)
        self.assertLess(kpi["calibration"]["geh_below_5"][0], 0.7)
        self.assertEqual(kpi["counts"]["geh_below_5"], 1)
        factors = {row["group"]: row["factor"] for row in kpi["calibration"]["groups"]}
        self.assertEqual(len(factors), 4)
        for quarter, place in enumerate(("0, 0", "500, 500")):
            for hour in range(2):
                group = f"from {hour:02d}:00, origin {place} m"
                self.assertAlmostEqual(factors[group], self.TRUTH[quarter][hour], delta=0.05 * self.TRUTH[quarter][hour])
        self.assertAlmostEqual(kpi["persons"], 200 * sum(map(sum, self.TRUTH)), delta=10)

    def test_needs_counts_and_routes_that_stay(self):
        people = demand([[0.01, 0], [0, 0]])
        self.assertIn("mobility.calibration: nothing says how many there should be. Give mobility.counts_file",
                      self.refusal(self.scenario(people, more="  calibration: {iterations: 1}\n"), 2))
        self.counts()
        both = self.scenario(people, keys="  counts_file: counts.csv\n",
                             more="  calibration: {iterations: 1, by: [colour]}\n  replanning: {max_iterations: 1}\n")
        result = machi.run("run", both, "-o", self.folder / "refused", "--quiet")
        self.assertEqual(result.returncode, 2, result.stderr)
        sentence = result.stderr  # every mistake has a line of its own
        self.assertIn("mobility.calibration: scales the demand for the routes that it has.", sentence)
        self.assertIn("mobility.calibration.by: 'colour' is none of departure, origin, activity", sentence)


class Emissions(Runs):
    def test_are_those_of_the_kilometres_at_their_speed(self):
        people = demand([[0.5, 0], [0, 0]])
        run = self.ran(self.scenario(people, keys="  emissions: emep_eea\n"))
        kpi = self.kpi(run)
        # 200 m take 20 s and one for the buffer: 34.3 km/h, at which the guidebook's car burns 63.7 g/km of fuel.
        speed = 3.6 * 200 / 21
        fuel = (174 + 0.364 * speed + 8.74e-3 * speed**2) / (1 + 6.85e-2 * speed - 2.47e-4 * speed**2)
        km = 100 * 5 * 0.2
        self.assertAlmostEqual(kpi["vehicle_km"], km)
        # The last of five links is not driven on from: free speed, 36 km/h.
        self.assertAlmostEqual(kpi["emissions"]["co2_kg"], 1e-3 * km * fuel * 3.1694, delta=0.01 * kpi["emissions"]["co2_kg"])
        self.assertNotIn("emissions", self.kpi(self.ran(self.scenario(people))))
        trucks = self.kpi(self.ran(self.scenario(people, keys="  emissions: emep_eea\n  heavy_share: 1\n")))["emissions"]
        self.assertGreater(trucks["nox_g"], 50 * kpi["emissions"]["nox_g"])


class Information(Runs):
    def told(self, path):
        result = machi.run("info", path)
        self.assertEqual(result.returncode, 0, result.stderr)
        return {line[:24].strip(): line[24:] for line in result.stdout.splitlines() if line.startswith("  ")}, result.stdout

    def test_tells_networks_plans_and_trips(self):
        rows, page = self.told(self.net)
        self.assertIn("net.xml: MATSim network", page)
        self.assertEqual(rows["nodes"], "25")
        self.assertEqual(rows["links"], "80, each direction one")
        self.assertEqual(rows["length"], "16.0 km, 16.0 lane-km")
        self.assertEqual(rows["links by mode"], "car: 80")
        rows, page = self.told(written(self.folder, "told.xml", demand([[0.05, 0], [0, 0.1]])))
        self.assertEqual((rows["persons"], rows["activities"], rows["legs"]), ("30", "home: 30, work: 30", "car: 30"))
        self.assertIn("mobility.population_file", page)
        rows, _ = self.told(written(self.folder, "told.rou.xml", '<routes><vType id="car"/><route id="r" edges="a b"/>'
                                                                '<vehicle id="v" depart="0" route="r"/></routes>'))
        self.assertEqual((rows["vehicle"], rows["route"], rows["vType"]), ("1", "1", "1"))
        rows, _ = self.told(written(self.folder, "told_trips.tntp", "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 6.0\n<END OF METADATA>\n"
                                                                   "Origin 1\n 2 : 6.0;\n"))
        self.assertEqual((rows["NUMBER OF ZONES"], rows["TOTAL OD FLOW"]), ("2", "6.0"))

    def test_refuses_what_it_cannot_show(self):
        result = machi.run("info", self.net, "--json")
        self.assertEqual(result.returncode, 2)
        self.assertIn("is told as a page for people only. Leave --json and --map out", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
