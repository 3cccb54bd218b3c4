"""What a run of machi leaves that the criteria are evaluated from: kpi.json, persons.csv and used.yaml."""
import csv
import json
import pathlib
import re


def number(text):
    """A field of persons.csv; None where it is empty."""
    try:
        return float(text)
    except ValueError:
        return text if text else None


def used_values(text, section):
    """The flat numbers of a section of used.yaml."""
    body = re.search(rf"^{section}:\n((?:[ \t].*\n?)*)", text, re.MULTILINE)
    return {key: float(value) for key, value in
            re.findall(r"^  (\w+): ([-+.\deE]+)(?:\s|$)", body[1] if body else "", re.MULTILINE)}


class Run:
    """One run: its variant (an entry of variants.json), its seed, and its results. `evacuation` is that of kpi.json,
    `used` the numbers of the section evacuation."""

    def __init__(self, variant, seed, evacuation, persons=(), used=None):
        self.variant = variant
        self.seed = seed
        self.evacuation = evacuation
        self.persons = list(persons)
        self.used = used or {}
        self.model = None

    @classmethod
    def load(cls, folder, variant, seed):
        folder = pathlib.Path(folder)
        evacuation = json.loads((folder / "kpi.json").read_text(encoding="utf-8"))["evacuation"]
        with open(folder / "persons.csv", encoding="utf-8", newline="") as file:
            persons = [{key: number(text) for key, text in row.items()} for row in csv.DictReader(file)]
        used = used_values((folder / "used.yaml").read_text(encoding="utf-8"), "evacuation")
        return cls(variant, seed, evacuation, persons, used)

    @property
    def dt_s(self):
        return self.used["dt_s"]

    def times_s(self, line):
        """When a line was crossed in the direction in which more cross, rising."""
        return sorted(self.evacuation["lines"][line]["times_s"])

    def measure(self, name):
        return self.evacuation["measures"][name]

    def speed_m_s(self):
        """Mean speed in the direction that each wants to go, in the measuring area `all`; 0 where nobody was there."""
        return self.measure("all")["speed_ahead_m_s"] or 0.0

    def arrivals_s(self, of_class=None):
        return sorted(person["time_s"] for person in self.of(of_class) if person["fate"] == "safe")

    def of(self, of_class=None):
        return [person for person in self.persons if of_class in (None, person["class"])]

    def last_arrival_s(self, of_class=None):
        """When the last person of a class arrived; None where somebody did not."""
        times_s = self.arrivals_s(of_class)
        return times_s[-1] if times_s and len(times_s) == len(self.of(of_class)) else None

    def arrived_at(self, destination):
        return sum(person["destination"] == destination and person["fate"] == "safe" for person in self.persons)


def between_percentiles(times_s, low=0.1, high=0.9):
    """(first, last) of the persons between two shares of all, as indices: flows leave out the start and the end."""
    count = len(times_s)
    return int(low * (count - 1)), int(high * (count - 1))


def steady_flow_1_s(times_s):
    """Persons per second between the 10 % and the 90 % person."""
    first, last = between_percentiles(times_s)
    duration_s = times_s[last] - times_s[first] if times_s else 0
    return (last - first) / duration_s if duration_s > 0 else 0.0
