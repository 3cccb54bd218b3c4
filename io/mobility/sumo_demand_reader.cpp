#include "io/mobility/sumo_demand_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "io/mobility/sumo_classes.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_flow = 0x6103;  // by flow: when its vehicles depart
constexpr std::size_t most_departures = 10'000'000;
constexpr std::size_t longest_route = 1'000'000;
constexpr std::string_view default_type = "DEFAULT_VEHTYPE";

template <std::size_t n>
bool is_any(std::string_view text, const std::array<std::string_view, n>& of) {
  return std::find(of.begin(), of.end(), text) != of.end();
}

constexpr std::array<std::string_view, 3> source_elements{"vehicle", "trip", "flow"};
constexpr std::array<std::string_view, 5> stop_places{"busStop", "trainStop", "containerStop", "chargingStation",
                                                      "parkingArea"};
// Read elsewhere, or of no effect on vehicles.
constexpr std::array<std::string_view, 5> quiet{"tlLogic", "location", "param", "include", "type"};

}  // namespace

std::string SumoSource::vehicle_id(std::uint32_t number) const {
  return is_flow ? fmt::format("{}.{}", id, number) : id;
}

SumoEdges::SumoEdges(const TrafficNetwork& network) : turns(link_turns(network, all_sumo_modes)) {
  links.reserve(network.links());
  for (std::uint32_t l = 0; l < network.links(); ++l) links.emplace(network.link_id[l], l);
}

SumoReading::SumoReading(const SumoEdges& given_edges, std::uint64_t given_seed, FilePart given_part,
                         SumoKeeps given_keeps, std::uint64_t& given_at)
    : edges(given_edges), seed(given_seed), part(given_part), keeps(std::move(given_keeps)), at(given_at) {
  types.types.push_back(sumo_default_type(std::string(default_type), "car"));
  types.by_name[std::string(default_type)] = {{{0, 1}}};
}

SumoDemandHandler::SumoDemandHandler(const std::string& path, const TrafficNetwork& network, SumoReading& reading)
    : MatsimHandler(path), network_(network), read_(reading) {
  read_.paths.push_back(path);
}

bool SumoDemandHandler::within(std::string_view element) const {
  return open_.size() > 1 && open_[open_.size() - 2] == element;
}

void SumoDemandHandler::start(const char* name, XmlAttributes attributes) {
  ++read_.at;
  open_.emplace_back(name);
  const std::string element = open_.back();
  constexpr std::array<std::string_view, 5> roots{"routes", "additional", "add", "trips", "vehicles"};
  if (open_.size() == 1) {
    if (!is_any(element, roots))
      fail(fmt::format("begins with <{}> where vehicles of SUMO have <routes>. Give a .rou.xml", shortened(element)));
    return;
  }
  if (element == "vType") return start_type(attributes);
  if (element == "vTypeDistribution") return start_type_distribution(attributes);
  if (element == "routeDistribution") {
    distribution_ = need(attributes, "routeDistribution", "id");
    read_.route_by_name[distribution_] = {};
    return;
  }
  if (element == "route") return start_route(attributes);
  if (is_any(element, source_elements)) return start_source(element, attributes);
  if (is_any(element, stop_places) && open_.size() == 2) return read_stop_place(attributes);
  if (element == "stop") {
    if (std::any_of(source_elements.begin(), source_elements.end(), [&](std::string_view of) { return within(of); }))
      read_stop(attributes);
    return;
  }
  if (open_.size() == 2 && !is_any(element, quiet)) {
    const char* const id = find(attributes, "id");
    read_.report.skip(fmt::format("element <{}>", shortened(element)),
                      id == nullptr ? fmt::format("line {}", line()) : std::string(id));
  }
}

void SumoDemandHandler::end() {
  ++read_.at;
  const std::string element = std::move(open_.back());
  open_.pop_back();
  if (is_any(element, source_elements) && open_.size() == 1) end_source(element);
  if (element == "vTypeDistribution" || element == "routeDistribution") {
    const SumoShares& shares =
        element == "vTypeDistribution" ? read_.types.by_name[distribution_] : read_.route_by_name[distribution_];
    double whole = 0;
    for (const auto& [row, weight] : shares.rows) whole += weight;
    if (!(whole > 0))
      fail(fmt::format("distribution '{}' holds nothing that has a probability. Add something",
                       shortened(distribution_)));
    distribution_.clear();
  }
}

