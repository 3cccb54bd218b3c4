// Water and crowds of a page: values by place and frame.
#include <algorithm>
#include <cmath>

#include "io/report/page_data.hpp"
#include "io/run/xdmf.hpp"

namespace machi {
namespace {

constexpr std::uint32_t cm_a_step = 10;

void add_places(PageBlock& block, std::span<const std::int32_t> xy) {
  std::int32_t last[2] = {0, 0};
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2)
    for (const std::size_t axis : {std::size_t{0}, std::size_t{1}}) {
      block.signed_number(std::int64_t{xy[i + axis]} - last[axis]);
      last[axis] = xy[i + axis];
    }
}

BoxMm square(std::int32_t column, std::int32_t row, double side_mm) {
  const auto mm = [&](std::int32_t at) { return static_cast<std::int32_t>(at * side_mm); };
  return {mm(column), mm(row), mm(column + 1), mm(row + 1)};
}

}  // namespace

void add_page_water(PageData& page, const H5Input& result) {
  if (!result.has("/water")) return;
  const auto xy = result.read<std::int32_t>("/water/leaf_xy");
  const auto time_s = result.read<double>("/water/time_s");
  const auto depth_cm = result.read<std::uint16_t>("/water/depth_cm");
  const std::size_t leaves = xy.size() / 2;
  const std::size_t frames = time_s.size();
  if (leaves == 0 || depth_cm.size() != leaves * frames) return;
  PageBlock block;
  add_places(block, xy);
  std::uint16_t deepest_cm = 0;
  std::vector<std::int64_t> before(leaves, 0);
  for (std::size_t f = 0; f < frames; ++f)
    for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
      const std::uint16_t cm = depth_cm[leaf * frames + f];
      deepest_cm = std::max(deepest_cm, cm);
      const std::int64_t steps = (cm + cm_a_step - 1) / cm_a_step;
      block.signed_number(steps - before[leaf]);
      before[leaf] = steps;
    }
  page.facts["water"] = {{"leaves", leaves},
                         {"leaf_m", result.number_attribute("/water", "leaf_m")},
                         {"time_s", time_s},
                         {"step_m", 0.01 * cm_a_step},
                         {"deepest_m", 0.01 * deepest_cm}};
  page.blocks["water"] = block.packed();
}

void add_page_crowd(PageData& page, const H5Input& result) {
  if (!result.has("/fields/block_xy")) return;
  const auto xy = result.read<std::int32_t>("/fields/block_xy");
  const auto time_s = result.read<double>("/fields/time_s");
  const double block_m = result.number_attribute("/fields", "block_m");
  PageBlock block;
  add_places(block, xy);
  std::uint32_t most = 0;
  for (std::size_t f = 0; f < time_s.size(); ++f)
    for (const std::uint32_t persons : result.read<std::uint32_t>(frame_group(f) + "/persons")) {
      block.unsigned_number(persons);
      most = std::max(most, persons);
    }
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2) page.focus.add(square(xy[i], xy[i + 1], 1000 * block_m));
  page.facts["crowd"] = {{"blocks", xy.size() / 2}, {"block_m", block_m}, {"time_s", time_s}, {"most", most}};
  page.blocks["crowd"] = block.packed();
}

}  // namespace machi
