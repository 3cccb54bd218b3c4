#include "io/report/city_info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

using Page = fmt::memory_buffer;

template <class... Values>
void line(Page& page, fmt::format_string<Values...> form, Values&&... values) {
  fmt::format_to(std::back_inserter(page), form, std::forward<Values>(values)...);
  page.push_back('\n');
}

double percent(double part, double whole) {
  return whole > 0 ? 100 * part / whole : 0;
}

std::string km2(double area_m2) {
  return area_m2 >= 1e5 ? fmt::format("{:9.3f} km²", area_m2 * 1e-6) : fmt::format("{:9.0f} m² ", area_m2);
}

std::string code_text(std::int16_t code, const CodeTotal& total) {
  if (code == missing_int) return "   — not known";
  return fmt::format("{:>4} {}", code, total.text);
}

// A bar of up to `width` characters, to an eighth of one.
std::string bar(std::uint64_t count, std::uint64_t most, int width) {
  static constexpr std::array<const char*, 8> parts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(
      most == 0 ? 0 : std::ceil(8.0 * width * static_cast<double>(count) / static_cast<double>(most)));
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += "█";
  return text + parts[eighths % 8];
}

void histogram(Page& page, const std::string& title, const Histogram& h, const std::string& first_label) {
  if (std::all_of(h.counts.begin(), h.counts.end(), [](std::uint64_t count) { return count == 0; })) {
    line(page, "\n{}: none filled ({} without)", title, fmt::group_digits(h.missing));
    return;
  }
  line(page, "\n{} ({} without)", title, fmt::group_digits(h.missing));
  const std::uint64_t most = *std::max_element(h.counts.begin(), h.counts.end());
  for (std::size_t k = 0; k < h.counts.size(); ++k) {
    if (h.counts[k] == 0) continue;
    std::string label = k + 1 == h.edges.size() ? fmt::format("{:.0f} and more", h.edges[k])
                        : h.edges[k + 1] - h.edges[k] == 1
                            ? fmt::format("{:.0f}", h.edges[k])
                            : fmt::format("{:.0f} – below {:.0f}", h.edges[k], h.edges[k + 1]);
    if (k == 0) label = first_label;
    line(page, "  {:>18} {:>11} {}", label, fmt::group_digits(h.counts[k]), bar(h.counts[k], most, 40));
  }
}

void write_counts(Page& page, const CityFileSummary& s) {
  line(page, "{}  ({:.1f} MB)", s.path, 1e-6 * static_cast<double>(s.file_bytes));
  if (!s.header.attribution.empty()) line(page, "{}", s.header.attribution);
  const auto row = [&](const char* what, std::uint64_t count, const std::string& more = "") {
    line(page, "  {:<20} {:>13}{}", what, fmt::group_digits(count), more.empty() ? "" : "   " + more);
  };
  line(page, "");
  row("buildings", s.buildings,
      fmt::format("{} parts, footprints {:.3f} km², floors {:.3f} km²", fmt::group_digits(s.building_parts),
                  s.footprint_m2 * 1e-6, s.floor_area_m2 * 1e-6));
  row("roads", s.roads);
  row("land-use polygons", s.land_use_polygons);
  row("terrain triangles", s.dem_triangles);
  row("shelters", s.shelters,
      s.shelters_with_capacity == 0
          ? ""
          : fmt::format("{:.0f} persons in {} of them", s.shelter_capacity, s.shelters_with_capacity));
  row("other places", s.places - s.shelters);
  row("people", static_cast<std::uint64_t>(std::llround(s.people)),
      s.people_meshes == 0 ? "" : fmt::format("in {} meshes", fmt::group_digits(s.people_meshes)));
  row("network links", s.network.links);
  row("network nodes", s.network.nodes);
  row("grid cells", s.cells(),
      fmt::format("of {} m, in {} leaves", s.grid.cell_mm / 1000.0, fmt::group_digits(s.leaves)));
}

void write_extent(Page& page, const CityFileSummary& s) {
  if (s.box.empty()) return;
  line(page, "\nExtent");
  const auto metres = [](std::int32_t mm) { return mm / 1000.0; };
  line(page, "  {:.0f} × {:.0f} m, EPSG:{}, east {:.0f} … {:.0f} m, north {:.0f} … {:.0f} m",
       metres(s.box.x_max) - metres(s.box.x_min), metres(s.box.y_max) - metres(s.box.y_min), s.frame.epsg,
       s.frame.origin_east_m + metres(s.box.x_min), s.frame.origin_east_m + metres(s.box.x_max),
       s.frame.origin_north_m + metres(s.box.y_min), s.frame.origin_north_m + metres(s.box.y_max));
  if (!std::isnan(s.header.lat_min))
    line(page, "  latitude {:.5f} … {:.5f}°, longitude {:.5f} … {:.5f}°", s.header.lat_min, s.header.lat_max,
         s.header.lon_min, s.header.lon_max);
}

