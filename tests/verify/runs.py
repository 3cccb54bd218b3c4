"""What a run of machi leaves that the criteria are evaluated from: kpi.json and persons.csv."""
import csv
import json
import pathlib


def number(text):
    """A field of persons.csv; None where it is empty."""
    try:
        return float(text)
    except ValueError:
        return text if text else None


class Run:
    """One run: its variant (an entry of variants.json), its seed, and its results."""

    def __init__(self, variant, seed, evacuation, persons=()):
        self.variant = variant
        self.seed = seed
        self.evacuation = evacuation
        self.persons = list(persons)

    @classmethod
    def load(cls, folder, variant, seed):
        folder = pathlib.Path(folder)
        evacuation = json.loads((folder / "kpi.json").read_text(encoding="utf-8"))["evacuation"]
        with open(folder / "persons.csv", encoding="utf-8", newline="") as file:
            persons = [{key: number(text) for key, text in row.items()} for row in csv.DictReader(file)]
        return cls(variant, seed, evacuation, persons)

    @property
    def dt_s(self):
        return self.evacuation["dt_s"]

    def times_s(self, line):
        """When persons crossed a line for the first time, rising."""
        return sorted(self.evacuation["lines"][line]["times_s"])

    def measure(self, name):
        return self.evacuation["measures"][name]

    def arrivals_s(self, source=None):
        return sorted(person["arrival_s"] for person in self.persons
                      if person["arrival_s"] is not None and source in (None, person["source"]))

    def last_arrival_s(self, source=None):
        """When the last person arrived; None where somebody did not."""
        everyone = [person for person in self.persons if source in (None, person["source"])]
        if not everyone or any(person["arrival_s"] is None for person in everyone):
            return None
        return max(person["arrival_s"] for person in everyone)

    def arrived_at(self, destination):
        return sum(person["destination"] == destination and person["arrival_s"] is not None
                   for person in self.persons)


def between_percentiles(times_s, low=0.1, high=0.9):
    """(first, last) of the persons between two shares of all, as indices: flows leave out the start and the end."""
    count = len(times_s)
    return int(low * (count - 1)), int(high * (count - 1))


def steady_flow_1_s(times_s):
    """Persons per second between the 10 % and the 90 % person."""
    first, last = between_percentiles(times_s)
    duration_s = times_s[last] - times_s[first] if times_s else 0
    return (last - first) / duration_s if duration_s > 0 else 0.0
