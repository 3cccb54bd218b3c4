#include "io/setup/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/choice/calibrate.hpp"
#include "engine/choice/scale_demand.hpp"
#include "engine/core/error.hpp"
#include "engine/step/stepper.hpp"
#include "io/setup/mobility_setup.hpp"

namespace machi {
namespace {

constexpr std::size_t most_groups = 2000;

/// What persons of a group have in common; -1 for what is not looked at or not known.
struct GroupKey {
  std::int32_t departure{-1};
  std::int32_t activity{-1};
  std::int32_t zone_x{-1};
  std::int32_t zone_y{-1};
  auto order() const { return std::tie(departure, zone_x, zone_y, activity); }
  friend bool operator<(const GroupKey& a, const GroupKey& b) { return a.order() < b.order(); }
  friend bool operator==(const GroupKey& a, const GroupKey& b) { return a.order() == b.order(); }
};

class Grouping {
 public:
  Grouping(const MobilitySettings& settings, const MobilitySetup& setup)
      : calibration_(settings.calibration),
        setup_(setup),
        departure_(is_by("departure")),
        origin_(is_by("origin")),
        activity_(is_by("activity")) {}

  GroupKey key(std::uint64_t person) const {
    const TravelDemand& demand = setup_.demand;
    const std::uint64_t first = demand.activity_begin[person];
    const Activity& home = demand.activities[first];
    GroupKey key;
    if (departure_ && is_given(home.end_s))
      key.departure = static_cast<std::int32_t>(std::floor(home.end_s / calibration_.departure_bin_s));
    if (origin_) {
      const bool placed = is_given(home.x_m) && is_given(home.y_m);
      const std::uint32_t node = setup_.network->to[home.link];
      key.zone_x = zone(placed ? home.x_m : setup_.network->x_m[node]);
      key.zone_y = zone(placed ? home.y_m : setup_.network->y_m[node]);
    }
    if (!activity_) return key;
    std::uint64_t next = first + 1;
    const std::uint64_t end = demand.activity_begin[person + 1];
    while (next < end && is_stage(demand.activity_types[demand.activities[next].type])) ++next;
    if (next < end) key.activity = demand.activities[next].type;
    return key;
  }

  std::string name(const GroupKey& key) const {
    const std::vector<std::string>& types = setup_.demand.activity_types;
    const auto type = static_cast<std::size_t>(key.activity);
    std::string name;
    const auto add = [&](const std::string& part) { name += (name.empty() ? "" : ", ") + part; };
    if (departure_) {
      const auto minutes = static_cast<int>(key.departure * calibration_.departure_bin_s / 60);
      add(key.departure < 0 ? "no departure" : fmt::format("from {:02}:{:02}", minutes / 60, minutes % 60));
    }
    if (origin_)
      add(fmt::format("origin {:.0f}, {:.0f} m", key.zone_x * calibration_.zone_m, key.zone_y * calibration_.zone_m));
    if (activity_ && key.activity < 0) add("no trip");
    if (activity_ && key.activity >= 0) add("to " + (type < types.size() ? types[type] : std::to_string(type)));
    return name.empty() ? "all" : name;
  }

 private:
  bool is_by(const char* what) const {
    return std::find(calibration_.by.begin(), calibration_.by.end(), what) != calibration_.by.end();
  }
  std::int32_t zone(double at_m) const { return static_cast<std::int32_t>(std::floor(at_m / calibration_.zone_m)); }

  const CalibrationSettings& calibration_;
  const MobilitySetup& setup_;
  bool departure_;
  bool origin_;
  bool activity_;
};

class DemandCalibration {
 public:
  DemandCalibration(const Comm& comm, const Scenario& scenario, MobilitySetup& setup)
      : comm_(comm), scenario_(scenario), settings_(*scenario.mobility), setup_(setup) {
    form_groups();
    given_ = setup_.demand;
    building_ = setup_.activity_building;
    facts_.factors.assign(keys_.size(), 1);
    take(std::vector<std::uint32_t>(given_.persons(), 1));
  }

  CalibrationFacts run() {
    const CalibrationSettings& calibration = settings_.calibration;
    for (std::int64_t iteration = 0; iteration < calibration.iterations; ++iteration) {
      const CountMatrix matrix = simulate();
      facts_.fits.push_back(fit_of(setup_.counts, settings_.bin_s, settings_.counts_factor));
      facts_.factors = fitted_factors(matrix, there(), calibration.prior_sd, calibration.most_factor);
      take(copies_of_persons(group_, below_, facts_.factors));
    }
    return std::move(facts_);
  }

