#include "io/setup/street_edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/core/error.hpp"
#include "engine/population/entrance_point.hpp"
#include "io/setup/bridge_edits.hpp"
#include "io/setup/drawn_areas.hpp"

namespace machi {
namespace {

// `7`, or `7r` for the other direction of the same street.
std::uint32_t link_called(const ScenarioEdit& edit, const std::string& id, const Network& network) {
  std::uint32_t row = 0;
  const char* end = id.data() + id.size() - (id.ends_with('r') ? 1 : 0);
  const auto [rest, error] = std::from_chars(id.data(), end, row);
  if (error == std::errc() && rest == end && row < network.links()) return row;
  throw InputError(edit.where, fmt::format("edits: '{}' is no link of the city, whose links are 0 to {}. Correct it "
                                           "(machi info draws the network)",
                                           id, network.links() - 1));
}

PointMm middle_of(const Network& network, std::uint32_t link) {
  const auto shape = std::span(network.shape)
                         .subspan(network.shape_begin[link], network.shape_begin[link + 1] - network.shape_begin[link]);
  return point_along(shape, 0.5 * static_cast<double>(network.length_m[link]));
}

bool of_streets(EditKind kind) {
  return kind == EditKind::close_street || kind == EditKind::widen_street || kind == EditKind::pedestrianise_street ||
         kind == EditKind::remove_bridge;
}

void change_link(const ScenarioEdit& edit, std::uint32_t link, Network& network) {
  if (edit.kind == EditKind::close_street || edit.kind == EditKind::remove_bridge) network.modes[link] = 0;
  if (edit.kind == EditKind::pedestrianise_street)
    network.modes[link] = static_cast<std::uint8_t>(network.modes[link] & ~mode_car);
  if (edit.kind != EditKind::widen_street) return;
  if (edit.width_m) network.width_m[link] = static_cast<float>(*edit.width_m);
  if (edit.lanes) network.lanes[link] = static_cast<std::uint8_t>(*edit.lanes);
}

}  // namespace

PolygonTable ground_of_edit(const ScenarioEdit& edit, const CityFrame& frame) {
  PolygonTable ground = edit.shape;
  if (edit.file.empty()) return ground;
  const PolygonTable drawn = read_drawn_areas(edit.file, "", frame, edit.feature).polygons;
  for (std::uint32_t p = 0; p < drawn.size(); ++p) ground.append(drawn, p);
  return ground;
}

std::vector<std::uint32_t> links_of_edit(const ScenarioEdit& edit, const Network& network, const CityFrame& frame) {
  std::vector<std::uint32_t> links;
  for (const std::string& id : edit.ids) links.push_back(link_called(edit, id, network));
  const PolygonTable ground = ground_of_edit(edit, frame);
  for (std::uint32_t link = 0; link < network.links() && ground.size() > 0; ++link) {
    const PointMm middle = middle_of(network, link);
    for (std::uint32_t p = 0; p < ground.size(); ++p)
      if (contains(ground, p, middle.x_mm, middle.y_mm)) links.push_back(link);
  }
  std::sort(links.begin(), links.end());
  links.erase(std::unique(links.begin(), links.end()), links.end());
  return links;
}

void edit_streets(std::span<const ScenarioEdit> edits, const H5Input& file, const CityFrame& frame, Network& network,
                  std::vector<std::string>& notes) {
  for (const ScenarioEdit& edit : edits) {
    if (edit.kind == EditKind::add_bridge) {
      const std::uint32_t link = add_bridge(edit, frame, network);
      notes.push_back(
          fmt::format("Edit {} {}: link {}, {:.0f} m.", edit_name(edit.kind), edit.id, link, network.length_m[link]));
    }
    if (!of_streets(edit.kind)) continue;
    const std::vector<std::uint32_t> links = edit.kind == EditKind::remove_bridge
                                                 ? links_on_decks(edit, decks_of_edit(edit, file, frame), network)
                                                 : links_of_edit(edit, network, frame);
    for (const std::uint32_t link : links) change_link(edit, link, network);
    notes.push_back(fmt::format("Edit {} {}: {} links.", edit_name(edit.kind), edit.id, links.size()));
  }
}

}  // namespace machi
