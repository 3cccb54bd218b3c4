"""Networks and vehicles of other programs as a user starts them: SUMO's with signals on any ranks, OpenStreetMap,
static assignment of TNTP; and, where they are at hand, Bologna and Andorra."""
import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import machi

SHARED = pathlib.Path(machi.SOURCE, "../shared/data")
BOLOGNA = SHARED / "mobility/bologna/joined"
ANDORRA = SHARED / "matsim/andorra-network.xml.gz"
SIOUX_FALLS = SHARED / "mobility/tntp/SiouxFalls"


def sumo_grid(side=4, length=120):
    """Crossing streets of two lanes with a light at every crossing, as netgenerate writes them."""
    nodes = [(x, y) for x in range(side) for y in range(side)]
    around = ((1, 0), (0, 1), (-1, 0), (0, -1))
    streets = {(a, b): f"{a[0]}{a[1]}to{b[0]}{b[1]}" for a in nodes
               for b in ((a[0] + dx, a[1] + dy) for dx, dy in around) if b in nodes}
    text = '<net version="1.16"><location netOffset="0.00,0.00" projParameter="!"/>\n'
    for (a, b), name in streets.items():
        lanes = "".join(f'<lane id="{name}_{k}" index="{k}" speed="13.89" length="{length}"/>' for k in (0, 1))
        text += f'<edge id="{name}" from="{a[0]}{a[1]}" to="{b[0]}{b[1]}">{lanes}</edge>\n'
    connections = ""
    for node in nodes:
        index, axes = 0, []
        for (a, b), name in streets.items():
            if b != node:
                continue
            for (c, d), after in streets.items():
                if c != node or d == a:
                    continue
                straight = (b[0] - a[0], b[1] - a[1]) == (d[0] - c[0], d[1] - c[1])
                for lane in ((0, 1) if straight else (0,)):
                    connections += (f'<connection from="{name}" to="{after}" fromLane="{lane}" toLane="{lane}" '
                                    f'tl="L{node[0]}{node[1]}" linkIndex="{index}"/>\n')
                    axes.append(a[0] == b[0])
                    index += 1
        phases = "".join(f'<phase duration="{seconds}" state="{"".join(letters[axis] for axis in axes)}"/>'
                         for seconds, letters in ((25, "Gr"), (4, "yr"), (25, "rG"), (4, "ry")))
        text += f'<tlLogic id="L{node[0]}{node[1]}" type="static" programID="0" offset="{7 * node[0]}">{phases}</tlLogic>\n'
        text += f'<junction id="{node[0]}{node[1]}" type="traffic_light" x="{length * node[0]}" y="{length * node[1]}"/>\n'
    return text + connections + "</net>\n"


SUMO_VEHICLES = """<routes><vType id="car" minGap="1.5"/><vType id="bus" vClass="bus"/>
<flow id="east" begin="0" end="600" number="150" type="car" from="00to10" to="23to33"/>
<flow id="west" begin="0" end="600" period="5" type="car" from="33to32" to="10to00" via="21to11"/>
<flow id="south" begin="0" end="600" probability="0.3" from="03to02" to="20to30"/>
<vehicle id="bus" type="bus" depart="0:00:30"><route edges="00to01 01to02 02to12"/><stop lane="01to02_0" duration="20"/></vehicle>
</routes>"""

OSM = """<osm version="0.6">{nodes}
<way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="lanes" v="2"/></way>
<way id="7"><nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
<way id="8"><nd ref="4"/><nd ref="3"/><tag k="highway" v="footway"/></way></osm>"""

