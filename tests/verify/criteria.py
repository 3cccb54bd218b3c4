"""The criteria: each function takes the runs of one scenario under one model and answers with a Result."""
import dataclasses

import laws
import runs as results


@dataclasses.dataclass
class Result:
    value: str
    passed: bool
    note: str = ""


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def within(value, low, high, note="", digits=3):
    """A number inside closed bounds; None stands for an endless one."""
    good = (low is None or value >= low) and (high is None or value <= high)
    return Result(f"{value:.{digits}g}", good, note)


def failed(note):
    return Result("–", False, note)


def crossing_s(run):
    """From the first line to the second; None where one was never crossed."""
    start, end = run.times_s("from"), run.times_s("to")
    return end[0] - start[0] if start and end else None


def time_from_rest(runs, low_s, high_s):
    end = runs[0].times_s("to")
    return within(end[0], low_s, high_s, digits=4) if end else failed("the line was never crossed")


def time_at_full_speed(runs, expected_s):
    """Within one update."""
    time_s = crossing_s(runs[0])
    if time_s is None:
        return failed("a line was never crossed")
    slack_s = runs[0].dt_s + 1e-6
    return within(time_s, expected_s - slack_s, expected_s + slack_s, digits=4)


def time_ratio(runs, expected_s, low=0.95, high=1.05):
    time_s = crossing_s(runs[0])
    return failed("a line was never crossed") if time_s is None else within(time_s / expected_s, low, high)


def stated_diagram(runs, diagram, relative=0.10, absolute_m_s=0.05):
    """Largest |v - stated| in its allowance, over the densities that fit. The run may state its own diagram."""
    worst, note = 0.0, ""
    for run in runs:
        measure = run.measure("all")
        stated = measure.get("stated_speed_m_s")
        if stated is None:
            stated = diagram(run)
        if stated is None:
            return failed("the model states no diagram here")
        allowance = max(relative * stated, absolute_m_s)
        share = abs(run.speed_m_s() - stated) / allowance
        if share >= worst:
            worst = share
            note = (f"worst at {run.variant['name']}: {run.speed_m_s():.3f} m/s, "
                    f"stated {stated:.3f} m/s")
    return Result(f"{worst:.2f} of the bound", worst <= 1, note)


def steps_after_departure(runs):
    """Largest number of steps between own start and the step of the first displacement."""
    worst = 0.0
    for run in runs:
        for person in run.persons:
            moved_s = person["first_moved_s"]
            if moved_s is None:
                return failed(f"person {person['id']:.0f} never moved")
            worst = max(worst, abs(moved_s - person["departure_s"]) / run.dt_s)
    return within(worst, 0, 1 + 1e-3)


def positions_outside(runs):
    count = sum(run.evacuation["positions_outside"] for run in runs)
    return Result(str(count), count == 0)


def drawn_uniformly(runs, column, low_key, high_key):
    """Least p of the variants; every value inside the range."""
    least, note = 1.0, ""
    for run in runs:
        low, high = run.variant[low_key], run.variant[high_key]
        values = [person[column] for person in run.persons]
        if min(values) < low - 1e-6 or max(values) > high + 1e-6:
            return failed(f"{run.variant['name']}: {min(values):.3f} … {max(values):.3f} leaves {low} … {high}")
        p = laws.kolmogorov_smirnov_p(values, laws.uniform(low, high))
        if p <= least:
            least, note = p, f"least at {run.variant['name']}"
    return Result(f"{least:.3f}", least >= 0.01, note)


def by_variant(runs):
    groups = {}
    for run in runs:
        groups.setdefault(run.variant["name"], []).append(run)
    return groups


def mean_last_arrival_s(runs, of_class=None):
    """None where somebody did not arrive in some run."""
    times_s = [run.last_arrival_s(of_class) for run in runs]
    return None if None in times_s else mean(times_s)


def exits_halved(runs, low, high):
    """Mean ratio of the last arrivals with half of the exits to those with all, seed by seed."""
    groups = by_variant(runs)
    all_open = {run.seed: run.last_arrival_s() for run in groups["four"]}
    half = {run.seed: run.last_arrival_s() for run in groups["two"]}
    if None in all_open.values() or None in half.values():
        return failed("somebody did not arrive")
    return within(mean(half[seed] / all_open[seed] for seed in all_open), low, high)


