#include "engine/systems/outage.hpp"

#include <cctype>

#include "engine/model/weather.hpp"

namespace machi {

std::optional<int> hour_of_year(std::string_view text) {
  if (text.size() != 11 || text[2] != '-' || text[5] != ' ' || text.substr(8) != ":00") return std::nullopt;
  const auto number = [&](std::size_t at) {
    const auto digit = [&](std::size_t k) {
      return std::isdigit(static_cast<unsigned char>(text[k])) != 0 ? text[k] - '0' : -100;
    };
    return 10 * digit(at) + digit(at + 1);
  };
  const int month = number(0);
  const int day = number(3);
  const int hour = number(6);
  if (month < 1 || month > 12 || hour < 0 || hour > 24) return std::nullopt;
  if (day < 1 || day > month_days[month - 1]) return std::nullopt;
  int days = day - 1;
  for (int m = 0; m < month - 1; ++m) days += month_days[m];
  return 24 * days + hour;
}

std::array<bool, hours_per_day> Outage::powered(std::size_t day) const {
  std::array<bool, hours_per_day> powered{};
  for (std::size_t h = 0; h < hours_per_day; ++h) powered[h] = !has(hours_per_day * day + h);
  return powered;
}

Outage outage_of(const EnergySettings& energy) {
  if (energy.outage_from.empty()) return {};
  return {hour_of_year(energy.outage_from).value_or(0), hour_of_year(energy.outage_to).value_or(0)};
}

}  // namespace machi