void SumoDemandHandler::start_type(XmlAttributes attributes) {
  const std::string id = need(attributes, "vType", "id");
  const char* const given = find(attributes, "vClass");
  const std::string_view vehicle_class = given == nullptr ? "passenger" : given;
  const auto mode = sumo_mode(vehicle_class);
  if (!mode)
    fail(fmt::format("vType '{}' is of class '{}', which no road carries or SUMO does not know. Correct vClass",
                     shortened(id), shortened(vehicle_class)));
  VehicleType type = sumo_default_type(id, *mode);
  const double gap_m = number(attributes, "vType", "minGap", type.pcu * 7.5 - type.length_m);
  const double length_m = positive(attributes, "vType", "length", type.length_m);
  if (!(gap_m >= 0)) fail(fmt::format("minGap of vType '{}' is {}, below 0. Correct it", shortened(id), gap_m));
  type.max_speed_m_s = positive(attributes, "vType", "maxSpeed", type.max_speed_m_s);
  set_size(type, length_m, gap_m);
  const auto row = static_cast<std::uint32_t>(read_.types.types.size());
  const bool redefines_default = id == default_type;
  if (!redefines_default && read_.types.by_name.contains(id))
    fail(fmt::format("vType '{}' is there twice. Give each its own id", shortened(id)));
  read_.types.types.push_back(type);
  read_.types.by_name[id] = {{{row, 1}}};
  if (within("vTypeDistribution")) add_to_distribution(read_.types.by_name[distribution_], attributes, row);
}

void SumoDemandHandler::add_to_distribution(SumoShares& shares, XmlAttributes attributes, std::uint32_t row) const {
  const double weight = number(attributes, open_.back(), "probability", 1);
  if (!(weight >= 0)) fail(fmt::format("a probability is {}, below 0. Correct it", weight));
  shares.rows.emplace_back(row, weight);
}

void SumoDemandHandler::start_type_distribution(XmlAttributes attributes) {
  distribution_ = need(attributes, "vTypeDistribution", "id");
  if (read_.types.by_name.contains(distribution_))
    fail(fmt::format("vTypeDistribution '{}' has the name of another type. Give each its own id",
                     shortened(distribution_)));
  SumoShares shares;
  const std::vector<std::string_view> weights = words(find(attributes, "probabilities"));
  std::size_t k = 0;
  for (const std::string_view name : words(find(attributes, "vTypes"))) {
    const auto found = read_.types.by_name.find(std::string(name));
    if (found == read_.types.by_name.end() || found->second.rows.size() != 1)
      fail(fmt::format("vTypeDistribution '{}' names vType '{}', which is not there. Define it before",
                       shortened(distribution_), shortened(name)));
    double weight = 1;
    if (k < weights.size()) {
      const auto value = matsim_time_s(weights[k]);  // a plain number that is not below 0
      if (!value || !is_given(*value)) fail(fmt::format("probability '{}' is no number", shortened(weights[k])));
      weight = *value;
    }
    shares.rows.emplace_back(found->second.rows.front().first, weight);
    ++k;
  }
  read_.types.by_name[distribution_] = std::move(shares);
}

// The edges, which it checks.
std::vector<std::uint32_t> SumoDemandHandler::route_of(XmlAttributes attributes) const {
  std::vector<std::uint32_t> route = edges(find(attributes, "edges"));
  if (route.empty()) fail("<route> has no edges. Give the edges from the first to the last");
  const double repeat = number(attributes, "route", "repeat", 0);
  if (!(repeat >= 0) || repeat * static_cast<double>(route.size()) > longest_route)
    fail(fmt::format("repeat of a route is {}. Give a number from 0, for at most {} edges", repeat, longest_route));
  const std::vector<std::uint32_t> once = route;
  for (double k = 1; k <= repeat; ++k) route.insert(route.end(), once.begin(), once.end());
  check_turns(route);
  return route;
}

