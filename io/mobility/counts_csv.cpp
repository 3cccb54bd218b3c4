#include "io/mobility/counts_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "io/archive/csv.hpp"
#include "io/mobility/matsim_xml.hpp"

namespace machi {
namespace {

constexpr std::uint64_t largest_bytes = 1'000'000'000;

class CountsReader {
 public:
  CountsReader(std::string_view text, const std::string& name, const TrafficNetwork& network)
      : rows_(text), name_(name) {
    for (std::uint32_t l = 0; l < network.links(); ++l) link_.emplace(network.link_id[l], l);
  }

  std::vector<CountRow> run() {
    std::vector<std::string> fields;
    if (rows_.next(fields)) read_head(fields);
    std::vector<CountRow> counts;
    while (rows_.next(fields)) counts.push_back(row_of(fields));
    if (counts.empty()) throw InputError(name_, "holds no counts. Give rows of link, from, to, vehicles");
    return counts;
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw InputError(fmt::format("{}:{}", name_, rows_.line()), problem);
  }

  void read_head(const std::vector<std::string>& fields) {
    for (std::size_t k = 0; k < std::size(names); ++k) {
      const auto found = std::find_if(fields.begin(), fields.end(),
                                      [&](const std::string& field) { return folded(field) == names[k]; });
      if (found == fields.end())
        fail(fmt::format("has no column '{}'. Begin with a row of link, from, to, vehicles", names[k]));
      column_[k] = static_cast<std::size_t>(found - fields.begin());
    }
  }

  const std::string& field(const std::vector<std::string>& fields, std::size_t which) const {
    if (column_[which] >= fields.size()) fail(fmt::format("has no value in the column '{}'", names[which]));
    return fields[column_[which]];
  }

  CountRow row_of(const std::vector<std::string>& fields) const {
    CountRow row;
    row.line = rows_.line();
    const std::string& link = field(fields, 0);
    const auto found = link_.find(link);
    if (found == link_.end()) fail(fmt::format("link '{}' is not in the network", link));
    row.link = found->second;
    row.from_s = time_s(field(fields, 1));
    row.to_s = time_s(field(fields, 2));
    if (!(row.to_s > row.from_s)) fail("`to` is not after `from`");
    const std::string& text = field(fields, 3);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row.vehicles);
    if (error != std::errc{} || end != text.data() + text.size() || !(row.vehicles >= 0) ||
        !std::isfinite(row.vehicles))
      fail(fmt::format("'{}' is no number of vehicles", text));
    return row;
  }

  double time_s(const std::string& text) const {
    const std::optional<double> seconds = matsim_time_s(text);
    if (!seconds || !std::isfinite(*seconds)) fail(fmt::format("'{}' is not a time. Write HH:MM or seconds", text));
    return *seconds;
  }

  static constexpr std::string_view names[] = {"link", "from", "to", "vehicles"};
  CsvReader rows_;
  const std::string& name_;
  std::unordered_map<std::string, std::uint32_t> link_;
  std::size_t column_[std::size(names)]{};
};

}  // namespace

std::vector<CountRow> read_counts_csv(ByteSource& bytes, const std::string& name, const TrafficNetwork& network) {
  const std::string text = read_all(bytes, name, largest_bytes);
  return CountsReader(text, name, network).run();
}

std::vector<CountRow> read_counts_csv(const std::string& path, const TrafficNetwork& network) {
  return read_counts_csv(*open_file(path), path, network);
}

}  // namespace machi
