#include "io/mobility/population_xml.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "engine/comm/agree_on_first.hpp"
#include "io/json/json.hpp"
#include "io/mobility/file_part.hpp"
#include "io/mobility/matsim_xml.hpp"

namespace machi {
namespace {

constexpr std::string_view population_kind = "a MATSim population";
constexpr std::size_t most_elements = 65535;  // of a plan: events count them in 16 bits

/// So that a name is found without a copy of it.
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
};

/// Names as numbers, in the order of their first appearance.
class Names {
 public:
  explicit Names(std::vector<std::string>& names) : names_(names) {}
  std::uint32_t of(std::string_view name) {
    const auto found = rows_.find(name);
    if (found != rows_.end()) return found->second;
    const auto row = static_cast<std::uint32_t>(names_.size());
    names_.emplace_back(name);
    rows_.emplace(name, row);
    return row;
  }

 private:
  std::vector<std::string>& names_;
  std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>> rows_;
};

/// One plan as it is read.
struct Plan {
  std::vector<Activity> activities;
  std::vector<Leg> legs;  ///< routes are in `route`
  std::vector<std::uint32_t> route;
  bool selected{false};
};

/// Takes in the persons of a part of the file. Of others it knows the ids that it has to check and the names of
/// activity types and modes, whose rows are those of the whole file.
class PopulationHandler final : public MatsimHandler {
 public:
  /// `at` counts what begins and ends in the file.
  PopulationHandler(const std::string& path, const TrafficNetwork& network, const FilePart& part, std::uint64_t& at,
                    PopulationReading& reading)
      : MatsimHandler(path),
        part_(part),
        at_(at),
        network_(network),
        demand_(reading.demand),
        report_(reading.report),
        activity_types_(demand_.activity_types),
        modes_(demand_.modes),
        vehicles_(demand_.vehicle_id) {
    demand_.path = path;
    links_.reserve(network.links());
    for (std::uint32_t link = 0; link < network.links(); ++link) links_.emplace(network.link_id[link], link);
  }

  void start(const char* name, XmlAttributes attributes) override {
    ++at_;
    open_.emplace_back(name);
    const std::string& element = open_.back();
    if (open_.size() == 1 && element != "population" && element != "plans")
      fail(
          fmt::format("begins with <{}> where people have <population>. Give a MATSim population", shortened(element)));
    check_place();
    if (element == "person") return start_person(attributes);
    if (!keeps_) return pass_over(element, attributes);
    if (element == "plan") return start_plan(attributes);
    if (element == "activity" || element == "act") return read_activity(attributes);
    if (element == "leg") return start_leg(attributes);
    if (element == "route") return start_route(attributes);
    if (element == "attribute") start_attribute(attributes);
  }

  void text(std::string_view piece) override {
    if (takes_text_) text_ += piece;
  }

  void end() override {
    ++at_;
    const std::string element = std::move(open_.back());
    open_.pop_back();
    if (element == "attribute" && takes_text_) end_attribute();
    if (element == "leg") in_leg_ = false;
    if (keeps_ && element == "route") end_route();
    if (keeps_ && element == "plan") end_plan();
    if (keeps_ && element == "person") end_person();
    if (element == "person") ++row_;
    takes_text_ = takes_text_ && element != "attribute" && element != "route";
    if (!takes_text_) text_.clear();
  }

 private:
  // What has just begun stands where MATSim has it.
  void check_place() const {
    struct Place {
      std::string_view element;
      std::string_view parent;
      std::size_t depth;
    };
    static constexpr std::array<Place, 6> places{{{"person", "", 2},
                                                  {"plan", "person", 3},
                                                  {"activity", "plan", 4},
                                                  {"act", "plan", 4},
                                                  {"leg", "plan", 4},
                                                  {"route", "leg", 5}}};
    for (const auto& [element, parent, depth] : places) {
      if (open_.back() != element) continue;
      const std::string_view within = parent.empty() ? std::string_view(open_.front()) : parent;
      if (open_.size() != depth || open_[depth - 2] != within)
        fail(fmt::format("has a <{}> that is not directly in a <{}>. Correct it", element, within));
    }
  }

  // Of a person of another part.
  void pass_over(const std::string& element, XmlAttributes attributes) {
    const bool is_leg = element == "leg";
    if (is_leg || element == "activity" || element == "act") {
      const char* const name = find(attributes, is_leg ? "mode" : "type");
      if (name != nullptr) (is_leg ? modes_ : activity_types_).of(name);
    }
    in_leg_ = in_leg_ || is_leg;
    if (element == "attribute") start_attribute(attributes);
  }

  void start_attribute(XmlAttributes attributes) {
    if (!in_leg_) return;
    const char* const key = find(attributes, "name");
    takes_text_ = key != nullptr && std::string_view(key) == "routingMode";
    text_.clear();
  }

