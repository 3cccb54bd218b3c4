/// \file  What the HDF5 library that runs now can do, for `machi doctor` and `machi --version`.
#pragma once

#include <string>

namespace machi {

struct Hdf5Library {
  std::string version;
  bool parallel{false};
  bool deflate{false};
  bool shuffle{false};
};

Hdf5Library hdf5_library();

}  // namespace machi
