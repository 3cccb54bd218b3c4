#include "io/import/plateau_values.hpp"

#include <charconv>
#include <cmath>

#include "engine/model/city.hpp"

namespace machi {

std::string_view last_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

double number_of(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '+' || text.front() == '\n' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t')) text.remove_suffix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::numeric_limits<double>::quiet_NaN();
  return value;
}

bool is_dummy(std::string_view path, std::string_view value) {
  if (value.empty() || value == "0001" || value == "0001-01-01" || value == "9999-12-31") return true;
  const std::string_view name = last_name(path);
  if (name == "usage") return value == "461" || value == "9999";
  if (name == "buildingStructureType") return value == "611" || value == "9999";
  if (name == "fireproofStructureType") return value == "1011" || value == "9999";
  if (const char first = value.front(); first != '9' && first != '-') return false;
  const double number = number_of(value);
  return number == 9999 || number == -9999;
}

std::int16_t integer_of(std::string_view path, std::string_view text, int low, int high) {
  if (is_dummy(path, text)) return missing_int;
  const double number = number_of(text);
  if (!(number >= low && number <= high) || number != std::floor(number)) return missing_int;
  return static_cast<std::int16_t>(number);
}

float measure_of(std::string_view path, std::string_view text) {
  if (is_dummy(path, text)) return std::numeric_limits<float>::quiet_NaN();
  return static_cast<float>(number_of(text));
}

}  // namespace machi
