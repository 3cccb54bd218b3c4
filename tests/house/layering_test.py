"""Includes and CMake dependencies point only at what stands above them in MACHI_LAYERS of CMakeLists.txt; a header's own
source file includes it first, so that building that file proves that the header compiles alone."""
import pathlib
import re
import tempfile
import unittest

import house

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
# System headers that only these layers may include.
RESERVED = {"mpi.h": ("engine/comm", "io/hdf5"), "hdf5.h": ("io/hdf5",)}


def layers_of(root):
    listed = re.search(r"set\(MACHI_LAYERS([^)]*)\)", (root / "CMakeLists.txt").read_text(encoding="utf-8"))
    return listed[1].split()


def layer_of(path, layers):
    """The layer whose folder holds `path`; None for tests, benchmarks and the like."""
    return next((layer for layer in layers if path.startswith(layer + "/")), None)


def faults_of_include(name, layer, bracket, header, layers):
    """Sentences about one include of the file `name`."""
    if bracket == "<":
        allowed = RESERVED.get(header, (layer,))
        return [] if layer in allowed else [f"{name}: <{header}> belongs to {' and '.join(allowed)}"]
    target = layer_of(header, layers)
    if target is None:
        return [f"{name}: \"{header}\" is in no layer; name it from the top of the repository"]
    if layer == "kernels" and target != "kernels":
        return [f"{name}: a kernel includes only kernels, not \"{header}\""]
    if layers.index(target) > layers.index(layer):
        return [f"{name}: {layer} may not include \"{header}\", which stands below it"]
    return []


def faults_of_cmake(name, layer, text, layers):
    faults = []
    for arguments in re.findall(r"machi_module\(([^)]*)\)", text):
        depends = re.search(r"DEPENDS((?:\s+[a-z0-9_/]+)*)", arguments)
        for target in depends[1].split() if depends else []:
            if target not in layers or layers.index(target) >= layers.index(layer):
                faults.append(f"{name}: {layer} may not depend on {target}")
    return faults


def faults(root, names):
    """Every wrong include and dependency of the files `names` below `root`, one sentence each."""
    layers = layers_of(root)
    found = []
    for name in map(str, names):
        layer = layer_of(name, layers)
        top = name.split("/")[0]
        if layer is None:
            if name.endswith((".cpp", ".hpp")) and top in ("engine", "io", "kernels", "app"):
                found.append(f"{name}: its folder is not in MACHI_LAYERS")
            continue
        text = house.text_of(root / name)
        if name.endswith("CMakeLists.txt"):
            found += faults_of_cmake(name, layer, text, layers)
        elif name.endswith((".cpp", ".hpp")):
            for bracket, header in INCLUDE.findall(text):
                found += faults_of_include(name, layer, bracket, header, layers)
    return found


def faults_of_header(root, name):
    """Whether a header may be included twice, and its own source file, where there is one, includes it first."""
    found = [] if "#pragma once" in house.text_of(root / name) else [f"{name}: has no #pragma once"]
    source = (root / name).with_suffix(".cpp")
    if source.exists():
        included = INCLUDE.search(house.text_of(source))
        if included is None or included[2] != str(name):
            found.append(f"{source.relative_to(root)}: does not include its own header first")
    return found


class Layering(unittest.TestCase):
    def test_every_header_has_a_file_that_includes_it_first(self):
        headers = [name for name in house.files() if name.suffix == ".hpp" and layer_of(str(name), layers_of(house.SOURCE))]
        self.assertGreater(len(headers), 100)
        self.assertEqual([fault for name in headers for fault in faults_of_header(house.SOURCE, name)], [])

    def test_a_header_that_leans_on_others_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {"a.hpp": "", "a.cpp": '#include <vector>\n#include "a.hpp"\n', "b.hpp": "#pragma once\n",
                               "b.cpp": '// b\n#include "b.hpp"\n'}.items():
                (root / name).write_text(text, encoding="utf-8")
            self.assertEqual(faults_of_header(root, pathlib.Path("a.hpp")),
                             ["a.hpp: has no #pragma once", "a.cpp: does not include its own header first"])
            self.assertEqual(faults_of_header(root, pathlib.Path("b.hpp")), [])

    def test_every_include_points_up(self):
        names = house.files()
        self.assertGreater(sum(name.suffix == ".hpp" for name in names), 20)
        self.assertEqual(faults(house.SOURCE, names), [])

    def test_a_planted_fault_is_found(self):
        planted = {
            "CMakeLists.txt": "set(MACHI_LAYERS\n  engine/core\n  kernels\n  engine/comm\n  io/hdf5\n  app)\n",
            "engine/core/CMakeLists.txt": "machi_module(engine/core DEPENDS engine/comm LINK fmt)",
            "engine/core/a.cpp": '#include "engine/core/a.hpp"\n#include "io/hdf5/b.hpp"\n#include <mpi.h>\n',
            "engine/comm/b.cpp": '#include <mpi.h>\n#include "engine/core/a.hpp"\n#  include "b.hpp"\n',
            "engine/comm/c.cpp": "#include <hdf5.h>\n",
            "kernels/k/k.cpp": '#include "engine/core/a.hpp"\n#include "kernels/k/k.hpp"\n',
            "engine/lost/d.hpp": "",
            "tests/e_test.cpp": '#include "io/hdf5/b.hpp"\n',
        }
        expected = [
            "engine/core/CMakeLists.txt: engine/core may not depend on engine/comm",
            'engine/core/a.cpp: engine/core may not include "io/hdf5/b.hpp", which stands below it',
            "engine/core/a.cpp: <mpi.h> belongs to engine/comm and io/hdf5",
            'engine/comm/b.cpp: "b.hpp" is in no layer; name it from the top of the repository',
            "engine/comm/c.cpp: <hdf5.h> belongs to io/hdf5",
            'kernels/k/k.cpp: a kernel includes only kernels, not "engine/core/a.hpp"',
            "engine/lost/d.hpp: its folder is not in MACHI_LAYERS",
        ]
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in planted.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            self.assertEqual(sorted(faults(root, planted)), sorted(expected))


if __name__ == "__main__":
    unittest.main(verbosity=2)
