"""Who is safe, by class and building of the start: python3 persons.py RUN"""
import sys

from machi_h5 import part, strings, table

FATES = ["waiting", "walking", "safe", "lost", "at_entrance", "stays"]

result = part(sys.argv[1] + "/result.h5", "evacuation")
persons = table(result["persons"])
persons["fate"] = persons["fate"].map(dict(enumerate(FATES)))
persons["class"] = persons["class"].map(dict(enumerate(strings(result["classes"], "name"))))
print(persons["fate"].value_counts().to_string())
print(persons.groupby(["class", "fate"]).size().unstack(fill_value=0))

safe = persons[persons["fate"] == "safe"]
print(safe["time_s"].quantile([0.5, 0.9, 0.99]).round(1).to_string())

lost = persons[persons["fate"] == "lost"].groupby("building").size().sort_values(ascending=False)
print(f"lost: {len(persons[persons['fate'] == 'lost'])}, from {len(lost)} buildings")