void SumoDemandHandler::start_route(XmlAttributes attributes) {
  const std::uint32_t row = read_.route_count++;
  const bool keeps = read_.keeps.route(row);
  std::vector<std::uint32_t> route;
  if (keeps || (read_.surveys && read_.part.checks(row))) route = route_of(attributes);
  ++read_.at;  // what is wrong from here on all ranks see, and behind what one of them sees
  if (keeps) {
    read_.routes.push_back(std::move(route));
    read_.route_rows.keep(row);
  }
  if (within("routeDistribution")) {
    add_to_distribution(read_.route_by_name[distribution_], attributes, row);
    if (const char* id = find(attributes, "id")) read_.route_by_name[id] = {{{row, 1}}};
  } else if (open_.size() == 2) {
    const std::string id = need(attributes, "route", "id");
    if (!read_.route_by_name.emplace(id, SumoShares{{{row, 1}}}).second)
      fail(fmt::format("route '{}' is there twice. Give each its own id", shortened(id)));
  } else {
    source_.routes = {{{row, 1}}};
  }
}

void SumoDemandHandler::start_source(const std::string& element, XmlAttributes attributes) {
  if (open_.size() != 2) fail(fmt::format("<{}> stands within another element. Put it on its own", element));
  source_ = {};
  source_.id = need(attributes, element, "id");
  source_.line = line();
  source_.path = read_.paths.size() - 1;
  source_.is_flow = element == "flow";
  if (const char* type = find(attributes, "type")) source_.type = type;
  if (!read_.types.by_name.contains(source_.type))
    fail(
        fmt::format("{} '{}' is of type '{}', which is not there. Define the vType before, also in "
                    "mobility.additional_files",
                    element, shortened(source_.id), shortened(source_.type)));
  read_ends(element, attributes);
  counts_ = true;
  if (source_.is_flow) {
    spread_ = read_spread(attributes);
    return;
  }
  const std::string depart = need(attributes, element, "depart");
  if (depart == "triggered" || depart == "containerTriggered" || depart == "split") {
    counts_ = false;
    read_.report.skip(fmt::format("vehicle with depart=\"{}\"", depart), source_.id);
    return;
  }
  depart_s_ = clock_s(attributes, element, "depart", not_given);
}

// A route that was named, or from, via and to; a route may also follow as a child.
void SumoDemandHandler::read_ends(const std::string& element, XmlAttributes attributes) {
  if (const char* route = find(attributes, "route")) {
    const auto found = read_.route_by_name.find(route);
    if (found == read_.route_by_name.end())
      fail(fmt::format("{} '{}' has route '{}', which is not there. Define it before", element, shortened(source_.id),
                       shortened(route)));
    source_.routes = found->second;
    return;
  }
  const char* const from = find(attributes, "from");
  const char* const to = find(attributes, "to");
  if ((from == nullptr) != (to == nullptr))
    fail(fmt::format("{} '{}' has only one of from and to. Give both", element, shortened(source_.id)));
  if (from != nullptr) {
    source_.via = edges(find(attributes, "via"));
    source_.from = link(from);
    source_.to = link(to);
  } else {
    source_.from = source_.to = 0xffffffffU;
  }
}

SumoDemandHandler::Spread SumoDemandHandler::read_spread(XmlAttributes attributes) const {
  Spread spread;
  spread.begin_s = clock_s(attributes, "flow", "begin", 0);
  spread.end_s = clock_s(attributes, "flow", "end", not_given);
  spread.number = number(attributes, "flow", "number", not_given);
  spread.probability = number(attributes, "flow", "probability", not_given);
  for (const char* name : {"vehsPerHour", "perHour"}) {
    const double per_hour = number(attributes, "flow", name, not_given);
    if (is_given(per_hour)) spread.period_s = per_hour > 0 ? 3600 / per_hour : 0;
  }
  if (const char* period = find(attributes, "period")) {
    std::string_view text = period;
    if (text.starts_with("exp(") && text.ends_with(")")) {
      text = text.substr(4, text.size() - 5);
      const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), spread.rate_1_s);
      if (error != std::errc() || last != text.data() + text.size()) spread.rate_1_s = 0;
    } else {
      spread.period_s = number(attributes, "flow", "period", not_given);
    }
  }
  const auto need_above_0 = [&](double value, const char* what) {
    if (is_given(value) && !(value > 0 && std::isfinite(value)))
      fail(fmt::format("{} of flow '{}' is not above 0. Correct it", what, shortened(source_.id)));
  };
  need_above_0(spread.period_s, "period or vehicles per hour");
  need_above_0(spread.rate_1_s, "the rate");
  need_above_0(spread.probability, "probability");
  if (is_given(spread.number) && !(spread.number >= 0 && spread.number < 1e9))
    fail(fmt::format("number of flow '{}' is {}. Correct it", shortened(source_.id), spread.number));
  const bool spaced = is_given(spread.period_s) || is_given(spread.probability) || is_given(spread.rate_1_s);
  if (!is_given(spread.end_s) && !(is_given(spread.number) && spaced))
    fail(fmt::format("flow '{}' does not say when it ends. Give end", shortened(source_.id)));
  if (!spaced && !is_given(spread.number))
    fail(fmt::format("flow '{}' does not say how many vehicles depart. Give number, period, vehsPerHour or probability",
                     shortened(source_.id)));
  return spread;
}

