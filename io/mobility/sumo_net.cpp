#include "io/mobility/sumo_net.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <unordered_set>

#include "engine/core/error.hpp"
#include "io/mobility/sumo_classes.hpp"
#include "io/mobility/sumo_light_reader.hpp"

namespace machi {
namespace {

constexpr std::string_view net_kind = "a network of SUMO (.net.xml)";

class SumoNetHandler final : public SumoLightHandler {
 public:
  SumoNetHandler(const std::string& path, SumoNet& net) : SumoLightHandler(path, net) { net.path = path; }

  void start(const char* name, XmlAttributes attributes) override {
    SumoLightHandler::start(name, attributes);
    const std::string& element = open_.back();
    if (open_.size() == 1 && element != "net")
      fail(fmt::format("begins with <{}> where a network of SUMO has <net>. Give a .net.xml", shortened(element)));
    if (element == "location") read_location(attributes);
    if (element == "edge") start_edge(attributes);
    if (element == "lane" && in_edge_) read_lane(attributes);
    if (element == "junction") read_junction(attributes);
    if (element == "connection") read_connection(attributes);
  }

  void end() override {
    if (open_.back() == "edge" && in_edge_) end_edge();
    SumoLightHandler::end();
  }

  void finish() const {
    if (net_.edges.empty())
      throw InputError(path_, "the network has no edges that can be driven on. Give one that has");
  }

 private:
  void read_location(XmlAttributes attributes) {
    const char* const projection = find(attributes, "projParameter");
    if (projection != nullptr && std::string_view(projection) != "!") net_.projection = projection;
    const char* const offset = find(attributes, "netOffset");
    if (offset == nullptr) return;
    const std::string_view text = offset;
    const std::size_t comma = text.find(',');
    const auto part = [&](std::string_view number, double& value) {
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
      return error == std::errc() && end == number.data() + number.size() && std::isfinite(value);
    };
    if (comma == std::string_view::npos || !part(text.substr(0, comma), net_.offset_x_m) ||
        !part(text.substr(comma + 1), net_.offset_y_m))
      fail(fmt::format("netOffset '{}' is not two numbers. Correct it", shortened(text)));
  }

  // What lies inside a junction is passed over: traffic goes from edge to edge.
  void start_edge(XmlAttributes attributes) {
    const char* const function = find(attributes, "function");
    const std::string_view kind = function == nullptr ? "normal" : function;
    if (kind == "internal" || kind == "crossing" || kind == "walkingarea") return;
    edge_ = {};
    edge_.id = need(attributes, "edge", "id");
    edge_.from = need(attributes, "edge", "from");
    edge_.to = need(attributes, "edge", "to");
    edge_.line = line();
    if (!net_.edge_rows.emplace(edge_.id, static_cast<std::uint32_t>(net_.edges.size())).second)
      fail(fmt::format("edge '{}' is there twice. Give each edge its own id", shortened(edge_.id)));
    in_edge_ = true;
  }

  void read_lane(XmlAttributes attributes) {
    SumoLane lane;
    lane.length_m = positive(attributes, "length");
    lane.speed_m_s = positive(attributes, "speed");
    std::string unknown;
    lane.modes = sumo_permissions(find(attributes, "allow"), find(attributes, "disallow"), unknown);
    if (!unknown.empty())
      fail(fmt::format("a lane of edge '{}' names '{}', which is no vehicle class of SUMO. Correct allow or disallow",
                       shortened(edge_.id), shortened(unknown)));
    edge_.lanes.push_back(lane);
  }

  double positive(XmlAttributes attributes, const char* name) const {
    const double value = need_number(attributes, "lane", name);
    if (!(value > 0))
      fail(fmt::format("{} of a lane of edge '{}' is {}, not above 0. Correct it or remove the edge", name,
                       shortened(edge_.id), value));
    return value;
  }

  void end_edge() {
    in_edge_ = false;
    if (edge_.lanes.empty())
      fail_at(edge_.line, fmt::format("edge '{}' has no lanes. Add one or remove it", shortened(edge_.id)));
    net_.edges.push_back(std::move(edge_));
  }

  void read_junction(XmlAttributes attributes) {
    const char* const type = find(attributes, "type");
    if (type != nullptr && std::string_view(type) == "internal") return;
    SumoJunction junction;
    junction.id = need(attributes, "junction", "id");
    junction.x_m = need_number(attributes, "junction", "x");
    junction.y_m = need_number(attributes, "junction", "y");
    if (!junctions_.insert(junction.id).second)
      fail(fmt::format("junction '{}' is there twice. Give each junction its own id", shortened(junction.id)));
    net_.junctions.push_back(std::move(junction));
  }

  void read_connection(XmlAttributes attributes) {
    const std::string from = need(attributes, "connection", "from");
    const std::string to = need(attributes, "connection", "to");
    if (from.starts_with(':') || to.starts_with(':')) return;  // inside a junction
    SumoConnection connection;
    connection.line = line();
    connection.from = edge(from);
    connection.to = edge(to);
    connection.from_lane = whole(attributes, "fromLane");
    connection.to_lane = whole(attributes, "toLane");
    need_lane(connection.from, connection.from_lane);
    need_lane(connection.to, connection.to_lane);
    if (const char* light = find(attributes, "tl")) {
      connection.light = light;
      connection.light_index = whole(attributes, "linkIndex");
    }
    net_.connections.push_back(std::move(connection));
  }

  std::uint32_t edge(const std::string& id) const {
    const auto found = net_.edge_rows.find(id);
    if (found == net_.edge_rows.end() || found->second >= net_.edges.size())
      fail(fmt::format("a connection names edge '{}', which is not there. Add the edge or remove the connection",
                       shortened(id)));
    return found->second;
  }

  std::uint32_t whole(XmlAttributes attributes, const char* name) const {
    const double value = need_number(attributes, "connection", name);
    if (!(value >= 0) || value > 1e6 || value != std::floor(value))
      fail(fmt::format("{} of a connection is {}, not a whole number from 0. Correct it", name, value));
    return static_cast<std::uint32_t>(value);
  }

  void need_lane(std::uint32_t row, std::uint32_t lane) const {
    const SumoEdge& of = net_.edges[row];
    if (lane >= of.lanes.size())
      fail(fmt::format("a connection names lane {} of edge '{}', which has {}. Correct it", lane, shortened(of.id),
                       of.lanes.size()));
  }

  SumoEdge edge_;
  bool in_edge_{false};
  std::unordered_set<std::string> junctions_;
};

}  // namespace

SumoNet read_sumo_net(const std::string& path) {
  SumoNet net;
  SumoNetHandler handler(path, net);
  read_matsim(path, handler, net_kind);
  handler.finish();
  return net;
}

SumoNet read_sumo_net(ByteSource& bytes, const std::string& name) {
  SumoNet net;
  SumoNetHandler handler(name, net);
  read_matsim(bytes, name, handler, net_kind);
  handler.finish();
  return net;
}

}  // namespace machi
