"""A type has one definition: two of one name in a namespace share the constructors and the containers that the linker
finds first, which no compiler tells of."""
import collections
import pathlib
import re
import tempfile
import unittest

import house

NAMESPACE = re.compile(r"namespace\s*([\w:]*)\s*\{")
TYPE = re.compile(r"(?:struct|class|union|enum(?: class)?)\s+(?:alignas\([^)]*\)\s+)?(\w+)(?:\s+final)?\s*(?::[^:;{][^;{]*)?\{")


def types_of(text):
    """Names of the types that a file defines at the level of a namespace with a name."""
    found, open_namespaces, depth = [], [], 0
    for line in re.sub(r"//.*", "", text).split("\n"):
        namespace = NAMESPACE.match(line)
        if namespace:
            open_namespaces.append((depth, namespace[1]))
        defined = TYPE.match(line)
        if defined and depth == len(open_namespaces) and all(name for _, name in open_namespaces):
            found.append("::".join([name for _, name in open_namespaces] + [defined[1]]))
        depth += line.count("{") - line.count("}")
        while open_namespaces and depth <= open_namespaces[-1][0]:
            open_namespaces.pop()
    return found


def faults(root, names):
    """Types that several of the files `names` below `root` define, one sentence each."""
    places = collections.defaultdict(list)
    for name in map(str, names):
        if name.endswith((".cpp", ".hpp")) and name.split("/")[0] in ("kernels", "engine", "io", "app", "benchmarks", "tests"):
            for defined in types_of(house.text_of(root / name)):
                places[defined].append(name)
    return [f"{defined}: defined in {' and '.join(files)}" for defined, files in sorted(places.items()) if len(files) > 1]


class Names(unittest.TestCase):
    def test_a_type_is_defined_once(self):
        self.assertGreater(sum(len(types_of(house.text_of(house.SOURCE / name))) for name in house.files()
                               if str(name).endswith(".hpp")), 500)
        self.assertEqual(faults(house.SOURCE, house.files()), [])

    def test_a_second_one_is_found(self):
        planted = {
            "engine/a.hpp": "namespace machi {\nstruct Moment {\n  int a;\n};\nstruct Here::State {\n};\n}\n",
            "engine/b.hpp": "namespace machi {\nclass Moment final : public Time {\n};\nstruct Here::State {\n};\n}\n",
            "engine/c.cpp": "namespace machi {\nnamespace {\nstruct Moment {\n};\n}\n}\n",
            "io/d.hpp": "namespace machi::synth {\nstruct Moment {\n};\n}\n",
        }
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in planted.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            self.assertEqual(faults(root, planted), ["machi::Moment: defined in engine/a.hpp and engine/b.hpp"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