def assigned_exit_used(runs):
    """A class is called like the exit that its persons are assigned to."""
    persons = [person for run in runs for person in run.persons]
    share = mean(person["fate"] == "safe" and person["destination"] == person["class"] for person in persons)
    return Result(f"{share:.3f}", share == 1)


def near_exit_preferred(runs):
    """More than half through exit 1, at least one through exit 2, in every run."""
    shares, others = [], []
    for run in runs:
        shares.append(run.arrived_at("exit_1") / len(run.persons))
        others.append(run.arrived_at("exit_2"))
    return Result(f"{min(shares):.2f}; {min(others)}", min(shares) > 0.5 and min(others) >= 1,
                  "least share through exit 1; least persons through exit 2")


def bottleneck_holds_back(runs):
    density = max(max(run.measure("room_2")["by_second"]["density_1_m2"], default=0) for run in runs)
    difference = mean(abs(results.steady_flow_1_s(run.times_s("last_exit")) -
                          results.steady_flow_1_s(run.times_s("bottleneck"))) for run in runs)
    return Result(f"{density:.2f} /m²; {difference:.3f} /s", density < 2 and difference <= 0.05,
                  "largest density in room 2; mean difference of flows")


def count_between(times_s, begin_s, end_s):
    return sum(begin_s < time <= end_s for time in times_s)


def slope(times_s, values):
    """Of the straight line that fits best."""
    middle_t, middle_v = mean(times_s), mean(values)
    spread = sum((t - middle_t)**2 for t in times_s)
    return sum((t - middle_t) * (v - middle_v) for t, v in zip(times_s, values)) / spread if spread > 0 else 0.0


def jam_of(run):
    """(inflow - outflow before the stair, rise of the density there) while 10-50 % of the persons pass its foot."""
    foot, before = run.times_s("foot"), run.times_s("before_foot")
    if len(foot) < 10:
        return None
    begin_s, end_s = foot[int(0.1 * (len(foot) - 1))], foot[int(0.5 * (len(foot) - 1))]
    if end_s <= begin_s:
        return None
    surplus = (count_between(before, begin_s, end_s) - count_between(foot, begin_s, end_s)) / (end_s - begin_s)
    area = run.measure("foot_area")["by_second"]
    series = [(t, d) for t, d in zip(area["second"], area["density_1_m2"]) if begin_s <= t <= end_s]
    return (surplus, slope(*zip(*series))) if len(series) > 1 else None


def jam_grows(runs, least_1_s):
    jams = [jam_of(run) for run in runs]
    if None in jams:
        return failed("too few persons reached the stair")
    surplus, rise = mean(jam[0] for jam in jams), mean(jam[1] for jam in jams)
    return Result(f"{surplus:.3f} /s", surplus >= least_1_s and rise > 0, f"density rises by {rise:.4f} /m² each second")


def rising_last_arrivals(runs, names, class_of):
    """Mean last arrivals strictly rise in the order of names; class_of(name) are (runs, class)."""
    times_s = [mean_last_arrival_s(*class_of(name)) for name in names]
    if None in times_s:
        return failed("somebody did not arrive")
    rising = all(a < b for a, b in zip(times_s, times_s[1:]))
    return Result(" < ".join(f"{time:.1f}" for time in times_s) + " s" if rising else
                  ", ".join(f"{time:.1f}" for time in times_s) + " s", rising, " · ".join(names))


def counterflow_delays(runs):
    groups = by_variant(runs)
    names = sorted(groups, key=float)
    return rising_last_arrivals(runs, names, lambda name: (groups[name], "there"))


def longer_way_takes_longer(runs):
    return rising_last_arrivals(runs, ["short", "corner", "long"], lambda name: (runs, name))


def mean_flow(runs, most_1_s):
    """Persons per second from the start to the last who left, the largest of the seeds."""
    flows = []
    for run in runs:
        last_s = run.last_arrival_s()
        if last_s is None:
            return failed("somebody did not get out")
        flows.append(len(run.persons) / last_s)
    return within(max(flows), None, most_1_s)


