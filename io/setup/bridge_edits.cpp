#include "io/setup/bridge_edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/population/entrance_point.hpp"
#include "io/city/city_file.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/setup/drawn_areas.hpp"
#include "io/setup/street_edits.hpp"

namespace machi {
namespace {

constexpr double join_m = 30;          ///< a bridge meets a street within this of its end
constexpr double two_lanes_m = 5.5;    ///< from this width on cars meet without waiting
constexpr double least_on_deck_m = 2;  ///< of a link, to lie on a bridge
constexpr double sample_m = 0.5;

double apart_mm(const PointMm& a, const PointMm& b) {
  return std::hypot(static_cast<double>(a.x_mm) - b.x_mm, static_cast<double>(a.y_mm) - b.y_mm);
}

std::uint8_t modes_of_bridge(const ScenarioEdit& edit) {
  if (edit.modes.empty()) return mode_walk | mode_bicycle | mode_car;
  int bits = 0;
  for (const std::string& mode : edit.modes) bits |= street_mode_bit(mode);
  return static_cast<std::uint8_t>(bits);
}

// The link that gives a bridge its node, and the node.
struct Joint {
  std::uint32_t link{0};
  std::uint32_t node{0};
};

Joint joint_at(const ScenarioEdit& edit, const PointMm& end, std::uint8_t modes, const Network& network) {
  Joint best;
  double least_mm = std::numeric_limits<double>::infinity();
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    if ((network.modes[link] & modes) != modes) continue;
    for (const std::uint32_t node : {network.from[link], network.to[link]}) {
      const double mm = apart_mm(network.node[node], end);
      if (mm > least_mm || (mm == least_mm && node >= best.node)) continue;
      least_mm = mm;
      best = {link, node};
    }
  }
  if (least_mm <= 1000 * join_m) return best;
  throw InputError(
      edit.where,
      fmt::format("edits: the bridge '{}' ends at {:.0f}, {:.0f} m, farther than {} m from any node of a street "
                  "that is open to its modes. Lead it to a street",
                  edit.id, 1e-3 * end.x_mm, 1e-3 * end.y_mm, join_m));
}

double length_of_line_m(std::span<const PointMm> line) {
  double length_mm = 0;
  for (std::size_t k = 0; k + 1 < line.size(); ++k) length_mm += apart_mm(line[k], line[k + 1]);
  return 1e-3 * length_mm;
}

std::span<const PointMm> line_of_link(const Network& network, std::uint32_t link) {
  return std::span(network.shape)
      .subspan(network.shape_begin[link], network.shape_begin[link + 1] - network.shape_begin[link]);
}

bool in_any(const PolygonTable& decks, const PointMm& at) {
  for (std::uint32_t p = 0; p < decks.size(); ++p)
    if (contains(decks, p, at.x_mm, at.y_mm)) return true;
  return false;
}

// How much of a link lies in the surfaces.
double length_on_decks_m(const PolygonTable& decks, const Network& network, std::uint32_t link) {
  const auto length_m = static_cast<double>(network.length_m[link]);
  double inside_m = 0;
  for (double at_m = sample_m / 2; at_m < length_m; at_m += sample_m)
    if (in_any(decks, point_along(line_of_link(network, link), at_m))) inside_m += sample_m;
  return inside_m;
}

// `7` or `7r`: no gml:id begins with a digit.
bool is_link_id(const std::string& id) {
  return !id.empty() && id.front() >= '0' && id.front() <= '9';
}

// Appends a point to a line that does not end there.
void append_point(const PointMm& point, std::vector<PointMm>& line) {
  if (line.empty() || line.back().x_mm != point.x_mm || line.back().y_mm != point.y_mm) line.push_back(point);
}

// Appends the surfaces of the feature called `id`; whether there is one.
bool append_feature(const H5Input& file, Theme theme, const std::string& id, PolygonTable& decks) {
  const Layer all = read_layer(file, theme, {}, false);
  for (std::uint64_t row = 0; row < all.size(); ++row) {
    if (all.id.at(row) != id) continue;
    for (std::uint64_t p = all.polygon_begin[row]; p < all.polygon_begin[row + 1]; ++p)
      decks.append(all.polygons, static_cast<std::uint32_t>(p));
    return true;
  }
  return false;
}

}  // namespace