  void end_attribute() {
    if (!keeps_) {
      modes_.of(text_);
    } else {
      plan_.legs.back().routing_mode = mode(text_);
    }
  }

  void start_person(XmlAttributes attributes) {
    person_ = need(attributes, "person", "id");
    keeps_ = part_.keeps(row_);
    if (part_.checks(person_) && !seen_.insert(person_).second)
      fail(fmt::format("person '{}' is there twice. Give each person its own id", shortened(person_)));
    kept_ = {};
    has_plan_ = false;
  }

  void start_plan(XmlAttributes attributes) {
    plan_ = {};
    const char* const selected = find(attributes, "selected");
    plan_.selected = selected != nullptr && std::string_view(selected) == "yes";
  }

  void read_activity(XmlAttributes attributes) {
    if (plan_.activities.size() != plan_.legs.size())
      fail(fmt::format("person '{}' has two activities without a leg between them. Add one", shortened(person_)));
    if (plan_.activities.size() + plan_.legs.size() >= most_elements)
      fail(
          fmt::format("the plan of person '{}' has more than {} parts. Shorten it", shortened(person_), most_elements));
    Activity activity;
    activity.type = narrow(activity_types_.of(need(attributes, "activity", "type")), "types of activities");
    const char* const link_id = find(attributes, "link");
    if (link_id == nullptr)
      fail(
          fmt::format("an activity of person '{}' has no link. Give the link where it is reached", shortened(person_)));
    activity.link = link(link_id);
    activity.x_m = number(attributes, "activity", "x", not_given);
    activity.y_m = number(attributes, "activity", "y", not_given);
    activity.end_s = time_s(attributes, "activity", "end_time");
    activity.duration_s = time_s(attributes, "activity", "max_dur");
    activity.line = static_cast<std::uint32_t>(line());
    plan_.activities.push_back(activity);
  }

  void start_leg(XmlAttributes attributes) {
    if (plan_.activities.size() != plan_.legs.size() + 1)
      fail(fmt::format("a leg of person '{}' does not stand between two activities. Add the activity",
                       shortened(person_)));
    const Activity& before = plan_.activities.back();
    if (!is_given(before.end_s) && !is_given(before.duration_s))
      fail_at(before.line, fmt::format("an activity of person '{}' has neither end_time nor max_dur, so that it would "
                                       "never end. Give one of them",
                                       shortened(person_)));
    Leg leg;
    leg.mode = mode(need(attributes, "leg", "mode"));
    leg.routing_mode = leg.mode;
    leg.start_link = before.link;
    leg.travel_time_s = time_s(attributes, "leg", "trav_time");
    leg.route_begin = leg.route_end = plan_.route.size();
    leg.line = static_cast<std::uint32_t>(line());
    plan_.legs.push_back(leg);
    in_leg_ = true;
  }

  void start_route(XmlAttributes attributes) {
    Leg& leg = plan_.legs.back();
    const char* const type = find(attributes, "type");
    const std::string_view kind = type == nullptr ? "links" : type;
    leg.kind = kind == "links"                                     ? RouteKind::links
               : kind == "default_pt" || kind == "experimentalPt1" ? RouteKind::transit
                                                                   : RouteKind::generic;
    if (const char* id = find(attributes, "start_link")) leg.start_link = link(id);
    if (const char* id = find(attributes, "end_link")) leg.end_link = link(id);
    const double time = time_s(attributes, "route", "trav_time");
    if (is_given(time)) leg.travel_time_s = time;
    const char* const distance = find(attributes, "distance");
    if (distance != nullptr && std::string_view(distance) != "NaN")
      leg.distance_m = number(attributes, "route", "distance", not_given);
    const char* const vehicle = find(attributes, "vehicleRefId");
    if (vehicle != nullptr && *vehicle != '\0' && std::string_view(vehicle) != "null")
      leg.vehicle = vehicles_.of(vehicle);
    takes_text_ = leg.kind != RouteKind::generic;
  }

  void end_route() {
    Leg& leg = plan_.legs.back();
    if (leg.kind == RouteKind::transit) read_service(leg);
    if (leg.kind != RouteKind::links) return;
    for (std::string_view rest = text_; true;) {
      const std::size_t first = rest.find_first_not_of(" \t\r\n");
      if (first == std::string_view::npos) break;
      rest.remove_prefix(first);
      const std::size_t size = std::min(rest.find_first_of(" \t\r\n"), rest.size());
      append(link(rest.substr(0, size)), leg);
      rest.remove_prefix(size);
    }
    if (plan_.route.size() == leg.route_begin) plan_.route.push_back(leg.start_link);
    if (leg.end_link != Activity::no_link && leg.end_link != plan_.route.back()) append(leg.end_link, leg);
    leg.route_end = plan_.route.size();
  }