 private:
  // Groups in the order of their keys, the same on all ranks.
  void form_groups() {
    const Grouping grouping(settings_, setup_);
    std::vector<GroupKey> mine;
    for (std::uint64_t p = 0; p < setup_.demand.persons(); ++p) mine.push_back(grouping.key(p));
    std::vector<GroupKey> own = mine;
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    keys_ = comm_.all_gather_of<GroupKey>(own);
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    if (keys_.size() > most_groups)
      throw UsageError(
          fmt::format("mobility.calibration.by: makes {} groups of persons, more than {}. Take a larger "
                      "zone_m or departure_bin_s",
                      keys_.size(), most_groups));
    std::vector<std::int64_t> persons(keys_.size(), 0);
    for (const GroupKey& key : mine) {
      group_.push_back(static_cast<std::uint32_t>(std::lower_bound(keys_.begin(), keys_.end(), key) - keys_.begin()));
      ++persons[group_.back()];
    }
    for (const std::int64_t count : persons) below_.push_back(static_cast<std::uint64_t>(comm_.sum_below(count)));
    comm_.sum(std::span<std::int64_t>(persons));
    facts_.persons = persons;
    for (const GroupKey& key : keys_) facts_.groups.push_back(grouping.name(key));
  }

  // The demand with each person there as often as said.
  void take(const std::vector<std::uint32_t>& copies) {
    ScaledDemand scaled = scale_demand(given_, copies);
    setup_.demand = std::move(scaled.demand);
    setup_.first_person =
        static_cast<std::uint64_t>(comm_.sum_below(static_cast<std::int64_t>(setup_.demand.persons())));
    setup_.activity_building.clear();
    if (!building_.empty())
      for (const std::uint64_t a : scaled.activity_of) setup_.activity_building.push_back(building_[a]);
    std::vector<std::uint32_t> mine;
    for (std::size_t p = 0; p < copies.size(); ++p) mine.insert(mine.end(), copies[p], group_[p]);
    group_of_row_ = comm_.all_gather_of<std::uint32_t>(mine);
  }

  // How many times each group is there, as whole persons make it.
  std::vector<double> there() const {
    std::vector<double> times(keys_.size(), 0);
    for (const std::uint32_t g : group_of_row_) times[g] += 1;
    for (std::size_t g = 0; g < times.size(); ++g) times[g] /= static_cast<double>(facts_.persons[g]);
    return times;
  }

  // Lets everyone travel and counts who comes by.
  CountMatrix simulate() {
    MobilityWorld world = setup_.world;
    world.records = true;
    world.guide = nullptr;
    Mobility mobility(comm_, std::move(world), deal_people(comm_, setup_));
    const auto end_step =
        static_cast<std::uint64_t>(std::ceil(scenario_.run.end_s)) * static_cast<std::uint64_t>(mobility.steps_per_s());
    run_steps(
        comm_, mobility, 0, end_step, [](std::uint64_t) { return true; }, scenario_.run.stop_when_done);
    add_volumes(comm_, mobility.take_link_records(), setup_.counts);
    return matrix_of(mobility.take_events());
  }

  CountMatrix matrix_of(const std::vector<TravelEvent>& events) const {
    const std::vector<LinkCount>& counts = setup_.counts;
    std::vector<std::vector<std::uint32_t>> of_link(setup_.network->links());
    for (std::uint32_t c = 0; c < counts.size(); ++c) of_link[counts[c].link].push_back(c);
    std::vector<std::int64_t> passed(counts.size() * keys_.size(), 0);
    for (const TravelEvent& event : events) {
      if (event.kind != TravelEventKind::enters_link) continue;
      const std::uint32_t bin = event.step / setup_.world.bin_steps;
      for (const std::uint32_t c : of_link[event.link])
        if (bin >= counts[c].first_bin && bin < counts[c].end_bin)
          ++passed[c * keys_.size() + group_of_row_[event.person]];
    }
    comm_.sum(std::span<std::int64_t>(passed));
    CountMatrix matrix;
    matrix.groups = keys_.size();
    for (const LinkCount& count : counts) matrix.counted.push_back(count.counted);
    for (const std::int64_t vehicles : passed)
      matrix.passed.push_back(settings_.counts_factor * static_cast<double>(vehicles));
    return matrix;
  }

  const Comm& comm_;
  const Scenario& scenario_;
  const MobilitySettings& settings_;
  MobilitySetup& setup_;
  TravelDemand given_;
  std::vector<std::uint32_t> building_;  ///< [activities given]
  std::vector<GroupKey> keys_;
  std::vector<std::uint32_t> group_;         ///< [persons given, of this rank]
  std::vector<std::uint64_t> below_;         ///< [groups] persons given on lower ranks
  std::vector<std::uint32_t> group_of_row_;  ///< [persons of all ranks] as scaled
  CalibrationFacts facts_;
};

}  // namespace

void calibrate_demand(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  if (scenario.mobility->calibration.iterations == 0) return;
  setup.calibration = DemandCalibration(comm, scenario, setup).run();
}

}  // namespace machi