def flow_falls(runs, dense, best, most):
    """Ratio of the flows at two densities."""
    flows = {}
    for run in runs:
        flows[run.variant["name"]] = run.measure("all")["density_1_m2"] * run.speed_m_s()
    return within(flows[dense] / flows[best], None, most) if flows[best] > 0 else failed("nobody moves")


def speed_in_smoke(runs, free_m_s, way_m, low, high):
    """The ratio to the law's speed that is farthest from 1."""
    worst, note = 1.0, ""
    for run in runs:
        time_s = crossing_s(run)
        if time_s is None:
            return failed(f"{run.variant['name']}: a line was never crossed")
        expected = free_m_s * laws.smoke_factor(run.variant["law"], run.variant["extinction_1_m"])
        ratio = way_m / time_s / expected
        if abs(ratio - 1) >= abs(worst - 1):
            worst, note = ratio, f"at {run.variant['name']}"
    return within(worst, low, high, note, digits=4)


def incapacitation(runs, speed_m_s, before_m):
    """Steps between the time of dose 1 and the hand calculation; the largest. A person that is overcome stops: its way
    in the gases, which begin after before_m, tells the time."""
    worst, note = 0.0, ""
    for run in runs:
        gases = {key: run.variant[key] for key in ("co_ppm", "co2_percent", "o2_percent", "hcn_ppm")}
        expected_s = 1 / laws.dose_per_s(**gases)
        reached_s = (run.persons[0]["walked_m"] - before_m) / speed_m_s
        steps = abs(reached_s - expected_s) / run.dt_s
        if steps >= worst:
            worst, note = steps, f"{run.variant['name']}: {reached_s:.2f} s, by hand {expected_s:.2f} s"
    return within(worst, 0, 1 + 1e-2, note)


def other_exit_used(runs):
    share = mean(run.arrived_at("exit_2") / len(run.persons) for run in runs)
    return Result(f"{share:.3f}", share == 1)


def measured_diagram(runs, bins, density_key, most_sd):
    """Largest |v - mean| / sd over the bins, v the mean of the seeds; every bin needs a run. bins: {density: (speed,
    sd)}."""
    worst, note, missed = 0.0, "", set(bins)
    for group in by_variant(runs).values():
        density = group[0].variant[density_key]
        speed, sd = bins[density]
        missed.discard(density)
        v = mean(run.speed_m_s() for run in group)
        deviation = abs(v - speed) / sd
        if deviation >= worst:
            worst = deviation
            note = f"worst at {density:g}: {v:.3f} m/s, measured {speed:g} ± {sd:g}"
    if missed:
        return failed("no run at " + ", ".join(f"{density:g}" for density in sorted(missed)))
    return within(worst, None, most_sd, note)


def measured_flow(runs, low, high):
    """Mean flow of the seeds over the measured one."""
    flow = mean(results.steady_flow_1_s(run.times_s("door")) for run in runs)
    stuck = sum(run.last_arrival_s() is None for run in runs)
    result = within(flow / runs[0].variant["measured_1_s"], low, high, f"{flow:.2f} persons/s")
    if stuck:
        return Result(result.value, False, f"{result.note}; in {stuck} of {len(runs)} runs somebody did not get out")
    return result


def formula_diagram(runs, most):
    """Largest relative deviation from Weidmann's diagram."""
    worst, note = 0.0, ""
    for run in runs:
        stated = laws.weidmann(run.variant["density_1_m2"])
        deviation = abs(run.speed_m_s() - stated) / stated
        if deviation >= worst:
            worst, note = deviation, f"worst at {run.variant['name']} /m²"
    return within(worst, None, most, note)


def reach(runs):
    """Of two persons half a metre before and beyond the reach exactly the nearer one arrives, within an update."""
    run = runs[0]
    arrived = len(run.arrivals_s())
    times_s = run.times_s("almost")
    if not times_s:
        return failed("nobody came to the last metre")
    late_s = abs(times_s[0] - (300 + 2159))
    return Result(f"{arrived} of 2", arrived == 1 and late_s <= run.dt_s + 1e-6, f"{late_s:.3f} s from the exact time")
