"""The KPI sheet: its page, that parts sum to the whole, and that an analytic reach is what a run gives in a corridor."""
import csv
import io
import json
import pathlib
import tempfile
import unittest
import zipfile

import machi


def sheet(*words):
    result = machi.run("kpi", *words)
    if result.returncode != 0:
        raise AssertionError(result)
    return {row["area"]: row for row in csv.DictReader(io.StringIO(result.stdout))}


class Page(unittest.TestCase):
    def test_the_page_is_that_of_the_table(self):
        page = pathlib.Path(machi.SOURCE, "docs/formats/kpi.md").read_text(encoding="utf-8")
        self.assertEqual(machi.run("describe", "--kpi").stdout, page)


class Corridor(unittest.TestCase):
    """Alone on flat ground everyone gets as far as speed × (arrival − start)."""

    def test_reach_is_what_the_run_gives(self):
        self.check_reach([], 0)

    def test_reach_beyond_a_climb(self):
        """8 m of stairs before the exit, walked up at a quarter of the speed, take 24 s more."""
        stair = {"role": "stair", "id": "climb", "wkt": "POLYGON((2 0, 10 0, 10 4, 2 4, 2 0))", "up": [-1, 0],
                 "speed_up_factor": 0.25}
        self.check_reach([stair], 8 / 0.25 - 8)

    def check_reach(self, stairs, climb_s):
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            scenario = folder / "corridor.yaml"
            places = list(range(20, 400, 12))
            points = "MULTIPOINT(" + ", ".join(f"({x} 2)" for x in places) + ")"
            scenario.write_text(json.dumps({
                "scenario": {"name": "corridor", "seed": 1, "end_s": 600},
                "area": {"cell_m": 0.5, "features": [
                    {"role": "walkable", "wkt": "POLYGON((0 0, 410 0, 410 4, 0 4, 0 0))"},
                    {"role": "exit", "id": "end", "wkt": "POLYGON((0 0, 2 0, 2 4, 0 4, 0 0))"},
                    {"role": "source", "id": "all", "wkt": points}, *stairs]},
                "people": {"classes": [{"name": "walker", "speed_law": "fixed", "mean_m_s": 1.0}], "departure": "fixed",
                           "departure_from_s": 60},
                "evacuation": {"model": "density", "crowd_update_s": 0},
                "output": {"persons": True, "report": False}}), encoding="utf-8")
            output = folder / "run"
            result = machi.run("run", scenario, "-o", output, "--quiet")
            self.assertEqual(result.returncode, 0, result)
            arrival_s, start_s, speed_m_s = 260, 60, 1.0
            reach_m = speed_m_s * (arrival_s - start_s - climb_s)
            with open(output / "persons.csv", encoding="utf-8") as file:
                times = sorted(float(row["time_s"]) for row in csv.DictReader(file) if row["fate"] == "safe")
            self.assertEqual(len(times), len(places))
            for x, time_s in zip(places, times):
                self.assertAlmostEqual(time_s, start_s + climb_s + (x - 2) / speed_m_s, delta=2)
            within = sum(x - 2 <= reach_m for x in places)
            self.assertNotIn(reach_m, [x - 2 for x in places])
            self.assertEqual(sum(time_s <= arrival_s for time_s in times), within)
            row = sheet(output, "--arrival-s", arrival_s, "--start-s", start_s)["all"]
            self.assertEqual(int(float(row["not_safe_at_arrival"])), len(places) - within)


