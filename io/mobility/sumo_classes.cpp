#include "io/mobility/sumo_classes.hpp"

#include <algorithm>
#include <array>

namespace machi {
namespace {

struct ClassRow {
  std::string_view name;
  std::string_view mode;
  bool motor;
};

constexpr std::array<ClassRow, 30> classes{{
    {"passenger", "car", true},
    {"bus", "bus", true},
    {"bicycle", "bike", false},
    {"pedestrian", "walk", false},
    {"truck", "truck", true},
    {"trailer", "trailer", true},
    {"delivery", "delivery", true},
    {"coach", "coach", true},
    {"taxi", "taxi", true},
    {"hov", "hov", true},
    {"motorcycle", "motorcycle", true},
    {"moped", "moped", true},
    {"evehicle", "evehicle", true},
    {"emergency", "emergency", true},
    {"authority", "authority", true},
    {"army", "army", true},
    {"vip", "vip", true},
    {"private", "private", true},
    {"ignoring", "ignoring", true},
    {"custom1", "custom1", true},
    {"custom2", "custom2", true},
    {"tram", "tram", false},
    {"rail_urban", "rail_urban", false},
    {"rail", "rail", false},
    {"rail_electric", "rail_electric", false},
    {"rail_fast", "rail_fast", false},
    {"subway", "subway", false},
    {"ship", "ship", false},
    {"scooter", "scooter", false},
    {"wheelchair", "wheelchair", false},
}};

// Known to SUMO, on no road.
constexpr std::array<std::string_view, 4> elsewhere{"container", "cable_car", "aircraft", "drone"};

const ClassRow* row_of(std::string_view name) {
  const auto found =
      std::find_if(classes.begin(), classes.end(), [&](const ClassRow& row) { return row.name == name; });
  return found == classes.end() ? nullptr : &*found;
}

std::uint32_t bit_of(const ClassRow& row) {
  return 1U << static_cast<unsigned>(&row - classes.data());
}

std::uint32_t bits_of(std::string_view list, std::string& unknown) {
  constexpr std::string_view blanks = " \t\r\n,";
  std::uint32_t bits = 0;
  while (true) {
    list.remove_prefix(std::min(list.find_first_not_of(blanks), list.size()));
    if (list.empty()) return bits;
    const std::string_view name = list.substr(0, list.find_first_of(blanks));
    list.remove_prefix(name.size());
    if (name == "all") {
      bits = all_sumo_modes;
    } else if (const ClassRow* row = row_of(name)) {
      bits |= bit_of(*row);
    } else if (std::find(elsewhere.begin(), elsewhere.end(), name) == elsewhere.end()) {
      unknown = name;
    }
  }
}

}  // namespace

const std::vector<std::string>& sumo_modes() {
  static const std::vector<std::string> modes = [] {
    std::vector<std::string> names;
    for (const ClassRow& row : classes) names.emplace_back(row.mode);
    return names;
  }();
  return modes;
}

std::optional<std::string> sumo_mode(std::string_view vehicle_class) {
  const ClassRow* row = row_of(vehicle_class);
  if (row == nullptr) return std::nullopt;
  return std::string(row->mode);
}

std::uint32_t sumo_permissions(const char* allow, const char* disallow, std::string& unknown) {
  std::uint32_t bits = all_sumo_modes;
  if (allow != nullptr && *allow != '\0') {
    bits = bits_of(allow, unknown);
  } else if (disallow != nullptr) {
    bits &= ~bits_of(disallow, unknown);
  }
  return bits == 0 ? 0 : bits | bit_of(*row_of("ignoring"));
}

std::uint32_t sumo_mode_bit(std::string_view mode) {
  const std::vector<std::string>& modes = sumo_modes();
  const auto found = std::find(modes.begin(), modes.end(), mode);
  return found == modes.end() ? 0 : 1U << static_cast<unsigned>(found - modes.begin());
}

std::uint32_t sumo_motor_modes() {
  std::uint32_t bits = 0;
  for (const ClassRow& row : classes)
    if (row.motor && row.name != "ignoring") bits |= bit_of(row);
  return bits;
}

}  // namespace machi
