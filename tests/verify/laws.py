"""Hand calculations that runs are held against."""
import math


def weidmann(density_1_m2, free_m_s=1.34, gamma_1_m2=1.913, jam_1_m2=5.4):
    """Weidmann's diagram (1993) in Kladek's form."""
    if density_1_m2 <= 0:
        return free_m_s
    return max(0.0, free_m_s * (1 - math.exp(-gamma_1_m2 * (1 / density_1_m2 - 1 / jam_1_m2))))


def single_file(density_1_m, free_m_s, time_gap_s, radius_m):
    """Speed of the collision-free speed model where everybody follows somebody: (spacing - 2 r) / T."""
    return min(free_m_s, max(0.0, (1 / density_1_m - 2 * radius_m) / time_gap_s))


# Collision-free speed v2 in a corridor 2 m wide, one direction, free speeds 1.2–1.4 m/s: (1/m², m/s), the table of
# docs/models/local_motion.md.
CROWD_V2 = ((0.5, 1.262), (1, 1.204), (2, 0.818), (3, 0.366), (4, 0.117), (5, 0.049), (6, 0.041))


def between(table, x):
    """From a table of (x, y) with rising x, in straight lines; beyond its ends the nearest."""
    for (x0, y0), (x1, y1) in zip(table, table[1:]):
        if x <= x1:
            return y0 + (y1 - y0) * max(0.0, x - x0) / (x1 - x0)
    return table[-1][1]


def smoke_factor(law, extinction_1_m):
    """Part of the free speed that is left in smoke."""
    if extinction_1_m <= 0:
        return 1.0
    if law == "fds_evac":
        return max(0.1, 1 - 0.057 / 0.706 * extinction_1_m)
    visibility_m = 3 / extinction_1_m
    return visibility_m / (visibility_m + 2)


def dose_per_s(co_ppm, co2_percent, o2_percent, hcn_ppm):
    """Fractional effective dose per second as FDS+Evac sums it."""
    co = 2.764e-5 * co_ppm**1.036 / 60
    hcn = (math.exp(hcn_ppm / 43) / 220 - 0.0045) / 60 if hcn_ppm > 0 else 0.0
    breathing = math.exp(0.1903 * co2_percent + 2.0004) / 7.1
    low_oxygen = 1 / (60 * math.exp(8.13 - 0.54 * (20.9 - o2_percent))) if o2_percent < 19.5 else 0.0
    return (co + hcn) * breathing + low_oxygen


def kolmogorov_smirnov_p(values, distribution):
    """Asymptotic p of the values under a continuous distribution function."""
    ordered = sorted(values)
    n = len(ordered)
    distance = 0.0
    for k, value in enumerate(ordered):
        below = distribution(value)
        distance = max(distance, below - k / n, (k + 1) / n - below)
    scaled = (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n)) * distance
    if scaled < 0.2:
        return 1.0
    terms = ((-1) ** (k - 1) * math.exp(-2 * k * k * scaled * scaled) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * sum(terms)))


def uniform(low, high):
    """The distribution function of a uniform law."""
    return lambda value: min(1.0, max(0.0, (value - low) / (high - low)))