void SumoDemandHandler::read_stop(XmlAttributes attributes) {
  SumoStop stop;
  const char* place = nullptr;
  for (const std::string_view kind : stop_places)
    if (const char* name = find(attributes, kind)) place = name;
  if (place != nullptr) {
    const auto found = read_.stop_link.find(place);
    if (found == read_.stop_link.end())
      fail(
          fmt::format("vehicle '{}' stops at '{}', which is not there. Give the file that defines it in "
                      "mobility.additional_files",
                      shortened(source_.id), shortened(place)));
    stop.link = found->second;
  } else if (const char* lane = find(attributes, "lane")) {
    stop.link = link_of_lane(lane);
  } else {
    stop.link = link(need(attributes, "stop", "edge"));
  }
  stop.duration_s = clock_s(attributes, "stop", "duration", 0);
  stop.until_s = clock_s(attributes, "stop", "until", not_given);
  source_.stops.push_back(stop);
}

void SumoDemandHandler::read_stop_place(XmlAttributes attributes) {
  const std::string id = need(attributes, open_.back(), "id");
  if (!read_.stop_link.emplace(id, link_of_lane(need(attributes, open_.back(), "lane"))).second)
    fail(fmt::format("{} '{}' is there twice. Give each its own id", open_.back(), shortened(id)));
}

void SumoDemandHandler::end_source(const std::string& element) {
  if (!counts_) return;
  if (source_.routes.rows.empty() && source_.from == 0xffffffffU)
    fail_at(source_.line,
            fmt::format("{} '{}' has neither a route nor from and to. Give one", element, shortened(source_.id)));
  ++read_.report.read;
  const std::uint32_t row = read_.source_count++;
  if (read_.surveys) survey_source(row);
  if (!read_.keeps.source(row)) return;
  read_.sources.push_back(std::move(source_));
  read_.source_rows.keep(row);
}

void SumoDemandHandler::survey_source(std::uint32_t row) {
  SumoSurvey& survey = read_.survey;
  if (row == 0) survey.first_path = source_.path;
  const auto name = std::find(survey.type_names.begin(), survey.type_names.end(), source_.type);
  survey.type.push_back(static_cast<std::uint32_t>(name - survey.type_names.begin()));
  if (name == survey.type_names.end()) survey.type_names.push_back(source_.type);
  for (const auto& [route, weight] : source_.routes.rows) survey.route_row.push_back(route);
  survey.route_begin.push_back(survey.route_row.size());
  if (source_.is_flow) return add_flow(row);
  add_departure(depart_s_, row, 0);
}

void SumoDemandHandler::add_departure(double depart_s, std::uint32_t source, std::uint32_t number) {
  SumoSurvey& survey = read_.survey;
  const auto row = static_cast<std::uint32_t>(survey.departures.size());
  survey.departures.push_back({depart_s, source, number});
  std::string id = source_.vehicle_id(number);
  if (!read_.part.checks(id)) return;
  const auto [found, is_new] = survey.vehicle.emplace(std::move(id), row);
  if (!is_new) survey.same_id[row] = survey.same_id[found->second] = found->second;
}