void write_ground(Page& page, const CityFileSummary& s) {
  line(page, "\nGround");
  constexpr std::array<const char*, cover_count> names{"not known", "open",  "green",   "road",
                                                       "walkway",   "water", "building"};
  for (std::size_t k = 0; k < names.size(); ++k)
    if (s.cover_cells[k] > 0)
      line(page, "  {:<20} {} {:6.1f} %", names[k], km2(static_cast<double>(s.cover_cells[k]) * s.cell_area_m2()),
           percent(static_cast<double>(s.cover_cells[k]), static_cast<double>(s.cells())));
  if (std::isnan(s.terrain_min_m)) {
    line(page, "  terrain unknown");
    return;
  }
  line(page, "  terrain {:.2f} … {:.2f} m over T.P., from", s.terrain_min_m, s.terrain_max_m);
  constexpr std::array<const char*, 5> sources{"nothing (unknown)", "terrain model", "bases of buildings", "roads",
                                               "between known cells"};
  for (std::size_t k = 0; k < sources.size(); ++k)
    if (s.terrain_source_cells[k] > 0)
      line(page, "    {:<30} {:6.1f} %", sources[k],
           percent(static_cast<double>(s.terrain_source_cells[k]), static_cast<double>(s.cells())));
  if (s.deck_cells + s.tunnel_cells > 0)
    line(page, "  {} cells under bridges and viaducts, {} over tunnels and underpasses",
         fmt::group_digits(s.deck_cells), fmt::group_digits(s.tunnel_cells));
}

void write_codes(Page& page, const CityFileSummary& s) {
  if (!s.usage.empty()) line(page, "\nBuildings by use          count      footprint        floor area");
  for (const auto& [code, total] : s.usage)
    line(page, "  {:>19} {} {}   {}", fmt::group_digits(total.count), km2(total.area_m2), km2(total.floor_area_m2),
         code_text(code, total));
  if (!s.land_use.empty()) line(page, "\nLand use                  count           area");
  for (const auto& [code, total] : s.land_use)
    line(page, "  {:>19} {}   {}", fmt::group_digits(total.count), km2(total.area_m2), code_text(code, total));
}

void write_network(Page& page, const NetworkTotal& n) {
  line(page, "\nNetwork, from {}", n.source.empty() ? "nothing" : n.source);
  line(page, "  {:.1f} km in {} links between {} nodes; for cars {:.1f} km, on foot {:.1f} km", n.length_m / 1000,
       fmt::group_digits(n.links), fmt::group_digits(n.nodes), n.car_length_m / 1000, n.walk_length_m / 1000);
  line(page, "  {:.2f} % of the length in the largest of {} connected parts; {:.1f} km elevated, {:.1f} km in tunnels",
       100 * n.largest_component_share(), fmt::group_digits(n.components), n.length_by_level_m[1] / 1000,
       n.length_by_level_m[2] / 1000);
}

void write_hazards(Page& page, const CityFileSummary& s) {
  if (!s.hazards.empty()) line(page, "\nInundation        wet area   deepest   buildings");
  for (const HazardTotal& hazard : s.hazards)
    line(page, "  {:>20} {:>7.2f} m {:>11}   {}  {}", km2(hazard.wet_area_m2), hazard.depth_max_m,
         fmt::group_digits(hazard.buildings), hazard.name, hazard.description);
  for (const WaterTotal& water : s.water)
    line(page, "  water over time: {}, {} maps in {:.0f} s", water.name, water.frames, water.duration_s);
}

void write_tallies(Page& page, const char* title, const std::map<std::string, Tally, std::less<>>& tallies) {
  for (const auto& [what, tally] : tallies)
    line(page, "    {} {:>9} × {}{}{}", title, fmt::group_digits(tally.count), what,
         tally.first_ids.empty() ? "" : ": ", fmt::join(tally.first_ids, ", "));
}

void write_report(Page& page, const ImportReport& report) {
  line(page, "\nImport");
  for (int i = 0; i < theme_count; ++i) {
    const auto theme = static_cast<Theme>(i);
    const ThemeReport& one = report.theme(theme);
    if (one.files == 0 && one.features == 0 && one.skipped.empty()) continue;
    line(page, "  {}: {} files, {} features, {} parts", name_of(theme), fmt::group_digits(one.files),
         fmt::group_digits(one.features), fmt::group_digits(one.parts));
    for (const auto& [path, fill] : one.attributes)
      line(page, "    {:>6.1f} % filled, {:>9} present  {}",
           percent(static_cast<double>(fill.filled), static_cast<double>(one.features)),
           fmt::group_digits(fill.present), path);
    write_tallies(page, "mended ", one.repairs);
    write_tallies(page, "skipped", one.skipped);
  }
  for (const std::string& note : report.notes) line(page, "  {}", note);
}

}  // namespace

std::string info_text(const CityFileSummary& s) {
  Page page;
  write_counts(page, s);
  write_extent(page, s);
  write_ground(page, s);
  write_codes(page, s);
  if (s.buildings > 0) {
    histogram(page, "Buildings by height, m", s.height_m, "below 3");
    histogram(page, "Buildings by storeys", s.storeys, "1");
    histogram(page, "Buildings by year of construction", s.year, "before 1930");
  }
  write_network(page, s.network);
  write_hazards(page, s);
  write_report(page, s.report);
  return fmt::to_string(page);
}

std::string import_text(const ImportReport& report) {
  Page page;
  write_report(page, report);
  return fmt::to_string(page);
}

}  // namespace machi