class Streets(unittest.TestCase):
    """A street with a way round and one without, on which three persons drive to work and walk to a café."""
    LINKS = {"in": ("Z", "A", 100), "ab": ("A", "B", 100), "ac": ("A", "C", 120), "cb": ("C", "B", 120), "bd": ("B", "D", 100)}
    NODES = {"Z": (-100, 0), "A": (0, 0), "B": (100, 0), "C": (50, 100), "D": (200, 0)}

    def write_run(self, folder):
        nodes = "".join(f'<node id="{name}" x="{x}" y="{y}"/>' for name, (x, y) in self.NODES.items())
        links = "".join(f'<link id="{name}" from="{a}" to="{b}" length="{m}" freespeed="10" capacity="2000" permlanes="1" '
                        'modes="car"/>' for name, (a, b, m) in self.LINKS.items())
        (folder / "network.xml").write_text(
            f'<network><nodes>{nodes}</nodes><links capperiod="01:00:00">{links}</links></network>', encoding="utf-8")
        plan = """<activity type="home" link="in" x="-100" y="0" end_time="07:00:00"/><leg mode="car"/>
<activity type="work" link="bd" x="200" y="0" end_time="08:00:00"/><leg mode="walk"/>
<activity type="cafe" link="cb" x="100" y="0" max_dur="00:30:00"/><leg mode="walk"/>
<activity type="work" link="bd" x="200" y="0"/>"""
        people = "".join(f'<person id="p{k}"><plan selected="yes">{plan}</plan></person>' for k in range(3))
        (folder / "people.xml").write_text(f"<population>{people}</population>", encoding="utf-8")
        (folder / "scenario.yaml").write_text(
            "scenario: {end_s: 36000}\nmobility: {network_file: network.xml, population_file: people.xml, bin_s: 900}\n"
            "output: {report: false}\n", encoding="utf-8")
        result = machi.run("run", folder / "scenario.yaml", "-o", folder / "run", "--quiet")
        self.assertEqual(result.returncode, 0, result)
        return folder / "run"

    def test_load_dwell_and_what_a_closure_would_cost(self):
        with tempfile.TemporaryDirectory() as scratch:
            run = self.write_run(pathlib.Path(scratch))
            output = pathlib.Path(scratch) / "sheet"
            self.assertEqual(machi.run("kpi", run, "-o", output).returncode, 0)
            with open(output / "streets.csv", encoding="utf-8") as file:
                streets = {row["id"]: row for row in csv.DictReader(file)}
            self.assertEqual(list(streets), list(self.LINKS))
            self.assertEqual([int(float(streets[name]["vehicles"])) for name in self.LINKS], [0, 3, 0, 0, 3])
            self.assertEqual(float(streets["ab"]["detour_m"]), 120 + 120 - 100)
            self.assertAlmostEqual(float(streets["ab"]["criticality_vehicle_km"]), 3 * 0.14)
            self.assertEqual(streets["bd"]["detour_m"], "inf")
            # From the end of the street of work to that of the café's and back: along the street of work.
            self.assertEqual([int(float(streets[name]["passers_by"])) for name in self.LINKS], [0, 0, 0, 0, 6])
            self.assertEqual([int(float(streets[name]["stops"])) for name in self.LINKS], [0, 0, 0, 3, 6])
            self.assertAlmostEqual(float(streets["cb"]["dwell_person_h"]), 3 * 0.5, delta=0.01)
            row = sheet(run)["all"]
            expected = {"travellers": 3, "stops": 3, "vehicle_km": 0.6, "criticality_vehicle_km": 0.42,
                        "vehicles_without_detour": 3}
            for column, value in expected.items():
                self.assertAlmostEqual(float(row[column]), value, msg=column)
            # Petrol cars at 10 m/s: 600 m; with the run's own emissions all is known of the last street too.
            self.assertAlmostEqual(float(row["traffic_co2_t"]), 1.1e-4, delta=0.2e-4)
            scenario = pathlib.Path(scratch) / "scenario.yaml"
            emits = pathlib.Path(scratch) / "emits"
            done = machi.run("run", scenario, "-o", emits, "--quiet", "--set", "mobility.emissions=emep_eea")
            self.assertEqual(done.returncode, 0, done)
            told = json.loads((emits / "kpi.json").read_text(encoding="utf-8"))["mobility"]["emissions"]
            own = float(sheet(emits)["all"]["traffic_co2_t"])
            self.assertAlmostEqual(own, 1e-3 * told["co2_kg"], delta=1e-9)
            self.assertAlmostEqual(float(row["traffic_co2_t"]) / own, 1, delta=0.02)
            self.assertEqual(machi.run("kpi", run, "--mesh", 250).returncode, 3)


