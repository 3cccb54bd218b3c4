/// \file  Counts what was mended and what was left out.
#include "engine/model/read_report.hpp"

namespace machi {
namespace {

void count(std::map<std::string, Tally, std::less<>>& tallies, std::string_view what, std::string_view id) {
  auto found = tallies.find(what);
  if (found == tallies.end()) found = tallies.emplace(what, Tally{}).first;
  Tally& tally = found->second;
  ++tally.count;
  if (tally.first_ids.size() < 3) tally.first_ids.emplace_back(id);
}

}  // namespace

void ReadReport::repair(std::string_view kind, std::string_view id) {
  count(repaired, kind, id);
}

void ReadReport::skip(std::string_view reason, std::string_view id) {
  count(skipped, reason, id);
}

}  // namespace machi
