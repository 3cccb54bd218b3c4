/// \file  Meaning of the columns of shelter lists: GSI's designated emergency evacuation sites and shelters, the
/// municipal open-data standard (Digital Agency), and the GeoJSON that PLATEAU VIEW shows.
#include "io/people/place_fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "io/archive/csv.hpp"

namespace machi {
namespace {

struct HazardName {
  std::string_view said;   ///< what the column's name begins with, without "災害種別_"
  std::string_view meant;  ///< as Place::hazards has it
};

/// In the order in which the GSI lists them, which is that of Place::hazards.
constexpr std::array<HazardName, 12> hazard_names{{{"洪水", "flood"},
                                                   {"崖崩れ", "landslide"},
                                                   {"がけ崩れ", "landslide"},
                                                   {"土砂災害", "landslide"},
                                                   {"高潮", "storm_surge"},
                                                   {"地震", "earthquake"},
                                                   {"津波", "tsunami"},
                                                   {"大規模な火事", "fire"},
                                                   {"大規模火災", "fire"},
                                                   {"大火", "fire"},
                                                   {"内水", "inland_flood"},
                                                   {"火山", "volcano"}}};

/// Which hazard a column or a word of a list means; -1 for none.
int hazard_index(std::string_view said) {
  constexpr std::string_view prefix = "災害種別_";
  if (said.starts_with(prefix)) said.remove_prefix(prefix.size());
  for (std::size_t k = 0; k < hazard_names.size(); ++k) {
    if (said.starts_with(hazard_names[k].said)) return static_cast<int>(k);
  }
  return -1;
}

bool is_yes(std::string_view value) {
  constexpr std::array<std::string_view, 9> yes{"1", "○", "〇", "◯", "有", "可", "true", "yes", "y"};
  return std::find(yes.begin(), yes.end(), folded(value)) != yes.end();
}

/// The first value of any of the names that is not empty.
std::string_view first_of(const PlaceValues& values, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    for (const auto& [key, value] : values) {
      if (folded(key) == name && !value.empty()) return value;
    }
  }
  return {};
}

bool has_key(const PlaceValues& values, std::initializer_list<std::string_view> names) {
  return std::any_of(values.begin(), values.end(), [&](const auto& pair) {
    return std::find(names.begin(), names.end(), folded(pair.first)) != names.end();
  });
}

using Hazards = std::array<bool, hazard_names.size()>;

/// Hazards of flag columns, and of a list such as "洪水、津波" in one column.
Hazards hazards_of(const PlaceValues& values) {
  Hazards found{};
  for (const auto& [key, value] : values) {
    const int index = hazard_index(key);
    if (index >= 0 && is_yes(value)) found[static_cast<std::size_t>(index)] = true;
  }
  std::string_view list = first_of(values, {"disastercategory", "災害種別", "対象災害"});
  for (std::size_t begin = 0; begin < list.size(); ++begin) {
    const int index = hazard_index(list.substr(begin));
    if (index >= 0) found[static_cast<std::size_t>(index)] = true;
  }
  return found;
}

std::string text_of(const Hazards& found) {
  std::string text;
  for (std::size_t k = 0; k < found.size(); ++k) {
    const bool said_before = k > 0 && text.ends_with(hazard_names[k].meant);
    if (!found[k] || said_before) continue;
    text += text.empty() ? "" : ",";
    text += hazard_names[k].meant;
  }
  return text;
}

std::string kind_of(const PlaceValues& values) {
  if (has_key(values, {"stationname", "駅名"})) return "station";
  if (has_key(values, {"parkname", "公園名"})) return "park";
  const std::string_view type = first_of(values, {"facilitytype", "施設の種類", "種別", "避難所種別"});
  const auto says = [&](std::string_view word) { return type.find(word) != std::string_view::npos; };
  if (says("緊急避難場所")) return "shelter_emergency";
  if (says("避難")) return "shelter";
  const bool flags =
      std::any_of(values.begin(), values.end(), [](const auto& pair) { return hazard_index(pair.first) >= 0; });
  if (flags) return "shelter_emergency";
  const bool shelter_keys = has_key(values, {"disastercategory", "想定収容人数", "収容人数", "受入対象者"}) ||
                            std::any_of(values.begin(), values.end(),
                                        [](const auto& pair) { return pair.first.find("避難") != std::string::npos; });
  return shelter_keys ? "shelter" : "facility";
}

}  // namespace

std::optional<double> decimal(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

namespace {

/// A number of persons such as "1,200" or "350人"; nothing where it is none or not from 0 to ten millions.
std::optional<double> capacity_of(std::string_view text) {
  constexpr std::array<std::string_view, 2> units{"人", "名"};
  for (const std::string_view unit : units) {
    if (text.ends_with(unit)) text.remove_suffix(unit.size());
  }
  std::string digits(text);
  std::erase(digits, ',');
  const std::optional<double> persons = decimal(digits);
  return persons && *persons >= 0 && *persons < 1e7 ? persons : std::nullopt;
}

}  // namespace

std::optional<std::string_view> position_problem(double latitude_deg, double longitude_deg) {
  if (!std::isfinite(latitude_deg) || !std::isfinite(longitude_deg)) return "position is not a number";
  if (std::abs(latitude_deg) > 90 && std::abs(longitude_deg) <= 90) return "latitude and longitude are swapped";
  if (std::abs(latitude_deg) > 90 || std::abs(longitude_deg) > 180) return "position is not on the earth";
  if (latitude_deg == 0 && longitude_deg == 0) return "position is 0, 0";
  return std::nullopt;
}

Place place_of(const PlaceValues& values, ReadReport& report) {
  Place place;
  place.name = first_of(values, {"施設・場所名", "名称", "施設名", "施設名称", "避難所名", "避難場所名", "name",
                                 "facility_name", "stationname", "駅名", "parkname", "公園名"});
  place.id = first_of(values, {"共通id", "全国地方公共団体コード_id", "id", "no", "no."});
  if (place.id.empty()) place.id = std::to_string(report.read);
  place.kind = kind_of(values);
  place.hazards = text_of(hazards_of(values));
  const std::string_view capacity = first_of(values, {"想定収容人数", "収容人数", "収容可能人数", "capacity"});
  const std::optional<double> persons = capacity_of(capacity);
  if (!capacity.empty() && !persons) report.repair("capacity is no number of persons, taken as unknown", place.id);
  const bool given = persons.value_or(0) > 0;  // 0 is how many lists say that it is not known
  place.capacity = given ? *persons : -1;
  place.capacity_source = given ? "given" : "unknown";
  return place;
}

}  // namespace machi