def make_town_run(folder):
    """A short evacuation of a small synthetic town; answers with the folder of the run."""
    machi.run("synth", folder / "town", "--buildings", 500, "--quiet")
    city = folder / "city.h5"
    machi.run("import", folder / "town", "-o", city, "--quiet")
    scenario = folder / "town.yaml"
    scenario.write_text(json.dumps({
        "scenario": {"name": "town", "start": "14:46", "seed": 1, "end_s": 600},
        "city": {"file": str(city)},
        "people": {"from_buildings": True, "total": 500, "departure": "uniform", "departure_to_s": 60},
        "evacuation": {"model": "density"}, "shelters": {"hazards": ["tsunami"]},
        "output": {"report": False, "trajectories": 0}}), encoding="utf-8")
    run_folder = folder / "run"
    result = machi.run("run", scenario, "-o", run_folder, "--quiet")
    if result.returncode != 0:
        raise AssertionError(result)
    return run_folder


class Rides(unittest.TestCase):
    """A street of 1,000 m there and back at 10 m/s, one taxi at its east end, and who calls it at the west end."""

    def sheet_of(self, folder, persons, seats, longest_wait_s):
        ends = "".join(f'<node id="{x}" x="{x}" y="0"/>' for x in range(0, 1001, 100))
        links = "".join(f'<link id="{a}-{b}" from="{a}" to="{b}" length="100" freespeed="10" capacity="1800" permlanes="1" modes="car"/>'
                        for x in range(0, 1000, 100) for a, b in ((x, x + 100), (x + 100, x)))
        plans = "".join(f'<person id="{k}"><plan selected="yes"><activity type="home" link="100-0" end_time="08:00:0{k}"/>'
                        '<leg mode="taxi"/><activity type="work" link="900-1000"/></plan></person>' for k in range(persons))
        for name, text in (("network", f'<network><nodes>{ends}</nodes><links capperiod="01:00:00">{links}</links></network>'),
                           ("people", f"<population>{plans}</population>")):
            (folder / f"{name}.xml").write_text(text, encoding="utf-8")
        (folder / "scenario.yaml").write_text(json.dumps({
            "scenario": {"start": "07:59", "end_s": 7200}, "output": {"report": False},
            "mobility": {"network_file": "network.xml", "population_file": "people.xml", "fleets": [{
                "name": "taxi", "vehicles": 1, "capacity": seats, "max_wait_s": longest_wait_s, "detour_s": 300,
                "depots": ["900-1000"]}]}}), encoding="utf-8")
        result = machi.run("run", folder / "scenario.yaml", "-o", folder / "run", "--quiet", "--force")
        self.assertEqual(result.returncode, 0, result)
        fleet = json.loads((folder / "run/kpi.json").read_text(encoding="utf-8"))["mobility"]["fleets"]["taxi"]
        return sheet(folder / "run")["all"], fleet

    def test_levels_of_service(self):
        with tempfile.TemporaryDirectory() as scratch:
            row, fleet = self.sheet_of(pathlib.Path(scratch), 2, 4, 600)
            self.assertEqual([float(row[name]) for name in ("ride_calls", "ride_served", "ride_rejected", "ride_shared")],
                             [2, 1, 0, 1])
            self.assertAlmostEqual(float(row["ride_wait_s"]), fleet["mean_wait_s"], places=6)
            self.assertGreater(float(row["ride_wait_s"]), 100)  # 1,000 m at 10 m/s, and doors
            direct_s, getting_on_s = 111, 30
            self.assertAlmostEqual(float(row["ride_detour"]), 1 + getting_on_s / direct_s)
            row, fleet = self.sheet_of(pathlib.Path(scratch), 3, 1, 200)
            self.assertEqual(fleet["rejected"], 2)
            self.assertAlmostEqual(float(row["ride_rejected"]), 2 / 3)
            self.assertAlmostEqual(float(row["ride_served"]), 1 / 3)
            self.assertEqual(float(row["ride_shared"]), 0)
            self.assertAlmostEqual(float(row["ride_detour"]), 1 + getting_on_s / direct_s)


