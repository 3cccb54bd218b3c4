"""The law of determinism as one matrix: each scenario on 1, 2 and 4 ranks by 1 and 2 threads, straight, resumed and
rebalanced, gives the digest and the figures of one rank with one thread.

  digest_test.py SCENARIO [threads]   a name of CASES; ctest has an entry for each, with the label digest. `threads`: only
                                      one rank with two threads, straight, for a program that looks for races"""
import dataclasses
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

import choice_test
import city_energy_test
import energy_test
import fleet_test
import machi
import mobility_files_test
import mobility_test
import transit_test
from mobility_test import written

SCENARIOS = pathlib.Path(machi.SOURCE, "scenarios")
ALL = ((1, 1), (1, 2), (2, 1), (2, 2), (4, 1), (4, 2))
CORNERS = ((1, 2), (2, 1), (4, 2))  # where another scenario has the whole matrix of the same code
PATIENCE_S = 300  # ranks of traffic wait for each other each second, also where others have the processors


@dataclasses.dataclass
class Case:
    scenario: pathlib.Path
    every: str  # between the checkpoints of a run that is left
    settings: dict = dataclasses.field(default_factory=dict)
    layouts: tuple = ALL
    moves: bool = False  # whether its ranks can be dealt anew under way; others are cut badly from the start


def room(model, layouts=ALL):
    settings = {"evacuation.model": model, "scenario.end_s": 8, "area.features.crowd.persons": 200}
    return lambda folder: Case(SCENARIOS / "validation/rimea_09/scenario.yaml", "3s", settings, layouts, moves=True)


def tsunami_town(folder):
    return Case(SCENARIOS / "tsunami_town/scenario.yaml", "12s", {
        "city.file": machi.town(folder, 500), "scenario.end_s": 30, "people.total": 120, "people.departure": "uniform",
        "people.departure_from_s": 0, "people.departure_to_s": 10}, CORNERS, moves=True)


def demo(folder):
    """The day of ./demo from a quarter of an hour before the alarm, with a tower more, a building less and another use."""
    city = machi.town(folder, 300)
    edits = machi.edits_file(
        folder / "edits.geojson",
        ({"edit": "add_building", "id": "tower", "usage": 413, "storeys": 9, "capacity": 200}, machi.square(folder)),
        ({"edit": "remove_building", "ids": ["building 20"]}, None), ({"edit": "change_building", "ids": "building 30, building 31", "usage": 401}, None))
    return Case(SCENARIOS / "one_day/scenario.yaml", "950s", {  # among those who evacuate
        "city.file": city, "edits.file": edits, "scenario.start": "14:31", "scenario.end_s": 1080, "evacuation.model": "density",
        "evacuation.dt_s": 0.5, "people.car_leave_share": 0.5, "energy.model": "5r1c", "energy.warm_up_days": 2, "energy.shading": "false"}, moves=True)


def streets(folder):
    network = written(folder, "network.xml", mobility_test.row_of_streets())
    people = written(folder, "people.xml", mobility_test.commuters())
    scenario = written(folder, "scenario.yaml", f"""scenario: {{end_s: 100000}}
mobility: {{network_file: '{network}', population_file: '{people}', access: walk, dynamics: kinematic_waves}}
""")
    return Case(scenario, "21660s")  # in the jam of the morning


def one_of_many(k):
    """Someone of people whose parts on the ranks have much in common: vehicles, also by two modes, names that begin late in the file, transit
    services of plans that nobody carries out; some have no plan, and some plans are not in order."""
    first, last = k % 3, 6 + k % 2
    mode = ("car", "truck", "car", "moped" if k > 30 else "car")[k % 4]
    links = " ".join(f"f{link}" for link in range(first, last + 1))
    vehicle = f' vehicleRefId="pool{k % 5}"' if k % 2 else ""
    leg = f'<leg mode="{mode}"><route type="links" start_link="f{first}" end_link="f{last}"{vehicle}>{links}</route></leg>'
    ride = f'<leg mode="pt" trav_time="00:01:00"><route type="default_pt">{{"transitLineId": "L{k}", "transitRouteId": "R{k % 3}"}}</route></leg>'
    home = f'<activity type="home{k // 25}" link="f{first}" x="{100 * first}" y="{k}" end_time="06:{k % 60:02d}:00"/>'
    other = f'<plan><activity type="dream{k}" link="f{first}" end_time="05:00:00"/>{ride}<activity type="home0" link="f0"/></plan>'
    ends = "05:30:00" if k % 9 == 4 else "07:00:00"
    plan = (f'<plan selected="yes">{home}{leg}<activity type="work" link="f{last}" x="{100 * last}" y="-{k}" end_time="{ends}"/>'
            f'{ride if k % 3 == 0 else "<leg mode=%swalk%s/>" % (chr(34), chr(34))}<activity type="shop" link="b{last}" max_dur="00:00:30"/>'
            f'<leg mode="car"/><activity type="home0" link="b{first}"/></plan>')
    return f'<person id="p{k}">{"" if k % 7 == 3 else (other if k % 5 == 1 else "") + plan}</person>\n'


