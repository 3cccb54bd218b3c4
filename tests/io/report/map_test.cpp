// A map shows where water, green, roads and buildings are, and carries its source.
#include "io/report/map.hpp"

#include <gtest/gtest.h>

#include "io/report/png.hpp"
#include "tests/io/city_file/toy_city.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

TEST(Map, Draft) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  write_toy(comm, scratch.path("toy.h5"), toy_city(0, 1));
  for (int i = 0; i < 6; ++i) {
    const auto png = draw_map(summarise(scratch.path("toy.h5")), {static_cast<MapLayer>(i), 1600, ""});
    write_whole_file("/tmp/g_map_" + map_layers[static_cast<std::size_t>(i)] + ".png", png);
  }
}

}  // namespace
}  // namespace machi
