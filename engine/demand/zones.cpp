#include "engine/demand/zones.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace machi {
namespace {

constexpr double least_zone_m = 250;
constexpr std::int64_t farthest_mm = std::int64_t{1} << 31;

std::vector<std::uint64_t> united(const Comm& comm, std::vector<std::uint64_t> keys) {
  const auto unique = [](std::vector<std::uint64_t>& all) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  };
  unique(keys);
  keys = comm.all_gather_of(std::span<const std::uint64_t>(keys));
  unique(keys);
  return keys;
}

std::vector<std::uint64_t> keys_of(std::span<const PointMm> points, const Zones& zones) {
  std::vector<std::uint64_t> keys;
  for (const PointMm& point : points) keys.push_back(zones.key_of(point));
  return keys;
}

/// Sums of x and y, and how many, by zone over all ranks.
std::vector<std::int64_t> sums_by_zone(std::span<const PointMm> points, const Comm& comm, const Zones& zones) {
  std::vector<std::int64_t> sums(3 * zones.size(), 0);
  for (const PointMm& point : points) {
    const std::size_t zone = zones.of(point);
    sums[3 * zone] += point.x_mm;
    sums[3 * zone + 1] += point.y_mm;
    ++sums[3 * zone + 2];
  }
  comm.sum(sums);
  return sums;
}

void add_means(std::span<const PointMm> standing, std::span<const PointMm> all, const Comm& comm, Zones& zones) {
  const std::vector<std::int64_t> of_standing = sums_by_zone(standing, comm, zones);
  const std::vector<std::int64_t> of_all = sums_by_zone(all, comm, zones);
  for (std::size_t zone = 0; zone < zones.size(); ++zone) {
    zones.is_new.push_back(of_standing[3 * zone + 2] == 0 ? 1 : 0);
    const std::vector<std::int64_t>& sums = zones.is_new.back() != 0 ? of_all : of_standing;
    const auto count = static_cast<double>(sums[3 * zone + 2]);
    zones.x_m.push_back(1e-3 * static_cast<double>(sums[3 * zone]) / count);
    zones.y_m.push_back(1e-3 * static_cast<double>(sums[3 * zone + 1]) / count);
  }
}

}  // namespace

std::uint64_t Zones::key_of(const PointMm& point) const {
  const std::int64_t shift_mm = (farthest_mm / side_mm + 1) * side_mm;  // so that a corner lies in the city's origin
  const auto cell = [&](std::int32_t mm) { return static_cast<std::uint64_t>((mm + shift_mm) / side_mm); };
  return cell(point.y_mm) << 32U | cell(point.x_mm);
}

std::uint32_t Zones::of(const PointMm& point) const {
  const auto found = std::lower_bound(key.begin(), key.end(), key_of(point));
  return static_cast<std::uint32_t>(found - key.begin());
}

Zones make_zones(const TownBuildings& buildings, const DemandSettings& settings, const Comm& comm) {
  Zones zones;
  double side_m = settings.zone_m > 0 ? settings.zone_m : least_zone_m;
  zones.side_mm = std::llround(1000 * side_m);
  const std::span<const PointMm> all = buildings.point, standing = all.first(all.size() - buildings.added);
  zones.key = united(comm, keys_of(standing, zones));
  while (settings.zone_m <= 0 && zones.size() > static_cast<std::size_t>(settings.most_zones) && side_m < 1e6) {
    side_m *= 2;
    zones.side_mm *= 2;
    zones.key = united(comm, keys_of(standing, zones));
  }
  zones.key = united(comm, keys_of(all, zones));
  add_means(standing, all, comm, zones);
  return zones;
}

}  // namespace machi
