#include "io/mobility/network_xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "io/mobility/matsim_xml.hpp"

namespace machi {
namespace {

constexpr std::string_view network_kind = "a MATSim network";

class NetworkHandler final : public MatsimHandler {
 public:
  NetworkHandler(const std::string& path, NetworkReading& reading)
      : MatsimHandler(path), network_(reading.network), loops_(reading.loops) {}

  void start(const char* name, XmlAttributes attributes) override {
    const std::string_view element = name;
    if (!rooted_ && element != "network")
      fail(fmt::format("begins with <{}> where a network has <network>. Give a MATSim network", shortened(element)));
    if (element == "network") start_network(attributes);
    if (element == "node") read_node(attributes);
    if (element == "links") start_links(attributes);
    if (element == "link") read_link(attributes);
  }
  void end() override {}

  void finish() const {
    if (network_.links() == 0) throw InputError(path_, "the network has no links. Give one that has");
  }

 private:
  void start_network(XmlAttributes attributes) {
    rooted_ = true;
    if (const char* name = find(attributes, "name")) network_.name = name;
  }

  void read_node(XmlAttributes attributes) {
    const std::string id = need(attributes, "node", "id");
    if (!nodes_.emplace(id, network_.nodes()).second)
      fail(fmt::format("node '{}' is there twice. Give each node its own id", shortened(id)));
    network_.node_id.push_back(id);
    network_.x_m.push_back(need_number(attributes, "node", "x"));
    network_.y_m.push_back(need_number(attributes, "node", "y"));
  }

  void start_links(XmlAttributes attributes) {
    const double period_s = time_s(attributes, "links", "capperiod");
    if (period_s == 0) fail("capperiod is 0. Give the time that capacities refer to");
    if (period_s > 0) capacity_period_s_ = period_s;
    network_.cell_m = positive(attributes, "links", "effectivecellsize", 7.5);
  }

  void read_link(XmlAttributes attributes) {
    const std::string id = need(attributes, "link", "id");
    if (!links_.insert({id, network_.links()}).second)
      fail(fmt::format("link '{}' is there twice. Give each link its own id", shortened(id)));
    const std::uint32_t from = node(need(attributes, "link", "from"), id);
    const std::uint32_t to = node(need(attributes, "link", "to"), id);
    if (from == to) ++loops_;
    network_.link_id.push_back(id);
    network_.from.push_back(from);
    network_.to.push_back(to);
    network_.length_m.push_back(positive(attributes, id, "length"));
    network_.free_speed_m_s.push_back(positive(attributes, id, "freespeed"));
    network_.flow_capacity_1_s.push_back(positive(attributes, id, "capacity") / capacity_period_s_);
    network_.lanes.push_back(positive(attributes, id, "permlanes"));
    network_.link_modes.push_back(modes(find(attributes, "modes")));
  }

  std::uint32_t node(const std::string& id, const std::string& link) const {
    const auto found = nodes_.find(id);
    if (found == nodes_.end())
      fail(fmt::format("link '{}' joins node '{}', which is not there. Add the node or remove the link",
                       shortened(link), shortened(id)));
    return found->second;
  }

  double positive(XmlAttributes attributes, std::string_view element, std::string_view name, double otherwise) const {
    const double value = number(attributes, element, name, otherwise);
    if (!(value > 0)) fail(fmt::format("{} of <{}> is not above 0. Correct it", name, element));
    return value;
  }

  double positive(XmlAttributes attributes, const std::string& link, std::string_view name) const {
    const double value = need_number(attributes, "link", name);
    if (!(value > 0))
      fail(fmt::format("{} of link '{}' is {}, not above 0. Correct it or remove the link", name, shortened(link),
                       value));
    return value;
  }

  std::uint32_t modes(const char* list) {
    std::uint32_t bits = 0;
    for (std::string_view rest = list == nullptr ? "car" : list; !rest.empty();) {
      const std::size_t comma = rest.find(',');
      std::string_view mode = rest.substr(0, comma);
      while (mode.starts_with(' ')) mode.remove_prefix(1);
      while (mode.ends_with(' ')) mode.remove_suffix(1);
      if (!mode.empty()) bits |= 1U << mode_bit(mode);
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
    return bits;
  }

  std::uint32_t mode_bit(std::string_view mode) {
    const auto found = std::find(network_.modes.begin(), network_.modes.end(), mode);
    if (found != network_.modes.end()) return static_cast<std::uint32_t>(found - network_.modes.begin());
    if (network_.modes.size() == 32) fail("the links have more than 32 modes. Unite some");
    network_.modes.emplace_back(mode);
    return static_cast<std::uint32_t>(network_.modes.size() - 1);
  }

  TrafficNetwork& network_;
  std::uint64_t& loops_;
  std::unordered_map<std::string, std::uint32_t> nodes_;
  std::unordered_map<std::string, std::uint32_t> links_;
  double capacity_period_s_{3600};
  bool rooted_{false};
};

}  // namespace

NetworkReading read_network_xml(const std::string& path) {
  NetworkReading reading;
  NetworkHandler handler(path, reading);
  read_matsim(path, handler, network_kind);
  handler.finish();
  return reading;
}

NetworkReading read_network_xml(ByteSource& bytes, const std::string& name) {
  NetworkReading reading;
  NetworkHandler handler(name, reading);
  read_matsim(bytes, name, handler, network_kind);
  handler.finish();
  return reading;
}

}  // namespace machi
