/// \file  What route files of SUMO say, before it becomes people. For io/mobility only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/model/read_report.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/network/link_turns.hpp"
#include "io/mobility/matsim_xml.hpp"
#include "io/mobility/sumo_types.hpp"

namespace machi {

struct SumoStop {
  std::uint32_t link{0};
  double duration_s{0};
  double until_s{not_given};  ///< clock time; holds instead of the duration
};

/// A vehicle, trip or flow.
struct SumoSource {
  std::string id;
  std::string type{"DEFAULT_VEHTYPE"};
  bool is_flow{false};
  SumoShares routes;  ///< rows of SumoReading::routes; empty: from, via and to hold
  std::uint32_t from{0};
  std::uint32_t to{0};
  std::vector<std::uint32_t> via;
  std::vector<SumoStop> stops;
  std::size_t path{0};
  std::uint64_t line{0};
};

struct SumoDeparture {
  double depart_s{0};
  std::uint32_t source{0};
  std::uint32_t number{0};  ///< in its flow
};

/// All that the files say, in their order.
struct SumoReading {
  /// So that a name is found without a copy of it.
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };
  SumoReading(const TrafficNetwork& network, std::uint64_t seed);

  const std::uint64_t seed;
  std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>> links;
  LinkTurns turns;  ///< of all modes
  std::vector<std::string> paths;
  SumoTypes types;
  std::vector<std::vector<std::uint32_t>> routes;
  std::unordered_map<std::string, SumoShares> route_by_name;
  std::unordered_map<std::string, std::uint32_t> stop_link;  ///< by name of the bus stop
  std::vector<SumoSource> sources;
  std::vector<SumoDeparture> departures;
  ReadReport report;
};

/// Adds one file to a reading.
class SumoDemandHandler final : public MatsimHandler {
 public:
  SumoDemandHandler(const std::string& path, const TrafficNetwork& network, SumoReading& reading);
  void start(const char* name, XmlAttributes attributes) override;
  void end() override;

 private:
  bool within(std::string_view element) const;
  void start_type(XmlAttributes attributes);
  void add_to_distribution(SumoShares& shares, XmlAttributes attributes, std::uint32_t row) const;
  void start_type_distribution(XmlAttributes attributes);
  void start_route(XmlAttributes attributes);
  void start_source(const std::string& element, XmlAttributes attributes);
  void read_ends(const std::string& element, XmlAttributes attributes);
  void read_stop(XmlAttributes attributes);
  void read_stop_place(XmlAttributes attributes);
  void end_source(const std::string& element);
  void add_flow();

  double clock_s(XmlAttributes attributes, std::string_view element, std::string_view name, double otherwise) const;
  double positive(XmlAttributes attributes, std::string_view element, std::string_view name, double otherwise) const;
  static std::vector<std::string_view> words(const char* list);
  std::uint32_t link(std::string_view edge) const;
  std::uint32_t link_of_lane(std::string_view lane) const;
  std::vector<std::uint32_t> edges(const char* list) const;
  void check_turns(const std::vector<std::uint32_t>& route) const;

  /// How a flow spreads its vehicles.
  struct Spread {
    double begin_s{0};
    double end_s{not_given};
    double period_s{not_given};
    double number{not_given};
    double probability{not_given};  ///< in each second
    double rate_1_s{not_given};     ///< of an exponential distribution
  };
  Spread read_spread(XmlAttributes attributes) const;

  const TrafficNetwork& network_;
  SumoReading& read_;
  std::vector<std::string> open_;
  std::string distribution_;  ///< of types or routes, that is open
  SumoSource source_;
  double depart_s_{0};
  bool counts_{true};  ///< whether the open vehicle is kept
  Spread spread_;
};

}  // namespace machi
