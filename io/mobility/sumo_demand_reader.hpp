/// \file  What route files of SUMO say, before it becomes people. For io/mobility only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/model/read_report.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/network/link_turns.hpp"
#include "io/mobility/file_part.hpp"
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
  std::string vehicle_id(std::uint32_t number) const;  ///< of a departure
};

struct SumoDeparture {
  double depart_s{0};
  std::uint32_t source{0};  ///< counted over all files
  std::uint32_t number{0};  ///< in its flow
};

/// What does not change while files are read.
struct SumoEdges {
  explicit SumoEdges(const TrafficNetwork& network);
  std::unordered_map<std::string_view, std::uint32_t> links;
  LinkTurns turns;  ///< of all modes
};

/// What a reading keeps of sources and routes, by their rows over all files: all of them, or some.
struct SumoKeeps {
  bool all{true};
  std::vector<bool> sources;
  std::vector<bool> routes;
  bool source(std::uint32_t row) const { return all || (row < sources.size() && sources[row]); }
  bool route(std::uint32_t row) const { return all || (row < routes.size() && routes[row]); }
};

/// Rows of which some are kept, in the order of their numbers.
class SumoRows {
 public:
  void keep(std::uint32_t row) { kept_.push_back(row); }
  std::size_t place(std::uint32_t row) const {
    return static_cast<std::size_t>(std::lower_bound(kept_.begin(), kept_.end(), row) - kept_.begin());
  }

 private:
  std::vector<std::uint32_t> kept_;
};

/// Few bytes of each source, for all of them: what says who drives when.
struct SumoSurvey {
  std::vector<std::string> type_names;        ///< in the order of their use
  std::vector<std::uint32_t> type;            ///< [sources] row of type_names
  std::vector<std::uint64_t> route_begin{0};  ///< [sources + 1] into route_row
  std::vector<std::uint32_t> route_row;       ///< that may be driven
  std::vector<SumoDeparture> departures;
  std::size_t first_path{0};                               ///< of the first source
  std::unordered_map<std::string, std::uint32_t> vehicle;  ///< departure by id, of ids that this rank checks
  /// Departures that have the id of another one, and the first one in the files that has it.
  std::unordered_map<std::uint32_t, std::uint32_t> same_id;
};

/// What the files say, in their order.
struct SumoReading {
  SumoReading(const SumoEdges& given_edges, std::uint64_t given_seed, FilePart given_part, SumoKeeps given_keeps,
              std::uint64_t& given_at);
  const SumoSource& source(std::uint32_t row) const { return sources[source_rows.place(row)]; }
  const std::vector<std::uint32_t>& route(std::uint32_t row) const { return routes[route_rows.place(row)]; }

  const SumoEdges& edges;
  const std::uint64_t seed;
  const FilePart part;  ///< of the names and routes that a survey checks
  const SumoKeeps keeps;
  std::uint64_t& at;  ///< how far the reading has come, the same on all ranks
  bool surveys{true};
  std::vector<std::string> paths;
  SumoTypes types;
  std::uint32_t route_count{0};
  SumoRows route_rows;
  std::vector<std::vector<std::uint32_t>> routes;
  std::unordered_map<std::string, SumoShares> route_by_name;
  std::unordered_map<std::string, std::uint32_t> stop_link;  ///< by name of the bus stop
  std::uint32_t source_count{0};
  SumoRows source_rows;
  std::vector<SumoSource> sources;
  SumoSurvey survey;
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
  std::vector<std::uint32_t> route_of(XmlAttributes attributes) const;
  void start_route(XmlAttributes attributes);
  void start_source(const std::string& element, XmlAttributes attributes);
  void read_ends(const std::string& element, XmlAttributes attributes);
  void read_stop(XmlAttributes attributes);
  void read_stop_place(XmlAttributes attributes);
  void end_source(const std::string& element);
  void survey_source(std::uint32_t row);
  void add_departure(double depart_s, std::uint32_t source, std::uint32_t number);
  void add_flow(std::uint32_t source);

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
