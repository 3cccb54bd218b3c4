/// \file  Reads TNTP trip tables.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/network/tntp.hpp"
#include "io/network/tntp_lines.hpp"

namespace machi {
namespace {

constexpr double largest_misfit = 1e-3;  ///< of the sum against the metadata, which some files round

struct Pair {
  std::uint32_t origin;
  std::uint32_t destination;
  double trips;
  std::uint64_t line;
};

/// "Origin 7": the zone; nothing for other lines.
std::optional<std::uint32_t> origin_of(const TntpLines& lines, std::uint32_t zones) {
  const auto words = TntpLines::words(lines.line());
  if (words.empty() || (words[0] != "Origin" && words[0] != "origin" && words[0] != "ORIGIN")) return std::nullopt;
  if (words.size() != 2) lines.fail("is not \"Origin\" and one zone. Correct it");
  return lines.whole(words[1], "the origin", 1, zones) - 1;
}

/// "2 : 100.0;  3 : 0.5;"
void add_pairs(const TntpLines& lines, std::uint32_t origin, std::uint32_t zones, std::vector<Pair>& pairs) {
  std::string_view rest = lines.line();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view item = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (TntpLines::words(item).empty()) continue;
    const std::size_t colon = item.find(':');
    const auto left = TntpLines::words(item.substr(0, colon));
    const auto right = colon < item.size() ? TntpLines::words(item.substr(colon + 1)) : decltype(left){};
    if (left.size() != 1 || right.size() != 1) {
      lines.fail(fmt::format("\"{}\" is not a zone, a colon and trips. Correct it", item));
    }
    const std::uint32_t destination = lines.whole(left[0], "the destination", 1, zones) - 1;
    const double trips = lines.real(right[0], "the number of trips");
    if (trips < 0) lines.fail(fmt::format("{} trips to zone {} are below zero. Correct them", trips, left[0]));
    pairs.push_back({origin, destination, trips, lines.number()});
  }
}

void check_total(const TntpLines& lines, const std::vector<Pair>& pairs) {
  if (!lines.says("TOTAL OD FLOW")) return;
  double sum = 0;
  for (const Pair& pair : pairs) sum += pair.trips;
  const double said = lines.total("TOTAL OD FLOW");
  if (std::abs(sum - said) <= largest_misfit * std::abs(said)) return;
  lines.fail_file(
      fmt::format("has {} trips where <TOTAL OD FLOW> says {}. Give the whole file, or correct it", sum, said));
}

TripTable table_of(const TntpLines& lines, std::vector<Pair> pairs, std::uint32_t zones) {
  const auto key = [](const Pair& pair) { return std::pair(pair.origin, pair.destination); };
  std::stable_sort(pairs.begin(), pairs.end(), [&](const Pair& a, const Pair& b) { return key(a) < key(b); });
  TripTable table;
  std::size_t next = 0;
  for (std::uint32_t origin = 0; origin < zones; ++origin) {
    for (; next < pairs.size() && pairs[next].origin == origin; ++next) {
      const Pair& pair = pairs[next];
      if (next > 0 && key(pairs[next - 1]) == key(pair)) {
        lines.fail_at(pair.line, fmt::format("trips from zone {} to zone {} were given before. Remove one of the two",
                                             origin + 1, pair.destination + 1));
      }
      table.destination.push_back(pair.destination);
      table.trips.push_back(pair.trips);
    }
    table.begin.push_back(table.trips.size());
  }
  return table;
}

}  // namespace

TripTable read_tntp_trips(ByteSource& source, const std::string& name, const TntpNetwork& network) {
  TntpLines lines(source, name);
  lines.read_metadata();
  const std::uint32_t zones = lines.count("NUMBER OF ZONES", 1, network.nodes);
  if (zones != network.zones) {
    lines.fail_file(
        fmt::format("is for {} zones where the network has {}. Use files of one network", zones, network.zones));
  }
  std::vector<Pair> pairs;
  std::optional<std::uint32_t> origin;
  while (lines.next()) {
    if (lines.line().front() == '~') continue;
    if (const auto begun = origin_of(lines, zones)) {
      origin = begun;
    } else if (!origin) {
      lines.fail("comes before the first \"Origin\". Add the line that names its origin");
    } else {
      add_pairs(lines, *origin, zones, pairs);
    }
  }
  check_total(lines, pairs);
  return table_of(lines, std::move(pairs), zones);
}

}  // namespace machi
