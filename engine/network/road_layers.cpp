#include "engine/network/road_layers.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <tuple>

#include "engine/core/error.hpp"

namespace machi {
namespace {

// Surfaces that are drawn side by side overlap by a cell or two where their edges do not match; more is a pass.
constexpr double least_pass_m2 = 2.0;

struct AreaCells {
  AreaId area{0};
  std::int64_t cells{0};
};

// The special areas and their sizes in cells; ascending, the same on all ranks.
std::vector<AreaCells> special_areas(const Comm& comm, const AreaCovers& covers) {
  std::map<AreaId, std::int64_t> sums;
  for (const AreaCover& cover : covers.all())
    if (cover.level != Level::ground && covers.owns(cover.key)) sums[cover.area] += std::popcount(cover.mask);
  std::vector<AreaCells> mine;
  for (const auto& [area, cells] : sums) mine.push_back({area, cells});
  sums.clear();
  for (const AreaCells& part : comm.all_gather_of(std::span<const AreaCells>(mine))) sums[part.area] += part.cells;
  mine.clear();
  for (const auto& [area, cells] : sums) mine.push_back({area, cells});
  return mine;
}

// Greedy colouring in the order of areas; the answer is how many layers above the first are in use.
std::map<AreaId, std::uint8_t> colour(const std::vector<AreaCells>& specials, const std::vector<Pass>& passes) {
  std::map<AreaId, std::uint8_t> layer;
  std::map<AreaId, std::vector<AreaId>> conflicts;
  for (const Pass& pass : passes) conflicts[pass.special].push_back(pass.other);
  for (const AreaCells& special : specials) {
    const auto found = conflicts.find(special.area);
    if (found == conflicts.end()) continue;
    std::set<int> taken;
    for (const AreaId other : found->second) {
      const bool is_special = std::binary_search(specials.begin(), specials.end(), AreaCells{other, 0},
                                                 [](const auto& a, const auto& b) { return a.area < b.area; });
      const auto known = layer.find(other);
      if (known != layer.end())
        taken.insert(known->second);
      else if (!is_special || conflicts.find(other) == conflicts.end())
        taken.insert(0);
    }
    int lowest = 0;
    while (taken.count(lowest) != 0) ++lowest;
    if (lowest > 63) throw RunError("More than 64 streets lie above one place. Check the road surfaces");
    layer[special.area] = static_cast<std::uint8_t>(lowest);
  }
  return layer;
}

// Contacts of one pair of areas, in stretches of cells at most two apart.
std::vector<std::vector<Contact>> stretches(std::span<const Contact> pair) {
  std::vector<std::vector<Contact>> result;
  std::vector<bool> used(pair.size(), false);
  for (std::size_t seed = 0; seed < pair.size(); ++seed) {
    if (used[seed]) continue;
    used[seed] = true;
    std::vector<Contact> stretch{pair[seed]};
    for (std::size_t k = 0; k < stretch.size(); ++k) {
      const Contact here = stretch[k];
      for (std::size_t i = 0; i < pair.size(); ++i) {
        if (used[i] || std::abs(pair[i].x - here.x) > 2 || std::abs(pair[i].y - here.y) > 2) continue;
        used[i] = true;
        stretch.push_back(pair[i]);
      }
    }
    result.push_back(std::move(stretch));
  }
  return result;
}

// The contact nearest the middle of a stretch.
Contact middle_of(const std::vector<Contact>& stretch) {
  const auto count = static_cast<std::int64_t>(stretch.size());
  std::int64_t sum_x = 0;
  std::int64_t sum_y = 0;
  for (const Contact& c : stretch) sum_x += c.x, sum_y += c.y;
  const auto distance = [&](const Contact& c) {
    const std::int64_t dx = c.x * count - sum_x;
    const std::int64_t dy = c.y * count - sum_y;
    return dx * dx + dy * dy;
  };
  return *std::min_element(stretch.begin(), stretch.end(), [&](const Contact& a, const Contact& b) {
    return std::pair(distance(a), a) < std::pair(distance(b), b);
  });
}

void add_portals(const std::vector<Contact>& contacts, const std::vector<AreaCells>& specials, RoadLayers& layers) {
  for (std::size_t begin = 0, end = 0; begin < contacts.size(); begin = end) {
    while (end < contacts.size() && contacts[end].special == contacts[begin].special &&
           contacts[end].other == contacts[begin].other)
      ++end;
    const AreaId special = contacts[begin].special;
    const AreaId other = contacts[begin].other;
    const int layer_a = layers.layer_of(special);
    const int layer_b = layers.layer_of(other);
    const bool told_twice = std::binary_search(specials.begin(), specials.end(), AreaCells{other, 0},
                                               [](const auto& a, const auto& b) { return a.area < b.area; });
    if (layer_a == layer_b || (told_twice && layer_b > layer_a)) continue;
    const auto size = std::lower_bound(specials.begin(), specials.end(), special, [](const AreaCells& a, AreaId area) {
                        return a.area < area;
                      })->cells;
    for (const auto& stretch : stretches(std::span(contacts).subspan(begin, end - begin))) {
      // An end is about as long as the area is wide; a stretch of twice the square root of its size is its side.
      const auto length = static_cast<std::int64_t>(stretch.size());
      if (length * length > 4 * size) continue;
      const Contact at = middle_of(stretch);
      layers.portals.push_back(
          {static_cast<std::uint8_t>(layer_a), static_cast<std::uint8_t>(layer_b), at.x, at.y, at.other_x, at.other_y});
    }
  }
}

}  // namespace

int RoadLayers::layer_of(AreaId area) const {
  const int first = use_of(area) == AreaUse::sidewalk ? vehicle_layers : 0;
  const auto it = std::lower_bound(raised.begin(), raised.end(), std::pair<AreaId, std::uint8_t>{area, 0});
  return first + (it != raised.end() && it->first == area ? it->second : 0);
}

RoadLayers lay_areas(const Comm& comm, const AreaCovers& covers) {
  RoadLayers layers;
  const std::vector<AreaCells> specials = special_areas(comm, covers);
  const double cell_m = covers.frame().cell_mm / 1000.0;
  const auto least = static_cast<std::int64_t>(least_pass_m2 / (cell_m * cell_m) + 0.999);
  layers.passes = find_passes(comm, covers, std::max<std::int64_t>(least, 1));
  layers.vehicle_layers = 1;
  for (const auto& [area, layer] : colour(specials, layers.passes)) {
    if (layer == 0) continue;
    layers.raised.emplace_back(area, layer);
    int& count = use_of(area) == AreaUse::sidewalk ? layers.sidewalk_layers : layers.vehicle_layers;
    count = std::max(count, layer + 1);
  }
  bool sidewalks = false;
  for (const AreaCover& cover : covers.all()) sidewalks = sidewalks || use_of(cover.area) == AreaUse::sidewalk;
  if (comm.any(sidewalks)) layers.sidewalk_layers = std::max(layers.sidewalk_layers, 1);
  add_portals(find_contacts(comm, covers, layers.passes), specials, layers);
  return layers;
}

}  // namespace machi