void SumoDemandHandler::add_flow(std::uint32_t source) {
  RandomStream random(read_.seed, source, purpose_flow);
  double period_s = spread_.period_s;
  if (!is_given(period_s) && is_given(spread_.number) && is_given(spread_.end_s))
    period_s = (spread_.end_s - spread_.begin_s) / std::max(spread_.number, 1.0);
  const double number = is_given(spread_.number) ? spread_.number : static_cast<double>(most_departures) + 1;
  const double end_s = is_given(spread_.end_s) ? spread_.end_s : 1e15;
  const bool drawn = is_given(spread_.probability) || is_given(spread_.rate_1_s);
  double depart_s = spread_.begin_s;
  const auto wait_s = [&] {
    if (is_given(spread_.rate_1_s)) return -std::log(1 - random.uniform()) / spread_.rate_1_s;
    double seconds = 1;  // probability in each of them
    while (seconds < 1e7 && random.uniform() >= spread_.probability) ++seconds;
    return seconds;
  };
  if (is_given(spread_.rate_1_s)) depart_s += wait_s();
  if (is_given(spread_.probability)) depart_s += wait_s() - 1;
  for (std::uint32_t k = 0; k < number && depart_s < end_s; ++k) {
    if (read_.survey.departures.size() >= most_departures)
      fail_at(source_.line, fmt::format("there are more than {} vehicles. Shorten the flow", most_departures));
    add_departure(depart_s, source, k);
    depart_s = drawn ? depart_s + wait_s() : spread_.begin_s + (k + 1) * period_s;
  }
}

double SumoDemandHandler::clock_s(XmlAttributes attributes, std::string_view element, std::string_view name,
                                  double otherwise) const {
  const char* const text = find(attributes, name);
  if (text == nullptr) return otherwise;
  std::string_view rest = text;
  double days_s = 0;
  if (std::count(rest.begin(), rest.end(), ':') == 3) {  // days:HH:MM:SS
    const auto days = matsim_time_s(rest.substr(0, rest.find(':')));
    days_s = days && is_given(*days) ? 86400 * *days : not_given;
    rest.remove_prefix(rest.find(':') + 1);
  }
  const auto value = matsim_time_s(rest);
  if (!value || !is_given(*value) || !is_given(days_s) || *value + days_s > 1e9)
    fail(fmt::format("{} '{}' of <{}> is not a time. Write seconds or HH:MM:SS", name, shortened(text), element));
  return *value + days_s;
}

double SumoDemandHandler::positive(XmlAttributes attributes, std::string_view element, std::string_view name,
                                   double otherwise) const {
  const double value = number(attributes, element, name, otherwise);
  if (!(value > 0)) fail(fmt::format("{} of <{}> is {}, not above 0. Correct it", name, element, value));
  return value;
}

std::vector<std::string_view> SumoDemandHandler::words(const char* list) {
  std::vector<std::string_view> found;
  constexpr std::string_view blanks = " \t\r\n";
  for (std::string_view rest = list == nullptr ? "" : list;;) {
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    if (rest.empty()) return found;
    const std::size_t size = std::min(rest.find_first_of(blanks), rest.size());
    found.emplace_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
}

std::uint32_t SumoDemandHandler::link(std::string_view edge) const {
  const auto found = read_.edges.links.find(edge);
  if (found == read_.edges.links.end())
    fail(fmt::format("edge '{}' is not in the network. Correct it, or give the network that it belongs to",
                     shortened(edge)));
  return found->second;
}

// A lane is named <edge>_<index>.
std::uint32_t SumoDemandHandler::link_of_lane(std::string_view lane) const {
  return link(lane.substr(0, lane.rfind('_')));
}

std::vector<std::uint32_t> SumoDemandHandler::edges(const char* list) const {
  std::vector<std::uint32_t> rows;
  for (const std::string_view edge : words(list)) rows.push_back(link(edge));
  return rows;
}

void SumoDemandHandler::check_turns(const std::vector<std::uint32_t>& route) const {
  const LinkTurns& turns = read_.edges.turns;
  for (std::size_t k = 1; k < route.size(); ++k) {
    const auto begin = turns.to.begin() + turns.begin[route[k - 1]];
    const auto end = turns.to.begin() + turns.begin[route[k - 1] + 1];
    if (!std::binary_search(begin, end, route[k]))
      fail(fmt::format("a route goes from edge '{}' to edge '{}', which no connection joins. Correct it",
                       network_.link_id[route[k - 1]], network_.link_id[route[k]]));
  }
}

}  // namespace machi