BRAESS_NET = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 4
<FIRST THRU NODE> 1
<NUMBER OF LINKS> 5
<END OF METADATA>
1 3 1 100 0.00000001 1000000000 1 0 0 1 ;
1 4 1 100 50 0.02 1 0 0 1 ;
3 2 1 100 50 0.02 1 0 0 1 ;
3 4 1 100 10 0.1 1 0 0 1 ;
4 2 1 100 0.00000001 1000000000 1 0 0 1 ;
"""


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.count = 0

    def written(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def scenario(self, network, people, **keys):
        type(self).count += 1
        given = {"network_file": str(network), "population_file": str(people), **keys}
        return self.written(f"scenario_{self.count}.yaml",
                            f"scenario: {{end_s: 40000}}\nmobility: {json.dumps(given)}\n")

    def ran(self, scenario, *more, **how):
        type(self).count += 1
        output = self.folder / f"run_{self.count}"
        result = machi.run("run", scenario, "-o", output, *more, **how)
        self.assertEqual(result.returncode, 0, result)
        return output

    def kpi(self, run):
        return json.loads((run / "kpi.json").read_text(encoding="utf-8"))["mobility"]

    def refusal(self, scenario, code=3):
        result = machi.run("run", scenario, "-o", self.folder / "refused")
        self.assertEqual(result.returncode, code, result)
        return " ".join(machi.sentences(result))


class Sumo(Runs):
    def test_vehicles_drive_by_the_lights_on_any_ranks(self):
        scenario = self.scenario(self.written("grid.net.xml", sumo_grid()), self.written("grid.rou.xml", SUMO_VEHICLES))
        digests = set()
        for ranks, threads in ((1, 1), (1, 2), (2, 1), (4, 1)):
            run = self.ran(scenario, "--threads", threads, ranks=ranks)
            digests.add(machi.run("digest", run).stdout.split()[0])
        self.assertEqual(len(digests), 1)
        kpi = self.kpi(run)
        self.assertEqual(kpi["persons"], kpi["arrived"])
        self.assertGreater(kpi["persons"], 270 + 120)
        free = self.ran(self.scenario(self.written("dark.net.xml", sumo_grid().replace('tl="', 'notl="')),
                                         self.folder / "grid.rou.xml"))
        self.assertGreater(kpi["mean_travel_time_s"], self.kpi(free)["mean_travel_time_s"] + 20, "lights cost time")

    def test_start_routes_of_trips_keep_to_the_turns_and_vehicles_to_their_vias(self):
        scenario = self.scenario(self.written("grid.net.xml", sumo_grid()), self.written("grid.rou.xml", SUMO_VEHICLES),
                                 start_routes={"method": "equilibrium", "slice_s": 300})
        runs = [self.ran(scenario, ranks=ranks) for ranks in (1, 2)]
        self.assertEqual(*(machi.run("digest", run).stdout.split()[0] for run in runs))
        kpi = self.kpi(runs[0])
        self.assertEqual(kpi["persons"], kpi["arrived"])
        self.assertEqual(kpi["start_routes"]["trips"], kpi["persons"] - 120 - 1, "120 have a via, and the bus has a route")

    def test_what_cannot_be_read_is_named(self):
        net = self.written("net.xml", sumo_grid())
        people = self.written("people.xml", "<population/>")
        self.assertIn("people.xml: is no network that people can drive on (it looks like: MATSim people).",
                      self.refusal(self.scenario(people, people)))
        self.assertIn("net.xml: holds no people with plans (it looks like: SUMO network).",
                      self.refusal(self.scenario(net, net)))
        away = self.written("away.rou.xml", '<routes>\n<trip id="t" depart="0" from="00to10" to="00to99"/></routes>')
        self.assertIn("away.rou.xml:2: edge '00to99' is not in the network.", self.refusal(self.scenario(net, away)))
        cut = self.written("cut.net.xml", sumo_grid().replace('<connection from="00to10" to="10to20"', '<connection from="00to10" to="10to11"'))
        trip = self.written("trip.rou.xml", '<routes>\n<vehicle id="v" depart="0"><route edges="00to10 10to20"/></vehicle></routes>')
        self.assertIn("trip.rou.xml:2: a route goes from edge '00to10' to edge '10to20', which no connection joins.",
                      self.refusal(self.scenario(cut, trip)))

    @unittest.skipUnless(BOLOGNA.exists(), "no shared data")
    def test_every_vehicle_of_bologna_arrives(self):
        additional = [str(BOLOGNA / f"joined_{name}.xml") for name in ("vtypes.add", "tls.add", "bus_stops.add", "busses.rou")]
        scenario = self.scenario(BOLOGNA / "joined_buslanes.net.xml", BOLOGNA / "joined.rou.xml",
                                 additional_files=additional, stuck_s=300, saturation_flow_1_h=1640)
        run = self.ran(scenario)
        kpi = self.kpi(run)
        self.assertEqual((kpi["persons"], kpi["arrived"]), (11176, 11176))
        # SUMO 1.15, mesoscopic with junction control: 340 to 346 s by seed, and a mean route of 1,607.76 m.
        self.assertLess(abs(kpi["mean_travel_time_s"] / 343 - 1), 0.15)
        self.assertLess(abs(kpi["vehicle_km"] / 11.176 / 1607.76 - 1), 0.002)


class OpenStreetMap(Runs):
    def test_streets_are_driven_in_the_directions_that_are_open(self):
        places = ((1, 35.0, 139.0), (2, 35.0, 139.01), (3, 35.0, 139.02), (4, 35.005, 139.01))
        osm = self.written("town.osm", OSM.format(nodes="".join(
            f'<node id="{n}" lat="{lat}" lon="{lon}"/>' for n, lat, lon in places)))
        plan = ('<population><person id="{0}"><plan><activity type="a" link="{1}" end_time="0"/><leg mode="car"/>'
                '<activity type="b" link="{2}"/></plan></person></population>')
        run = self.ran(self.scenario(osm, self.written("go.xml", plan.format("p", "5_0", "7_0"))))
        self.assertIn("Streets © OpenStreetMap contributors", (run / "log.txt").read_text(encoding="utf-8"))
        # A hundredth of a degree of longitude at 35° is 912 m, five thousandths of latitude 556 m.
        self.assertAlmostEqual(self.kpi(run)["vehicle_km"], 0.556, delta=0.003)
        self.assertIn("no way leads from link '7_0' to link '5_0' by mode 'car'.",
                      self.refusal(self.scenario(osm, self.written("no.xml", plan.format("p", "7_0", "5_0")))))


class Assignment(Runs):
    def test_braess(self):
        net = self.written("braess_net.tntp", BRAESS_NET)
        trips = self.written("braess_trips.tntp", "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 6\n<END OF METADATA>\nOrigin 1\n2 : 6;\n")
        for ranks in (1, 2):
            run = self.ran(self.scenario(net, trips, assignment_gap=1e-10), ranks=ranks)
            kpi = self.kpi(run)
            self.assertTrue(kpi["converged"])
            self.assertAlmostEqual(kpi["tstt"], 552, places=5)
            self.assertAlmostEqual(kpi["beckmann_objective"], 386, places=5)
        self.assertIn("braess_net.tntp:6: comes before the first \"Origin\".", self.refusal(self.scenario(net, net)))

    def test_that_is_signalled_ends_without_results_and_can_be_begun_again(self):
        # A lattice that no iteration brings to a gap of zero.
        side = 30
        links = [(a, b) for x in range(side) for y in range(side) for dx, dy in ((1, 0), (0, 1)) if x + dx < side and y + dy < side
                 for a, b in (((x, y), (x + dx, y + dy)), ((x + dx, y + dy), (x, y)))]
        rows = "".join(f"{a[0] * side + a[1] + 1} {b[0] * side + b[1] + 1} {20 + (7 * k) % 13} 1 {1 + k % 3} 0.15 4 0 0 1 ;\n"
                       for k, (a, b) in enumerate(links))
        net = self.written("lattice_net.tntp", f"<NUMBER OF ZONES> 60\n<NUMBER OF NODES> {side * side}\n<FIRST THRU NODE> 1\n"
                           f"<NUMBER OF LINKS> {len(links)}\n<END OF METADATA>\n~ from to capacity\n{rows}")
        trips = self.written("lattice_trips.tntp", "<NUMBER OF ZONES> 60\n<END OF METADATA>\n" + "".join(
            f"Origin {a}\n" + " ".join(f"{b} : {0.5 + (a * b) % 3};" for b in range(1, 61) if b != a) + "\n" for a in range(1, 61)))
        scenario = self.scenario(net, trips, assignment_gap=0, assignment_iterations=100000)
        output = self.folder / "signalled"
        with subprocess.Popen([os.environ["MACHI"], "run", scenario, "-o", output, "--quiet"], stderr=subprocess.PIPE,
                              text=True) as run:
            while not (output / "used.yaml").exists() and run.poll() is None:
                time.sleep(0.002)
            run.send_signal(signal.SIGTERM)
            _, said = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, said)
        self.assertEqual(json.loads((output / "run.json").read_text(encoding="utf-8"))["ended"], "stopped")
        self.assertFalse((output / "kpi.json").exists() or (output / "result.h5").exists())
        self.assertIn("Stopped as asked, after iteration", (output / "log.txt").read_text(encoding="utf-8"))
        request = json.loads((output / "request.json").read_text(encoding="utf-8"))
        request["set"] = ["mobility.assignment_iterations=2"]
        (output / "request.json").write_text(json.dumps(request), encoding="utf-8")
        result = machi.run("resume", output)
        self.assertEqual(result.returncode, 0, result)
        self.assertEqual(self.kpi(output)["iterations"], 2)

    @unittest.skipUnless(SIOUX_FALLS.exists(), "no shared data")
    def test_sioux_falls(self):
        run = self.ran(self.scenario(SIOUX_FALLS / "SiouxFalls_net.tntp", SIOUX_FALLS / "SiouxFalls_trips.tntp"))
        kpi = self.kpi(run)
        self.assertLessEqual(kpi["relative_gap"], 1e-6)
        self.assertAlmostEqual(kpi["beckmann_objective"] / 4231335.287107, 1, delta=1e-6)


@unittest.skipUnless(ANDORRA.exists(), "no shared data")
class Andorra(Runs):
    def test_a_generated_demand_arrives(self):
        maker = pathlib.Path(machi.SOURCE, "scenarios/andorra/make_demand.py")
        spec = importlib.util.spec_from_file_location("make_demand", maker)
        make_demand = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(make_demand)
        people = self.folder / "people.xml"
        make_demand.write(ANDORRA, people, 300, 1)
        digests = set()
        for ranks in (1, 2):
            run = self.ran(self.scenario(ANDORRA, people), ranks=ranks)
            self.assertEqual((self.kpi(run)["trips"], self.kpi(run)["stuck"]), (300, 0))
            digests.add(machi.run("digest", run).stdout.split()[0])
        self.assertEqual(len(digests), 1)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main(verbosity=2)