def people_in_parts(folder):
    people = "".join(one_of_many(k) for k in range(61))
    types = "".join(f'<vehicleType id="{name}"><passengerCarEquivalents pce="{pce}"/><networkMode networkMode="{mode}"/></vehicleType>'
                    for name, pce, mode in (("van", 1.5, "car"), ("lorry", 3, "truck")))
    files = {"network": mobility_test.row_of_streets().replace('modes="car"', 'modes="car,truck,moped"'),
             "people": f"<population>{people}</population>",
             "vehicles": f'<vehicleDefinitions>{types}<vehicle id="pool1" type="lorry"/><vehicle id="nobody" type="van"/></vehicleDefinitions>'}
    for name, text in files.items():
        written(folder, f"{name}.xml", text)
    scenario = written(folder, "scenario.yaml", """scenario: {end_s: 100000}
mobility: {network_file: network.xml, population_file: people.xml, vehicles_file: vehicles.xml, network_modes: [car, truck, moped], access: walk}
""")
    return Case(scenario, "22000s")


def vehicles_in_parts(folder):
    """Of SUMO: flows that overlap, named routes and distributions, and departures that are not in the order of the file."""
    single = "".join(f'<vehicle id="v{k}" depart="{(k * 37) % 600}" route="{("there", "both")[k % 2]}" type="{("mix", "bus", "mix")[k % 3]}"/>'
                     f'<trip id="t{k}" depart="{(k * 53) % 600}" from="00to10" to="{("23to33", "02to12")[k % 2]}"/>' for k in range(40))
    vehicles = f"""<routes><vType id="bus" vClass="bus"/><route id="there" edges="00to01 01to02 02to12"/>
<vTypeDistribution id="mix"><vType id="small" probability="0.3"/><vType id="truck" vClass="truck" probability="0.7"/></vTypeDistribution>
<routeDistribution id="both"><route edges="00to01 01to02" probability="0.4"/><route id="long" edges="00to10 10to20 20to30" probability="0.6"/></routeDistribution>
<person id="walker"/>{single}<flow id="f" begin="5" end="500" probability="0.2" type="mix" from="03to02" to="20to30"/>
<flow id="g" begin="0" end="600" number="50" route="long"/><vehicle id="never" depart="triggered" route="there"/></routes>"""
    written(folder, "net.xml", mobility_files_test.sumo_grid())
    written(folder, "vehicles.xml", vehicles)
    scenario = written(folder, "scenario.yaml", """scenario: {end_s: 100000}
mobility: {network_file: net.xml, population_file: vehicles.xml}
""")
    return Case(scenario, "300s")


def days(folder):
    written(folder, "network.xml", choice_test.town())
    written(folder, "people.xml", choice_test.people())
    scenario = written(folder, "scenario.yaml", f"""scenario: {{end_s: 100000}}
mobility:
  network_file: network.xml
  population_file: people.xml
  bin_s: 300
  access: walk
  dynamics: kinematic_waves
{choice_test.REPLANNING}""")
    return Case(scenario, "425800s", layouts=CORNERS)  # on the morning of the fifth day


def transit(ways, dynamics):
    def case(folder):
        ends = (("s2", "f4"), ("s3", "f6"))
        people = "".join(transit_test.rider(f"p{k}", f"06:{k % 20:02d}:{k % 60:02d}", *ends[k % 2]) for k in range(60))
        people += "".join(transit_test.car(k) for k in range(60))
        departures = "".join(f'<departure id="d{k}" departureTime="06:{k:02d}:00" vehicleRefId="bus{1 + k % 2}"/>'
                             for k in range(0, 40, 3))
        files = {"network": mobility_test.row_of_streets(), "people": f"<population>{people}</population>".replace('"x"', '"f1"'),
                 "schedule": transit_test.SCHEDULE.format(blocks="true", links=transit_test.LINKS, departures=departures),
                 "vehicles": transit_test.VEHICLES.format(seats=4)}
        for name, text in files.items():
            written(folder, f"{name}.xml", text)
        scenario = written(folder, "scenario.yaml", f"""scenario: {{start: "05:59", end_s: 100000}}
mobility:
  network_file: network.xml
  population_file: people.xml
  dynamics: {dynamics}
  transit: {{schedule_file: schedule.xml, vehicles_file: vehicles.xml, ways: {ways}}}
""")
        return Case(scenario, "960s", layouts=CORNERS)
    return case