class Energy(unittest.TestCase):
    """Two summer days of a small town with panels, the power gone for a part of them."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        machi.run("synth", cls.folder / "town", "--buildings", 120, "--quiet")
        machi.run("import", cls.folder / "town", "-o", cls.folder / "city.h5", "--quiet")

    def ran(self, name, **energy):
        scenario = self.folder / f"{name}.yaml"
        scenario.write_text(json.dumps({
            "scenario": {"name": name}, "city": {"file": "city.h5"}, "output": {"report": False},
            "energy": {"weather_city": "chiba", "from_day": "08-05", "days": 2, "warm_up_days": 3, **energy}}), encoding="utf-8")
        result = machi.run("run", scenario, "-o", self.folder / name, "--quiet")
        self.assertEqual(result.returncode, 0, result)
        return self.folder / name, json.loads((self.folder / name / "kpi.json").read_text(encoding="utf-8"))["energy"]

    def test_self_sufficiency_and_peak(self):
        base, kpi = self.ran("base")
        panels, with_panels = self.ran("panels", measures=[{"kind": "photovoltaic", "share": 1, "roof_share": 0.5}])
        without, row = sheet(base)["all"], sheet(panels)["all"]
        self.assertGreater(float(row["self_sufficiency"]), float(without["self_sufficiency"]) + 0.05)
        self.assertAlmostEqual(float(row["electricity_MWh"]), float(without["electricity_MWh"]), delta=1e-3)
        self.assertAlmostEqual(float(row["self_sufficiency"]),
                               1 - with_panels["from_grid_MWh"] / float(row["electricity_MWh"]), delta=1e-4)
        self.assertAlmostEqual(float(row["peak_kW"]), with_panels["peak_kW"])
        self.assertLess(float(row["peak_kW"]), float(without["peak_kW"]))
        self.assertAlmostEqual(float(without["co2_t"]), kpi["co2_t"])
        self.assertEqual(without["danger_h"], "", "there is no outage")
        cells = sheet(panels, "--mesh", 250)
        whole = cells.pop("all")
        for column in ("zones", "heated_floor_m2", "electricity_MWh"):
            self.assertAlmostEqual(sum(float(one[column] or 0) for one in cells.values()), float(whole[column]), delta=1e-3)
        self.assertEqual({one["peak_kW"] for one in cells.values()}, {""}, "the run has districts of 1 km only")
        self.assertAlmostEqual(sum(float(one["co2_t"] or 0) for one in cells.values()), float(whole["co2_t"]),
                               delta=1e-4 * float(whole["co2_t"]))

    def test_peaks_by_area_are_those_of_the_districts_that_make_it_up(self):
        run, kpi = self.ran("meshes", district_mesh="quarter")
        own = {one["name"]: one["peak_kW"] for one in kpi["by_district"]}
        for mesh in (250, 500):
            cells = sheet(run, "--mesh", mesh)
            whole = float(cells.pop("all")["peak_kW"])
            peaks = {name: float(one["peak_kW"]) for name, one in cells.items() if one["zones"] not in ("", "0")}
            self.assertGreater(len(peaks), 1)
            self.assertGreater(sum(peaks.values()), whole * (1 - 1e-9))
            self.assertLess(max(peaks.values()), whole)
            if mesh == 250:
                self.assertEqual(set(peaks), set(own))
            for name, peak_kW in peaks.items():
                inside = [kW for cell, kW in own.items() if cell.startswith(name)]
                self.assertLessEqual(peak_kW, sum(inside) * (1 + 1e-9))
                self.assertGreaterEqual(peak_kW, max(inside) * (1 - 1e-9))
        self.assertEqual({one["peak_kW"] for name, one in sheet(run, "--mesh", 100).items() if name != "all"}, {""})

    def test_hours_of_danger_in_an_outage(self):
        hot, _ = self.ran("hot", outage_from="08-05 06:00", outage_to="08-06 06:00")
        cold, _ = self.ran("cold", outage_from="01-20 00:00", outage_to="01-21 12:00", from_day="01-20")
        for run, hours in ((hot, 24), (cold, 36)):
            row = sheet(run)["all"]
            self.assertEqual(float(row["outage_h"]), hours)
            self.assertGreaterEqual(float(row["danger_h"]), 0)
            self.assertLessEqual(float(row["danger_h"]), hours)
        self.assertGreater(float(sheet(cold)["all"]["danger_h"]), 1)


class Town(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.run_folder = make_town_run(cls.folder)
        cls.kpi = json.loads((cls.run_folder / "kpi.json").read_text(encoding="utf-8"))["evacuation"]

    def test_cells_sum_to_the_whole(self):
        rows = sheet(self.run_folder, "--mesh", 250, "--arrival-s", 400)
        whole = rows.pop("all")
        self.assertGreater(len(rows), 3)
        for column in ("persons", "safe", "lost", "staying", "under_way", "not_safe_at_arrival", "in_difficult_area",
                       "in_hazard_zone", "taken_in", "full_shelters"):
            self.assertEqual(sum(float(row[column]) for row in rows.values()), float(whole[column]), column)
        self.assertEqual(float(whole["safe"]), self.kpi["safe"])
        self.assertEqual(float(whole["persons"]), self.kpi["agents"])
        self.assertEqual(float(whole["taken_in"]), float(whole["safe"]))
        known = [place for place in self.kpi["destinations"] if place["capacity"]]
        self.assertGreater(len(known), 1)
        self.assertAlmostEqual(float(whole["shelter_load"]), sum(place["arrived"] for place in known) /
                               sum(place["capacity"] for place in known))

    def test_more_time_leaves_fewer_in_difficult_areas(self):
        found = [float(sheet(self.run_folder, "--arrival-s", 300 + reach)["all"]["in_difficult_area"])
                 for reach in (0, 100, 300, 1000, 100000)]
        self.assertEqual(found, sorted(found, reverse=True))
        self.assertGreater(found[0], found[3])
        self.assertEqual(found[1], float(sheet(self.run_folder, "--arrival-s", 600, "--climb-s", 200)["all"]["in_difficult_area"]))
        row = sheet(self.run_folder, "--arrival-s", 600)["all"]
        way = float(sheet(self.run_folder, "--arrival-s", 600)["all"]["share_within_300_m"])
        self.assertAlmostEqual(1 - float(row["in_difficult_area"]) / float(row["persons"]), way, delta=0.02)
        self.assertLessEqual(float(row["share_within_300_m"]), float(row["share_within_500_m"]))
        self.assertLessEqual(float(row["share_within_500_m"]), float(row["share_within_800_m"]))

    def test_the_city_itself(self):
        rows = sheet(self.run_folder, "--mesh", 250)
        whole = rows.pop("all")
        self.assertEqual(whole["walkability"], "")
        index = [float(row["walkability"]) for row in rows.values() if row["walkability"] != ""]
        self.assertGreater(len(index), 3)
        self.assertAlmostEqual(sum(index), 0, delta=1e-9)  # z of the areas sum to nothing
        self.assertGreater(max(index), min(index))
        self.assertAlmostEqual(sum(float(row["residents"]) for row in rows.values()), float(whole["residents"]), delta=1e-6)
        for what in ("people", "shops", "services"):
            reached = [float(whole[f"{what}_15_min_{mode}"]) for mode in ("walk", "bicycle", "car")]
            self.assertLess(reached[0], reached[1])
        self.assertLess(float(whole["shops_10_min_walk"]), float(whole["shops_15_min_walk"]))
        self.assertLessEqual(float(whole["people_15_min_car"]), float(whole["residents"]) * (1 + 1e-9))
        self.assertEqual(whole["people_15_min_transit"], "", "the run has no timetable")
        for name in ("near_shops", "near_services"):
            self.assertGreater(float(whole[name]), 0)
            self.assertLessEqual(float(whole[name]), 1)
            covered = sum(float(row[name] or 0) * float(row["residents"]) for row in rows.values())
            self.assertAlmostEqual(covered / float(whole["residents"]), float(whole[name]))

    def shuttle(self, minutes, route_type=3):
        """A timetable in which vehicles leave both of two stops for the other every minute from 8:00, a minute on the way."""
        with zipfile.ZipFile(self.folder / "town/transit/gtfs.zip") as feed:
            known = list(csv.DictReader(io.TextIOWrapper(feed.open("stops.txt"), encoding="utf-8-sig")))
        west, east = (min(known, key=lambda s: float(s["stop_lon"])), max(known, key=lambda s: float(s["stop_lon"])))
        clock = [f"{8 + minute // 60:02d}:{minute % 60:02d}:00" for minute in range(minutes + 1)]
        tables = {
            "agency.txt": ["agency_id,agency_name,agency_url,agency_timezone", "a,a,http://a.example,Asia/Tokyo"],
            "calendar_dates.txt": ["service_id,date,exception_type", "d,20260407,1"],
            "stops.txt": ["stop_id,stop_name,stop_lat,stop_lon"] + [
                f"{end},{end},{stop['stop_lat']},{stop['stop_lon']}" for end, stop in (("w", west), ("e", east))],
            "routes.txt": ["route_id,agency_id,route_short_name,route_type", f"r,a,r,{route_type}"],
            "trips.txt": ["route_id,service_id,trip_id"] + [f"r,d,{end}{m}" for end in "we" for m in range(minutes)],
            "stop_times.txt": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"] + [
                f"{a}{m},{clock[m + k]},{clock[m + k]},{stop},{k}"
                for a, b in ("we", "ew") for m in range(minutes) for k, stop in enumerate((a, b))]}
        path = self.folder / f"shuttle_{minutes}_{route_type}.zip"
        with zipfile.ZipFile(path, "w") as feed:
            for table, rows in tables.items():
                feed.writestr(table, "\n".join(rows) + "\n")
        return path

    def test_by_transit_it_is_the_median_departure_that_counts(self):
        """Departures are tried at 8:00, 8:07 … 8:56 and stops lie at most 12.5 min away: vehicles until 8:27 carry four of
        nine, until 8:41 five."""
        def reached(minutes, **how):
            return sheet(self.run_folder, "--gtfs", self.shuttle(minutes, **how))["all"]

        always, most, less = reached(75), reached(42), reached(28)
        for what in ("people", "shops", "services"):
            self.assertEqual(less[f"{what}_15_min_transit"], less[f"{what}_15_min_walk"])
            for name in (f"{what}_15_min_transit", f"{what}_30_min_transit"):
                self.assertEqual(most[name], always[name])
        self.assertGreater(float(always["people_15_min_transit"]), float(less["people_15_min_transit"]))
        by_bus, by_train = float(always["near_stops"]), float(reached(3, route_type=2)["near_stops"])
        self.assertGreater(by_bus, 0)
        self.assertGreater(by_train, by_bus, "800 m of a station, 300 m of a bus stop")

    def test_by_the_towns_own_timetable(self):
        feed = self.folder / "town/transit/gtfs.zip"
        rows = sheet(self.run_folder, "--gtfs", feed, "--date", "2026-04-07", "--mesh", 250)
        whole = rows.pop("all")
        self.assertGreater(float(whole["people_15_min_transit"]), float(whole["people_15_min_walk"]))
        self.assertGreater(float(whole["people_30_min_transit"]), float(whole["people_15_min_transit"]))
        for row in rows.values():
            if row["people_15_min_walk"]:
                self.assertGreaterEqual(float(row["people_15_min_transit"]), float(row["people_15_min_walk"]) * (1 - 1e-12))
        again = machi.run("kpi", self.run_folder, "--gtfs", feed, "--date", "2026-04-07", "--mesh", 250, ranks=2,
                          OMP_NUM_THREADS=2)
        self.assertEqual(again.returncode, 0, again)
        self.assertEqual({row["area"]: row for row in csv.DictReader(io.StringIO(again.stdout))}, {"all": whole, **rows})
        wrong = machi.run("kpi", self.run_folder, "--gtfs", self.folder / "nowhere.zip")
        self.assertEqual(wrong.returncode, 3, wrong)
        self.assertIn("nowhere.zip", wrong.stderr)

    def test_districts_and_files(self):
        area = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "全域"}, "geometry": {
            "type": "Polygon", "coordinates": [[[139, 34], [140.5, 34], [140.5, 35.5], [139, 35.5], [139, 34]]]}}]}
        path = self.folder / "districts.geojson"
        path.write_text(json.dumps(area, ensure_ascii=False), encoding="utf-8")
        rows = sheet(self.run_folder, "--districts", path)
        self.assertEqual(rows["全域"]["persons"], rows["all"]["persons"])
        self.assertEqual(rows["all"]["in_difficult_area"], "")
        output = self.folder / "sheet"
        self.assertEqual(machi.run("kpi", self.run_folder, "-o", output).returncode, 0)
        made = json.loads((output / "sheet.json").read_text(encoding="utf-8"))
        self.assertEqual([one["id"] for one in made["definitions"]], list(made["areas"][0])[1:])
        self.assertTrue((output / "sheet.csv").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
