"""Which scenario, models and evaluation stand for which row of the criteria."""
import csv
import dataclasses
import pathlib
import typing

import criteria
import laws

MODELS = ("collision_free_speed", "collision_free_speed_v2", "social_force", "density")
MEASURED = ("collision_free_speed", "collision_free_speed_v2", "social_force")


@dataclasses.dataclass
class Case:
    suite: str
    test: str  # as in criteria.csv, or words of our own
    folder: str
    bound: str
    evaluate: typing.Callable  # (runs, bins) -> Result
    models: tuple = MODELS
    gates: tuple = MODELS  # of the models, those that must pass

    @property
    def name(self):
        return f"{self.suite} {self.test}"


def read_bins(shared):
    """{set: {density: (speed, sd)}} of the bins with 20 points or more; empty where the data are not there."""
    path = pathlib.Path(shared, "evacuation/validation/fd_binned_dev.csv")
    bins = {}
    if not path.is_file():
        return bins
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if int(row["n"]) >= 20:
                bins.setdefault(row["set"], {})[float(row["rho"])] = (float(row["v_mean"]), float(row["v_sd"]))
    return bins


def flat_diagram(run):
    """What a model states for a plane crowd of 1.3 m/s where the run does not say."""
    if run.model == "density":
        return laws.weidmann(run.variant["density_1_m2"], 1.3)
    if run.model == "collision_free_speed_v2":
        return laws.between(laws.CROWD_V2, run.variant["density_1_m2"])
    return None


# Time gap in s and radius in m of the models that follow laws.single_file (docs/models/local_motion.md).
FILE_LAW = {"collision_free_speed": (1.0, 0.2), "collision_free_speed_v2": (0.69, 0.218)}


def file_diagram(run):
    """The same in single file."""
    model, lane_m = run.model, 0.5
    if model == "density":
        return laws.weidmann(run.variant["density_1_m"] / lane_m, 1.3)
    if model not in FILE_LAW:
        return None
    time_gap_s, radius_m = FILE_LAW[model]
    return laws.single_file(run.variant["density_1_m"], 1.3, run.used.get("time_gap_s", time_gap_s),
                            run.used.get("radius_m", radius_m))


def case(suite, test, folder, bound, evaluate, models=MODELS, gates=None):
    return Case(suite, test, folder, bound, lambda runs, bins: evaluate(runs), models, models if gates is None else gates)


def measured(folder, test, name, density_key):
    def evaluate(runs, bins):
        if name not in bins:
            return None
        return criteria.measured_diagram(runs, bins[name], density_key, 1.5)
    return Case("Juelich", test, folder, "each bin's mean ± 1.5 sd", evaluate, MEASURED, MODELS[1:2])


def bottleneck(width):
    return case("Juelich", f"bottleneck {width} m", f"juelich_bottleneck_{width.replace('.', '')}", "0.85 … 1.15 of the measured flow",
                lambda runs: criteria.measured_flow(runs, 0.85, 1.15), MEASURED, MODELS[1:2])


ONE = MODELS[:1]  # what no model of motion takes part in

CASES = [
    case("RiMEA", "1", "rimea_01", "26 … 34 s", lambda runs: criteria.time_from_rest(runs, 26, 34)),
    case("RiMEA", "2", "rimea_02", "0.95 … 1.05", lambda runs: criteria.time_ratio(runs, 10 / 0.665)),
    case("RiMEA", "3", "rimea_03", "0.95 … 1.05", lambda runs: criteria.time_ratio(runs, 10 / 0.798)),
    case("RiMEA", "4", "rimea_04", "stated diagram ± 10 % or 0.05 m/s",
         lambda runs: criteria.stated_diagram(runs, flat_diagram)),
    case("RiMEA", "4, single file", "rimea_04_single_file", "stated diagram ± 10 % or 0.05 m/s",
         lambda runs: criteria.stated_diagram(runs, file_diagram)),
    case("RiMEA", "5", "rimea_05", "≤ 1 step", criteria.steps_after_departure),
    case("RiMEA", "6", "rimea_06", "0 positions", criteria.positions_outside),
    case("RiMEA", "7", "rimea_07", "inside the class, p ≥ 0.01",
         lambda runs: criteria.drawn_uniformly(runs, "free_speed_m_s", "low_m_s", "high_m_s"), ONE),
    case("RiMEA", "9", "rimea_09", "1.8 … 2.2", lambda runs: criteria.exits_halved(runs, 1.8, 2.2)),
    case("RiMEA", "10", "rimea_10", "1", criteria.assigned_exit_used),
    case("RiMEA", "11", "rimea_11", "> 0.5; ≥ 1", criteria.near_exit_preferred),
    case("RiMEA", "12", "rimea_12", "< 2 /m²; ≤ 0.05 /s", criteria.bottleneck_holds_back),
    case("RiMEA", "13", "rimea_13", "≥ 0.05 /s, density rising", lambda runs: criteria.jam_grows(runs, 0.05)),
    case("RiMEA", "15", "rimea_15", "rising", criteria.longer_way_takes_longer),
    case("IMO", "1", "imo_01", "40 s ± 1 update", lambda runs: criteria.time_at_full_speed(runs, 40)),
    case("IMO", "2", "imo_02", "10 s ± 1 update", lambda runs: criteria.time_at_full_speed(runs, 10)),
    case("IMO", "3", "imo_03", "10 s ± 1 update", lambda runs: criteria.time_at_full_speed(runs, 10)),
    case("IMO", "4", "imo_04", "≤ 1.33 /s", lambda runs: criteria.mean_flow(runs, 1.33)),
    case("IMO", "5", "imo_05", "≤ 1 step", criteria.steps_after_departure),
    case("IMO", "6", "imo_06", "0 positions", criteria.positions_outside),
    case("IMO", "7", "imo_07", "inside the class, p ≥ 0.01",
         lambda runs: criteria.drawn_uniformly(runs, "free_speed_m_s", "low_m_s", "high_m_s"), ONE),
    case("IMO", "8", "imo_08", "rising", criteria.counterflow_delays),
    case("IMO", "11", "imo_11", "≥ 0.05 /s, density rising", lambda runs: criteria.jam_grows(runs, 0.05)),
    case("IMO", "12", "imo_12", "≤ 0.8", lambda runs: criteria.flow_falls(runs, "4", "1.75", 0.8)),
    case("NIST", "1.1", "nist_1_1", "p ≥ 0.01",
         lambda runs: criteria.drawn_uniformly(runs, "departure_s", "low_s", "high_s"), ONE),
    case("NIST", "2.5", "nist_2_5", "0.98 … 1.02", lambda runs: criteria.speed_in_smoke(runs, 1.25, 80, 0.98, 1.02)),
    case("NIST", "2.6", "nist_2_6", "≤ 1 step", lambda runs: criteria.incapacitation(runs, 1.0, 8)),
    case("NIST", "4.1", "nist_4_1", "1", criteria.other_exit_used),
    measured("juelich_uo", "FD UO", "UO", "density_1_m2"),
    measured("juelich_bo", "FD BO", "BO", "density_1_m2"),
    measured("juelich_1d", "FD 1D", "1D", "density_1_m"),
    bottleneck("0.50"), bottleneck("0.95"), bottleneck("1.20"), bottleneck("1.80"),
    case("Weidmann", "FD", "weidmann_fd", "± 5 %", lambda runs: criteria.formula_diagram(runs, 0.05), MODELS[3:]),
    case("Manuals", "straight road", "manual_straight_road", "1 of 2, within an update", criteria.reach),
]