std::uint32_t add_bridge(const ScenarioEdit& edit, const CityFrame& frame, Network& network) {
  const std::uint8_t modes = modes_of_bridge(edit);
  const std::vector<PointMm> drawn = line_of_drawing(edit, frame);
  const Joint from = joint_at(edit, drawn.front(), modes, network), to = joint_at(edit, drawn.back(), modes, network);
  if (from.node == to.node)
    throw InputError(edit.where, fmt::format("edits: both ends of the bridge '{}' meet the same node. Lead it from one "
                                             "street to another",
                                             edit.id));
  std::vector<PointMm> line{network.node[from.node]};
  for (const PointMm& point : drawn) append_point(point, line);
  append_point(network.node[to.node], line);
  const bool back = from.node > to.node;  // links run from their lower node
  if (back) std::reverse(line.begin(), line.end());
  const double width_m = edit.width_m.value_or(usual_bridge_m);
  const std::int64_t lanes = edit.lanes.value_or(width_m < two_lanes_m ? 1 : 2);
  network.from.push_back(std::min(from.node, to.node));
  network.to.push_back(std::max(from.node, to.node));
  network.length_m.push_back(static_cast<float>(length_of_line_m(line)));
  network.width_m.push_back(static_cast<float>(width_m));
  network.lanes.push_back(static_cast<std::uint8_t>((modes & mode_car) != 0 ? lanes : 0));
  network.grade.push_back(0);
  network.free_speed_m_s.push_back(static_cast<float>(edit.free_speed_m_s));
  network.modes.push_back(modes);
  network.oneway.push_back(0);
  network.level.push_back(Level::elevated);
  network.road.push_back(no_index);
  network.component.push_back(network.component[from.link]);
  network.shape.insert(network.shape.end(), line.begin(), line.end());
  network.shape_begin.push_back(network.shape.size());
  return network.links() - 1;
}

PolygonTable decks_of_edit(const ScenarioEdit& edit, const H5Input& file, const CityFrame& frame) {
  PolygonTable decks = ground_of_edit(edit, frame);
  for (const std::string& id : edit.ids)
    if (!is_link_id(id) && !append_feature(file, Theme::brid, id, decks) &&
        !append_feature(file, Theme::tran, id, decks))
      throw InputError(edit.where, fmt::format("edits: the city has no bridge, road or link '{}'. Correct it", id));
  return decks;
}

std::vector<std::uint32_t> links_on_decks(const ScenarioEdit& edit, const PolygonTable& decks, const Network& network) {
  ScenarioEdit named;
  named.where = edit.where;
  std::copy_if(edit.ids.begin(), edit.ids.end(), std::back_inserter(named.ids), is_link_id);
  std::vector<std::uint32_t> links = links_of_edit(named, network, {});
  std::vector<std::uint32_t> inside;
  for (std::uint32_t link = 0; link < network.links() && decks.size() > 0; ++link)
    if (length_on_decks_m(decks, network, link) >= least_on_deck_m) inside.push_back(link);
  const auto elevated = [&](std::uint32_t link) { return network.level[link] == Level::elevated; };
  if (std::any_of(inside.begin(), inside.end(), elevated))
    std::erase_if(inside, [&](std::uint32_t link) { return !elevated(link); });
  links.insert(links.end(), inside.begin(), inside.end());
  std::sort(links.begin(), links.end());
  links.erase(std::unique(links.begin(), links.end()), links.end());
  return links;
}

}  // namespace machi