  // The route may leave out its first link.
  void append(std::uint32_t link, Leg& leg) {
    std::vector<std::uint32_t>& route = plan_.route;
    if (route.size() == leg.route_begin && leg.start_link != link) route.push_back(leg.start_link);
    if (route.size() > leg.route_begin && network_.to[route.back()] != network_.from[link])
      fail(fmt::format("the route of person '{}' goes from link '{}' to link '{}', which do not meet. Correct it",
                       shortened(person_), network_.link_id[route.back()], network_.link_id[link]));
    route.push_back(link);
  }

  void read_service(Leg& leg) {
    const SortedJson json = try_parse_sorted_json(text_);
    if (!json.is_object()) return;
    leg.service = static_cast<std::uint32_t>(demand_.own_services++);
    const auto text = [&](const char* key) {
      const auto found = json.find(key);
      return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    demand_.services.push_back(
        {text("transitLineId"), text("transitRouteId"), text("accessFacilityId"), text("egressFacilityId")});
  }

  void end_plan() {
    if (plan_.activities.size() != plan_.legs.size() + (plan_.activities.empty() ? 0 : 1))
      fail(fmt::format("a plan of person '{}' ends with a leg. Add the activity that it leads to", shortened(person_)));
    if (has_plan_ && (kept_.selected || !plan_.selected)) return;
    kept_ = std::move(plan_);
    has_plan_ = true;
  }

  void end_person() {
    ++report_.read;
    if (kept_.activities.empty()) return report_.skip("person without a plan", person_);
    note_times(kept_);
    for (std::size_t k = 0; k < kept_.legs.size(); ++k) {
      Leg leg = kept_.legs[k];
      if (leg.end_link == Activity::no_link) leg.end_link = kept_.activities[k + 1].link;
      leg.route_begin += demand_.route.size();
      leg.route_end += demand_.route.size();
      demand_.legs.push_back(leg);
    }
    demand_.route.insert(demand_.route.end(), kept_.route.begin(), kept_.route.end());
    demand_.activities.insert(demand_.activities.end(), kept_.activities.begin(), kept_.activities.end());
    demand_.activity_begin.push_back(demand_.activities.size());
    demand_.person_id.push_back(person_);
  }

  void note_times(const Plan& plan) {
    double last_s = 0;
    for (const Activity& activity : plan.activities) {
      if (!is_given(activity.end_s)) continue;
      if (activity.end_s < last_s)
        report_.repair("activity that ends before the one before it",
                       fmt::format("line {} (person {})", activity.line, person_));
      last_s = std::max(last_s, activity.end_s);
    }
  }

  std::uint32_t link(std::string_view id) const {
    const auto found = links_.find(id);
    if (found == links_.end())
      fail(
          fmt::format("link '{}' of person '{}' is not in the network. Correct it, or give the network that it "
                      "belongs to",
                      shortened(id), shortened(person_)));
    return found->second;
  }

  std::uint16_t mode(const std::string& name) { return narrow(modes_.of(name), "modes"); }

  std::uint16_t narrow(std::uint32_t row, const char* what) const {
    if (row > 0xffff) fail(fmt::format("there are more than 65,536 {}. Unite some", what));
    return static_cast<std::uint16_t>(row);
  }

  const FilePart& part_;
  std::uint64_t& at_;
  const TrafficNetwork& network_;
  TravelDemand& demand_;
  ReadReport& report_;
  Names activity_types_;
  Names modes_;
  Names vehicles_;
  std::unordered_map<std::string_view, std::uint32_t> links_;
  std::uint64_t row_{0};  ///< of the person, in the file
  bool keeps_{true};      ///< whether the person is of this part
  std::unordered_set<std::string> seen_;
  std::vector<std::string> open_;
  std::string person_;
  Plan plan_;
  Plan kept_;
  bool has_plan_{false};
  bool in_leg_{false};
  bool takes_text_{false};
  std::string text_;
};

}  // namespace

PopulationReading read_population_xml(const Comm& comm, const std::string& path, const TrafficNetwork& network) {
  PopulationReading reading;
  const FilePart part = part_of_file(comm, path, "person");
  agree_on_first(comm, [&](std::uint64_t& at) {
    PopulationHandler handler(path, network, part, at, reading);
    read_matsim(path, handler, population_kind);
  });
  return reading;
}

PopulationReading read_population_xml(ByteSource& bytes, const std::string& name, const TrafficNetwork& network) {
  PopulationReading reading;
  std::uint64_t at = 0;
  const FilePart whole;
  PopulationHandler handler(name, network, whole, at, reading);
  read_matsim(bytes, name, handler, population_kind);
  return reading;
}

}  // namespace machi
