/// \file  A table with one option of each type, as a module would declare it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "io/options/options.hpp"

namespace machi {

struct SampleOptions {
  double cell_m{1.0};
  std::int64_t seed{7};
  bool force{false};
  bool lifts{true};
  std::string title;
  std::string method{"skeleton"};
  std::vector<std::string> themes{"bldg"};

  void declare(OptionTable& table) {
    table.number("cell", cell_m, "m", 0.25, 10, "Side of a grid cell.").short_name('c');
    table.integer("seed", seed, "", 0, std::numeric_limits<std::int64_t>::max(), "Seed of the random numbers.");
    table.flag("force", force, "Replace what is there.");
    table.flag("lifts", lifts, "Leave lifts out.");
    table.text("title", title, "Title | heading.").placeholder("NAME");
    table.choice("method", method, {"skeleton", "osm"}, "Where the network comes from.");
    table.list("themes", themes, "Themes to read.");
  }
};

struct SampleTable {
  SampleOptions options;
  OptionTable table{"grid", "Makes a grid"};
  SampleTable() { options.declare(table); }
};

/// The message of the UsageError that `work` throws; "nothing thrown" otherwise.
template <class Error, class Work>
std::string message_of(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing thrown";
}

}  // namespace machi
