/// \file  Depths of water from the risk blocks of buildings.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "engine/hazard/building_water.hpp"

namespace machi {
namespace {

std::string_view block_of(BuildingRisk risk) {
  switch (risk) {
    case BuildingRisk::river_flood:
      return "RiverFloodingRiskAttribute/";
    case BuildingRisk::tsunami:
      return "TsunamiRiskAttribute/";
    case BuildingRisk::storm_surge:
      return "HighTideRiskAttribute/";
    case BuildingRisk::inland_flood:
      return "InlandFloodingRiskAttribute/";
  }
  return {};
}

// -1 where the text is no number.
double number_of(std::string_view text) {
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value) ? value : -1;
}

double depth_of_rank_m(int rank, RankDepth which) {
  constexpr std::array<double, 7> from_m{0, 0.5, 3, 5, 10, 20, 20};
  if (rank < 1 || rank > 6) return 0;
  const double bottom = from_m[static_cast<std::size_t>(rank) - 1];
  const double top = from_m[static_cast<std::size_t>(rank)];
  if (which == RankDepth::bottom) return bottom;
  return which == RankDepth::top ? top : (bottom + top) / 2;
}

enum class Field : std::uint8_t { other, depth, rank, scale, description };

// What each key of the table is of the blocks that are looked for. In version 2 of the schema a block's name begins
// with "Building", so the names are looked for anywhere.
std::vector<Field> fields_of(const AttributeTable& table, BuildingRisk risk) {
  std::vector<Field> fields;
  for (const std::string& key : table.keys) {
    const std::size_t at = key.find(block_of(risk));
    const std::string_view name = at == std::string::npos ? "" : std::string_view(key).substr(key.rfind('/') + 1);
    fields.push_back(name == "depth"         ? Field::depth
                     : name == "rank"        ? Field::rank
                     : name == "scale"       ? Field::scale
                     : name == "description" ? Field::description
                                             : Field::other);
  }
  return fields;
}

// One risk block of one building.
struct Block {
  std::uint32_t group{0};
  double depth_m{-1};
  double rank{-1};
  double scale{-1};
  std::string_view description;

  void take(Field field, std::string_view value) {
    if (field == Field::depth) depth_m = number_of(value);
    if (field == Field::rank) rank = number_of(value);
    if (field == Field::scale) scale = number_of(value);
    if (field == Field::description) description = value;
  }
  double counted_depth_m(const BuildingRiskRules& rules) const {
    if (rules.scale != 0 && scale != rules.scale) return 0;
    if (!rules.description.empty() && description != rules.description) return 0;
    if (depth_m >= 0 && depth_m < 655) return depth_m;
    return depth_of_rank_m(rank >= 1 && rank <= 6 ? static_cast<int>(rank) : 0, rules.rank_depth);
  }
};

double deepest_m(const AttributeTable& table, const std::vector<Field>& fields, std::uint64_t feature,
                 const BuildingRiskRules& rules) {
  std::vector<Block> blocks;
  for (std::uint64_t row = table.feature_begin[feature]; row < table.feature_begin[feature + 1]; ++row) {
    const Field field = fields[table.key[row]];
    if (field == Field::other) continue;
    const auto same = [&](const Block& block) { return block.group == table.group[row]; };
    auto block = std::find_if(blocks.begin(), blocks.end(), same);
    if (block == blocks.end()) block = blocks.insert(blocks.end(), Block{.group = table.group[row], .description = {}});
    block->take(field, table.value.at(row));
  }
  double deepest = 0;
  for (const Block& block : blocks) deepest = std::max(deepest, block.counted_depth_m(rules));
  return deepest;
}

}  // namespace

std::vector<BuildingWater> building_water(const City& city, const BuildingRiskRules& rules) {
  const AttributeTable& table = city.layer(Theme::bldg).attributes;
  const std::vector<Field> fields = fields_of(table, rules.risk);
  std::vector<BuildingWater> water;
  const bool has_attributes = table.feature_begin.size() > city.buildings.base_m.size();
  for (std::size_t k = 0; k < city.buildings.base_m.size(); ++k) {
    const auto base_m = static_cast<double>(city.buildings.base_m[k]);
    if (!std::isfinite(base_m)) continue;
    const double depth_m = has_attributes ? deepest_m(table, fields, k, rules) : 0;
    water.push_back({city.buildings.x_mm[k], city.buildings.y_mm[k],
                     static_cast<std::int32_t>(std::floor((base_m + depth_m) * 100 + 0.5)),
                     static_cast<std::uint16_t>(std::floor(depth_m * 100 + 0.5))});
  }
  return water;
}

}  // namespace machi