def shuttle(folder):
    written(folder, "network.xml", choice_test.town())
    written(folder, "people.xml", fleet_test.people())
    return Case(written(folder, "scenario.yaml", fleet_test.scenario()), "1500s", layouts=CORNERS)


def rooms(folder):
    written(folder, "made_up.epw", energy_test.weather())
    return Case(written(folder, "scenario.yaml", energy_test.scenario(9)), "120steps")


def town_year(folder):
    text = city_energy_test.SCENARIO.format(city=machi.town(folder, 120))
    return Case(written(folder, "scenario.yaml", text), "30steps", layouts=CORNERS)


CASES = {"room": room("collision_free_speed_v2"), "room_social_force": room("social_force", CORNERS),
         "room_density": room("density", CORNERS), "tsunami_town": tsunami_town, "demo": demo, "streets": streets, "people_in_parts": people_in_parts,
         "vehicles_in_parts": vehicles_in_parts, "days": days,
         "transit": transit("as_given", "kinematic_waves"), "transit_by_timetable": transit("timetable", "holes"), "shuttle": shuttle,
         "rooms": rooms, "town_year": town_year}


class OneDigest(unittest.TestCase):
    name = ""
    threads_only = False

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.case = CASES[cls.name](cls.folder)
        if cls.threads_only:
            cls.case.layouts = ((1, 2),)
        cls.words = ["run", cls.case.scenario, "--quiet", "--set", "output.report=false"]
        for key, value in cls.case.settings.items():
            cls.words += ["--set", f"{key}={value}"]
        cls.expected = cls.answer(cls.ran("first", 1, 1))

    @classmethod
    def ran(cls, name, ranks, threads, *more):
        output = cls.folder / f"{name}_{ranks}_{threads}"
        result = machi.run(*cls.words, "-o", output, "--threads", threads, *more, ranks=ranks, timeout_s=PATIENCE_S)
        assert result.returncode == 0, result
        return output

    @staticmethod
    def facts(output):
        return json.loads((output / "run.json").read_text(encoding="utf-8"))

    @staticmethod
    def answer(output):
        result = machi.run("digest", output)
        assert result.returncode == 0, result
        return result.stdout.split()[0], (output / "kpi.json").read_text(encoding="utf-8")

    def check(self, name, run, layouts):
        """`run(ranks, threads)` gives a folder, on each of the layouts."""
        for ranks, threads in layouts:
            with self.subTest(name, ranks=ranks, threads=threads):
                self.assertEqual(self.answer(run(ranks, threads)), self.expected)

    def test_straight(self):
        self.check("straight", lambda ranks, threads: self.ran("straight", ranks, threads),
                   [layout for layout in self.case.layouts if layout != (1, 1)])

    def test_rebalanced(self):
        def run(ranks, threads):
            output = self.ran("rebalanced", ranks, threads, *(("--rebalance", "often") if self.case.moves else ("--cut", "skewed")))
            if self.case.moves:
                self.assertGreater(self.facts(output)["stepping"]["moves"], 0)
            return output

        self.check("rebalanced", run, [(ranks, threads) for ranks, threads in self.case.layouts if ranks > 1])

    def left_midway(self, ranks, threads):
        output = self.ran("left", ranks, threads, "--checkpoint-every", self.case.every)
        self.assertEqual(self.answer(output), self.expected)
        return machi.left_at_its_oldest_checkpoint(output)

    def test_resumed(self):
        """From a checkpoint of one rank on several, and of several on one."""
        left = {True: self.left_midway(2, 2), False: self.left_midway(1, 1)}

        def run(ranks, threads):
            output = self.folder / f"resumed_{ranks}_{threads}"
            shutil.copytree(left[ranks == 1], output)
            result = machi.run("resume", output, "--quiet", "--threads", threads, "--checkpoint-every", "never", ranks=ranks,
                               timeout_s=PATIENCE_S)
            self.assertEqual(result.returncode, 0, result)
            self.assertGreater(self.facts(output)["resumed_step"], 0)
            return output

        self.check("resumed", run, self.case.layouts)


if __name__ == "__main__":
    OneDigest.name, *more = sys.argv[1:]
    OneDigest.threads_only = more == ["threads"]
    unittest.main(verbosity=2, argv=sys.argv[:1], defaultTest="OneDigest.test_straight" if OneDigest.threads_only else None)
