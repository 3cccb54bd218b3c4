/// \file  Reads TNTP networks and coordinates.
#include "io/network/tntp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/archive/csv.hpp"
#include "io/network/tntp_lines.hpp"

namespace machi {
namespace {

constexpr std::uint32_t most_rows = 10'000'000;
constexpr std::uint32_t most_types = 1'000'000;

/// Columns in the order in which files without a row of names have them.
enum Column : std::size_t { from_node, to_node, capacity, length, time, b, power, speed, toll, type, columns };
constexpr std::array<std::string_view, columns> column_names{
    "init_node", "term_node", "capacity", "length", "free_flow_time", "b", "power", "speed", "toll", "link_type"};

/// Which word of a row is which column.
using Layout = std::array<std::size_t, columns>;

/// The layout that a comment says, where it names columns at all; else `layout` stays.
void read_column_names(const TntpLines& lines, Layout& layout) {
  const auto names = TntpLines::words(lines.line().substr(1));
  if (names.empty() || folded(names[0]) != column_names[0]) return;
  Layout said;
  said.fill(columns);
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto known = std::find(column_names.begin(), column_names.end(), folded(names[k]));
    if (known == column_names.end()) {
      lines.fail(fmt::format("the column \"{}\" is unknown. Use {}", names[k], fmt::join(column_names, ", ")));
    }
    std::size_t& place = said[static_cast<std::size_t>(known - column_names.begin())];
    if (place != columns) lines.fail(fmt::format("the column {} is named twice. Name it once", *known));
    place = k;
  }
  const auto missing = std::find(said.begin(), said.end(), columns);
  if (missing != said.end()) {
    lines.fail(fmt::format("has no column {}. Add it", column_names[static_cast<std::size_t>(missing - said.begin())]));
  }
  layout = said;
}

/// One row of numbers under the names of its columns.
class LinkRow {
 public:
  LinkRow(const TntpLines& lines, const Layout& layout)
      : lines_(lines), layout_(layout), words_(TntpLines::words(lines.line())) {
    if (words_.size() != columns) {
      lines.fail(fmt::format("has {} values where a link has {}. Correct the row", words_.size(), +columns));
    }
  }
  std::uint32_t whole(Column column, std::uint32_t low, std::uint32_t high) const {
    return lines_.whole(words_[layout_[column]], column_names[column], low, high);
  }
  double real(Column column) const { return lines_.real(words_[layout_[column]], column_names[column]); }
  double not_negative(Column column) const {
    const double value = real(column);
    if (value < 0) lines_.fail(fmt::format("{} is {}, below zero. Correct it", column_names[column], value));
    return value;
  }

 private:
  const TntpLines& lines_;
  const Layout& layout_;
  std::vector<std::string_view> words_;
};

double capacity_of(const TntpLines& lines, const LinkRow& row) {
  const double value = row.real(capacity);
  if (value <= 0) {
    lines.fail(fmt::format("capacity is {}: no flow could pass. Give one above zero, or remove the link", value));
  }
  return value;
}

double power_of(const TntpLines& lines, const LinkRow& row) {
  const double value = row.not_negative(power);
  if (value > 0 && value < 1) {
    lines.fail(
        fmt::format("power is {}: delay would rise without bound at the first vehicle. Use 0, or 1 or more", value));
  }
  return value;
}

void add_link(TntpNetwork& network, const TntpLines& lines, const LinkRow& row) {
  network.from.push_back(row.whole(from_node, 1, network.nodes) - 1);
  network.to.push_back(row.whole(to_node, 1, network.nodes) - 1);
  network.capacity.push_back(capacity_of(lines, row));
  network.length.push_back(row.not_negative(length));
  network.free_flow_time.push_back(row.not_negative(time));
  network.b.push_back(row.not_negative(b));
  network.power.push_back(power_of(lines, row));
  network.speed.push_back(row.not_negative(speed));
  network.toll.push_back(row.not_negative(toll));
  network.type.push_back(row.whole(type, 0, most_types));
}

/// Nodes below FIRST THRU NODE are not passed through, so only zones may lie there.
void read_counts(TntpNetwork& network, const TntpLines& lines) {
  network.nodes = lines.count("NUMBER OF NODES", 1, most_rows);
  network.zones = lines.count("NUMBER OF ZONES", 1, network.nodes);
  if (lines.says("FIRST THRU NODE")) {
    network.first_through = lines.count("FIRST THRU NODE", 1, network.zones + 1) - 1;
  }
}

}  // namespace

TntpNetwork read_tntp_network(ByteSource& source, const std::string& name) {
  TntpLines lines(source, name);
  lines.read_metadata();
  TntpNetwork network;
  read_counts(network, lines);
  const std::uint32_t links = lines.count("NUMBER OF LINKS", 1, most_rows);
  Layout layout;
  for (std::size_t k = 0; k < columns; ++k) layout[k] = k;
  while (lines.next()) {
    if (lines.line().front() == '~') {
      read_column_names(lines, layout);
    } else {
      add_link(network, lines, LinkRow(lines, layout));
    }
  }
  if (network.links() != links) {
    lines.fail_file(fmt::format("has {} links where <NUMBER OF LINKS> says {}. Give the whole file, or correct it",
                                network.links(), links));
  }
  return network;
}

TntpNodes read_tntp_nodes(ByteSource& source, const std::string& name, const TntpNetwork& network) {
  TntpLines lines(source, name);
  TntpNodes nodes{std::vector<double>(network.nodes), std::vector<double>(network.nodes)};
  std::vector<bool> seen(network.nodes);
  while (lines.next()) {
    const auto words = TntpLines::words(lines.line());
    if (words.empty() || lines.line().front() == '~' || folded(words[0]) == "node") continue;
    if (words.size() != 3) lines.fail("is not node, x and y. Correct the row");
    const std::uint32_t node = lines.whole(words[0], "node", 1, network.nodes) - 1;
    if (seen[node]) lines.fail(fmt::format("node {} was given before. Remove one of the two", node + 1));
    seen[node] = true;
    nodes.x[node] = lines.real(words[1], "x");
    nodes.y[node] = lines.real(words[2], "y");
  }
  const auto missing = std::find(seen.begin(), seen.end(), false);
  if (missing != seen.end()) {
    lines.fail_file(fmt::format("has no coordinates of node {}. Add them", missing - seen.begin() + 1));
  }
  return nodes;
}

AssignmentNetwork assignment_network(const TntpNetwork& network, const CostWeights& weights) {
  AssignmentNetwork made;
  made.zones = network.zones;
  made.nodes = network.nodes;
  made.first_through = network.first_through;
  made.from = network.from;
  made.to = network.to;
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    const double fixed = weights.toll_weight * network.toll[link] + weights.length_weight * network.length[link];
    made.cost.push_back(
        bpr_cost(network.free_flow_time[link], network.b[link], network.capacity[link], network.power[link], fixed));
  }
  index_links(made);
  return made;
}

}  // namespace machi
