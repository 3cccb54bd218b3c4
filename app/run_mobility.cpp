#include "app/run_mobility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>

#include "app/build_info.hpp"
#include "app/laps.hpp"
#include "app/lived_traffic.hpp"
#include "app/mobility_part.hpp"
#include "app/run_facts_of.hpp"
#include "app/write_page.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/process/mobility/deal_plans.hpp"
#include "engine/step/stepper.hpp"
#include "io/checkpoint/mobility_checkpoint.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/run/mobility_result.hpp"
#include "io/run/result_parts.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/setup/choice_setup.hpp"
#include "io/setup/mobility_setup.hpp"

namespace machi {
namespace {

class Traffic : public MobilityPart {
 public:
  Traffic(const Comm& comm, const ScenarioReading& reading, CutRule cut, RunFacts& facts, Laps& laps)
      : comm_(comm), reading_(reading), facts_(facts), laps_(laps) {
    setup_ = set_up_mobility(comm_, reading_.scenario, cut);
  }

  const MobilitySetup& setup() const override { return setup_; }

  void begin() override {
    for (const std::string& note : setup_.notes) log_once(note);
    begin_day();
    say_who();
  }

  void go_on(const std::string& folder, const std::string& inputs_hash) {
    for (const std::string& note : setup_.notes) log_once(note);
    std::vector<RunningPlan> nobody;
    const MobilityWorld world = world_of_day(nobody);
    MobilityCheckpoint found = read_mobility_checkpoint(comm_, folder, day_steps(), frame_of(world), inputs_hash);
    take(std::move(found.progress));
    log_info(fmt::format("Goes on at {:.0f} s from {}.", second(), found.path));
    say_who();
  }

  std::string go_on(const std::string& path, const std::string& group, CouplingState::Phase phase,
                    std::int64_t persons) override {
    std::vector<RunningPlan> nobody;
    const MobilityWorld world = world_of_day(nobody);
    MobilityProgress progress;
    read_mobility_state(comm_, path, group, frame_of(world), progress);
    if (!holds_everyone(comm_, progress, world, persons)) return "it does not hold everyone";
    const bool over = phase == CouplingState::Phase::energy, behind = is_behind_handover(progress);
    if (progress.lived != over || (!over && behind != (phase == CouplingState::Phase::evacuation)))
      return "its processes do not stand at one time";
    take(std::move(progress));
    return {};
  }

  bool live(double until_s, const std::function<bool()>& after_service) override {
    const bool to_the_end = until_s >= reading_.scenario.run.end_s;
    if (setup_.days && !learned_) {
      if (!learn(after_service)) return false;
      if (!to_the_end) begin_day();  // cut short; like the last one that was learned from
    }
    if (!setup_.days || !to_the_end) {
      if (!live_day(until_s, to_the_end, after_service)) return false;
      if (to_the_end) close_day();
    }
    look();
    if (to_the_end) finish();
    return true;
  }

  bool live_on(double until_s) override {
    step_to(until_s, false, [](bool) { return true; });
    look();
    return totals_.more();
  }

  void end_day() override {
    close_day();
    finish();
  }

  MobilityProgress progress() override {
    MobilityProgress progress;
    progress.day = day_;
    progress.next_step = static_cast<std::uint32_t>(end_step_);
    progress.traffic = mobility_ ? mobility_->state(comm_) : state_of(comm_, recorded());
    if (setup_.guide) progress.traffic.seen_ms = setup_.guide->learned_ms();
    progress.traffic.events.insert(progress.traffic.events.end(), events_.begin(), events_.end());
    for (const auto& fleet : setup_.fleets.operators) progress.fleets.push_back(fleet->dispatcher().state());
    progress.days = records_.days;
    if (setup_.days) progress.plans = setup_.days->known();
    progress.learned = learned_;
    if (learned_) progress.trips = setup_.days->trips();
    progress.lived = !mobility_;
    progress.at_handover = at_handover_;
    progress.at_end = at_end_;
    return progress;
  }
  CheckpointWritten write_checkpoint(const std::string& folder, const std::string& inputs_hash) {
    return write_mobility_checkpoint(comm_, folder, day_steps(), progress(), persons(), inputs_hash);
  }

  std::uint64_t next_step() const override {
    return static_cast<std::uint64_t>(day_ + (learned_ ? 1 : 0)) * day_steps() + end_step_;
  }
  double days_before_s() const override {
    return static_cast<double>(next_step() - end_step_) / static_cast<double>(steps_per_s());
  }
  double second() const override { return static_cast<double>(next_step()) / static_cast<double>(steps_per_s()); }

  void hand_over(Handover handover, const std::vector<RoadEvent>& floods) override {
    std::vector<RoadEvent> events = setup_.road_events;
    events.insert(events.end(), floods.begin(), floods.end());
    handed_over_s_ = simulated_s_;
    std::vector<LinkChange> changes = link_changes(events, steps_per_s());
    if (later_) return go_on_after(std::move(handover), std::move(changes));
    at_handover_ = mobility_->under_way(end_step_);
    mobility_->take_changes(std::move(changes));
    mobility_->hand_over(std::move(handover));
  }
  std::vector<LeftCar> take_left_cars() override { return mobility_->take_left_cars(); }
  void share_roads(const std::vector<LinkShare>& shares) override { mobility_->share_roads(shares); }
  Redirected redirect(std::uint8_t kind, std::span<const std::uint32_t> goals, const WayFrom& way) override {
    return mobility_->redirect(comm_, kind, goals, way);
  }
  void redirect_before(std::uint8_t kind, double until_s, const WayFrom& way) override {
    mobility_->redirect_before(
        kind, static_cast<std::uint32_t>(std::llround(until_s)) * static_cast<std::uint32_t>(steps_per_s()), way);
  }
  std::vector<LinkTime> slow_links() override { return mobility_->slow_links(comm_); }
  std::span<const std::uint8_t> closed_links() const override { return mobility_->closed_links(); }
  std::int64_t errands() override { return mobility_->total(comm_).errands; }
  bool more() const override { return totals_.more(); }

  std::string kpi() const override {
    const std::optional<TransitTables> transit = driven_transit();
    return mobility_kpi(totals_, tables(transit), records_);
  }

  void write(H5Output& file) override {
    const RunSettings& run = reading_.scenario.run;
    const std::optional<TransitTables> transit = driven_transit();
    ResultMeta meta;
    meta.name = run.name;
    meta.title = run.title;
    meta.seed = run.seed;
    meta.end_s = simulated_s_;
    meta.version = build_info.version;
    meta.command = facts_.command;
    meta.started_utc = facts_.started_utc;
    meta.edits = facts_.edits;
    TravelTables tables = this->tables(transit);
    PresenceHours hours;
    Presence presence;
    if (setup_.buildings > 0) hours = presence_hours(setup_.start_s, seen_s(), steps_per_s());
    if (!hours.step.empty()) {
      presence = count_presence(comm_, presence_plan(), events_, hours);
      tables.presence = &presence;
      tables.presence_hours = &hours;
      if (comm_.first()) presence_text_ = presence_text(presence, hours, setup_.demand.activity_types);
    }
    events_.insert(events_.end(), driver_events_.begin(), driver_events_.end());
    driver_events_ = {};
    write_travel_tables(comm_, file, tables, records_, std::move(events_), meta);
  }

  void say() const override {
    log_info(fmt::format("After {:.0f} s: {} of {} trips arrived, {} did not; {:.1f} vehicle-km.", simulated_s_,
                         totals_.arrived, totals_.trips, totals_.trips - totals_.arrived,
                         1e-6 * static_cast<double>(totals_.length_mm)));
    if (!presence_text_.empty()) log_info(presence_text_);
  }

  double simulated_s() const override { return simulated_s_; }
  std::int64_t removed() const override { return totals_.removed; }
  std::int64_t steps_per_s() const override { return setup_.world.rules.steps_per_s; }
  std::int64_t persons() const override { return mobility_ ? mobility_->totals().persons : totals_.persons; }
  const std::vector<TravelEvent>& events() const override { return events_; }
  std::vector<UnderWay> under_way() const override {
    return mobility_ ? mobility_->under_way(end_step_) : later_ ? at_handover_ : at_end_;
  }

  PresencePlan presence_plan() const override {
    PresencePlan plan;
    plan.first_person = setup_.first_person;
    plan.activity_begin = &setup_.demand.activity_begin;
    plan.building = &setup_.activity_building;
    for (const Activity& activity : setup_.demand.activities)
      plan.purpose.push_back(static_cast<std::uint8_t>(activity.type));
    plan.buildings = setup_.buildings;
    plan.purposes = setup_.demand.activity_types.size();
    return plan;
  }

 private:
  TravelTables tables(const std::optional<TransitTables>& transit) const {
    TravelTables tables{*setup_.network, setup_.demand, setup_.on_network, setup_.start_s, steps_per_s()};
    tables.events = reading_.scenario.mobility->events;
    tables.transit = transit ? &*transit : nullptr;
    return tables;
  }

  std::uint64_t day_steps() const {
    return static_cast<std::uint64_t>(std::ceil(reading_.scenario.run.end_s)) *
           static_cast<std::uint64_t>(steps_per_s());
  }

  // Of a checkpoint, by the plans that this rank knows.
  MobilityFrame frame_of(const MobilityWorld& world) const {
    MobilityFrame frame;
    frame.world = &world;
    frame.persons = comm_.sum(static_cast<std::int64_t>(setup_.demand.persons()));
    if (!setup_.days) return frame;
    const auto trips = static_cast<std::int64_t>(setup_.days->trip_count());
    frame.days = setup_.days.get();
    frame.people = {setup_.days->chains().row(0), setup_.days->chains().persons()};
    frame.trips = {static_cast<std::uint64_t>(comm_.sum_below(trips)), static_cast<std::uint64_t>(trips)};
    return frame;
  }

  // The days that people learn from have none.
  bool is_behind_handover(const MobilityProgress& progress) const {
    return (progress.learned || !setup_.days) && progress.next_step > setup_.world.handover_step;
  }

  // Where a checkpoint stands. Behind a handover it is first where that was, as others see it there, until hand_over().
  void take(MobilityProgress progress) {
    day_ = progress.day;
    end_step_ = progress.next_step;
    learned_ = progress.learned && setup_.days != nullptr;
    records_.days = std::move(progress.days);
    if (setup_.days) setup_.days->take_known(std::move(progress.plans));
    if (learned_) setup_.days->take_trips(std::move(progress.trips));
    if (learned_) take_learned();
    setup_.people = {};
    events_ = std::move(progress.traffic.events);
    at_handover_ = std::move(progress.at_handover);
    at_end_ = std::move(progress.at_end);
    if (!is_behind_handover(progress)) return resume(std::move(progress), setup_.world.changes);
    const std::uint32_t handover_step = setup_.world.handover_step;
    const auto later =
        std::partition(events_.begin(), events_.end(), [&](const auto& event) { return event.step < handover_step; });
    progress.traffic.events.assign(later, events_.end());
    events_.erase(later, events_.end());
    later_ = std::move(progress);
    end_step_ = handover_step;
    simulated_s_ = static_cast<double>(end_step_) / static_cast<double>(steps_per_s());
  }

  void go_on_after(Handover handover, std::vector<LinkChange> changes) {
    end_step_ = later_->next_step;
    events_.insert(events_.end(), later_->traffic.events.begin(), later_->traffic.events.end());
    later_->traffic.events = {};
    resume(std::move(*later_), std::move(changes));
    later_.reset();
    if (mobility_) mobility_->hand_over(std::move(handover));
  }

  void resume(MobilityProgress progress, std::vector<LinkChange> changes) {
    std::vector<RunningPlan> nobody;
    MobilityWorld world = world_of_day(nobody);
    world.changes = std::move(changes);
    for (std::size_t f = 0; f < progress.fleets.size(); ++f)
      setup_.fleets.operators[f]->dispatcher().go_on_from(progress.fleets[f]);
    simulated_s_ = static_cast<double>(end_step_) / static_cast<double>(steps_per_s());
    if (progress.lived) return take_recorded(std::move(progress.traffic));
    mobility_ = std::make_unique<Mobility>(comm_, std::move(world), progress.traffic, progress.next_step);
    totals_ = mobility_->totals();
  }

  // What is left of the traffic once all is lived.
  LivedTraffic recorded() const { return {totals_, records_.links, records_.visits, driver_events_, records_.legs}; }

  void take_recorded(MobilityState state) {
    LivedTraffic lived = lived_traffic(comm_, std::move(state));
    totals_ = lived.totals;
    records_.bin_steps = setup_.world.bin_steps;
    records_.links = std::move(lived.links);
    records_.visits = std::move(lived.visits);
    records_.legs = std::move(lived.legs);
    driver_events_ = std::move(lived.driver_events);
    finish();
  }

  // From the days that are over.
  void take_learned() {
    records_.trips = setup_.days->trips();
    take_plans(comm_, *reading_.scenario.mobility, setup_.days->final_plans(comm_), setup_);
  }

  // Only the last day's events are written; which one that is, is known before where no gap ends the run.
  bool keeps_events() const {
    const ReplanningSettings& replanning = reading_.scenario.mobility->replanning;
    const bool may_be_last = day_ == replanning.max_iterations || replanning.relative_gap > 0;
    return setup_.world.records && (!setup_.days || may_be_last);
  }

  // A day's world; the vehicles of its fleets join the people.
  MobilityWorld world_of_day(std::vector<RunningPlan>& people) {
    MobilityWorld world = setup_.world;
    world.records = keeps_events();
    if (setup_.guide) setup_.guide->begin_day();
    setup_.fleets.begin_day(comm_.rank(), world, people);
    return world;
  }

  void begin_day() {
    mobility_.reset();
    events_ = {};
    if (setup_.days) setup_.people = deal_plans(comm_, *setup_.network, *setup_.shares, setup_.days->plans());
    add_drivers();
    MobilityWorld world = world_of_day(setup_.people);
    mobility_ = std::make_unique<Mobility>(comm_, std::move(world), std::move(setup_.people));
    setup_.people = {};
    end_step_ = 0;
  }

  void say_who() const {
    log_info(fmt::format("{} persons, {} links, {} rank{}.", persons(), setup_.network->links(), comm_.size(),
                         comm_.size() == 1 ? "" : "s"));
  }

  // Drivers of transit join the people; each rank has those of all.
  void add_drivers() {
    if (!setup_.transit.service) return;
    const std::vector<RunningPlan>& all = setup_.transit.service->plans();
    const std::vector<RunningPlan> mine =
        deal_plans(comm_, *setup_.network, *setup_.shares, comm_.first() ? all : std::vector<RunningPlan>());
    setup_.people.insert(setup_.people.end(), mine.begin(), mine.end());
  }

  // Days that people learn from, each lived to its end, until they have learned enough. Whether no checkpoint ended
  // them.
  bool learn(const std::function<bool()>& after_service) {
    const ReplanningSettings& replanning = reading_.scenario.mobility->replanning;
    const double day_s = reading_.scenario.run.end_s;
    for (;;) {
      if (!live_day(day_s, true, after_service)) return false;
      close_day();
      DayFacts facts = setup_.days->learn(comm_, events_, records_.links, dispatchers());
      check_scores();
      const bool reached = replanning.relative_gap > 0 && facts.relative_gap() <= replanning.relative_gap;
      const bool last = day_ == replanning.max_iterations || reached;
      if (!last) setup_.days->decide(comm_, static_cast<std::uint32_t>(day_ + 1), facts);
      records_.days.push_back(facts);
      say_day(facts);
      laps_.lap("replan");
      if (last) break;
      ++day_;
      begin_day();
    }
    learned_ = true;
    take_learned();
    return true;
  }

  // The rank that has the person says so.
  void check_scores() const {
    const std::optional<std::int64_t> row = setup_.days->first_unscored();
    if (!row) return;
    comm_.agree([&] {
      const auto person = static_cast<std::uint64_t>(*row) - setup_.first_person;
      if (static_cast<std::uint64_t>(*row) < setup_.first_person || person >= setup_.demand.persons()) return;
      throw RunError(
          fmt::format("mobility: the score of person '{}' after day {} is no finite number. Look at mobility.scoring; "
                      "memory or disk may be damaged too: go on from the last checkpoint with machi resume",
                      setup_.demand.person_id[person], day_));
    });
  }

  // Whether no checkpoint ended it.
  bool live_day(double until_s, bool to_the_end, const std::function<bool()>& after_service) {
    Progress progress(records_.days.empty() ? "mobility" : fmt::format("mobility, day {}", records_.days.size()),
                      until_s);
    return step_to(until_s, to_the_end && reading_.scenario.run.stop_when_done, [&](bool over) {
      progress.update(static_cast<double>(end_step_) / static_cast<double>(steps_per_s()));
      return over || !after_service || after_service();
    });
  }

  // On from where it stands. looks(over) is called after each service, of which it learns whether it was the last; it
  // may end the day by false.
  bool step_to(double until_s, bool stop_when_done, const std::function<bool(bool over)>& looks) {
    const auto steps_per_s = static_cast<std::uint64_t>(mobility_->steps_per_s());
    const auto last_step = static_cast<std::uint64_t>(std::ceil(until_s)) * steps_per_s;
    const std::uint64_t first_step = end_step_;
    bool goes_on = true;
    const StepTimes times = run_steps(
        comm_, *mobility_, first_step, last_step,
        [&](std::uint64_t step) {
          end_step_ = step + 1;
          const bool over = end_step_ == last_step || (stop_when_done && !mobility_->totals().more());
          goes_on = looks(over);
          return goes_on;
        },
        stop_when_done);
    end_step_ = first_step + times.steps;
    facts_.steps += times;
    simulated_s_ = static_cast<double>(end_step_) / static_cast<double>(steps_per_s);
    totals_ = mobility_->total(comm_);
    laps_.lap("run");
    return goes_on;
  }

  void close_day() {
    mobility_->close_fleets(comm_);
    mobility_->give_up_waiting(static_cast<std::uint32_t>(end_step_));
    totals_ = mobility_->total(comm_);
    look();
    take_records();
    at_end_ = mobility_->under_way(end_step_);
  }

  void look() {
    const std::vector<TravelEvent> more = mobility_->take_events();
    events_.insert(events_.end(), more.begin(), more.end());
  }

  void take_records() {
    records_.bin_steps = setup_.world.bin_steps;
    records_.links = mobility_->take_link_records();
    records_.legs = mobility_->leg_counts().total(comm_);
    if (!setup_.transit.service) return;
    records_.visits = mobility_->take_visits();
    keep_transit(records_.visits, [](const StopVisit& visit) { return visit.driver; });
    driver_events_ = mobility_->take_driver_events();
    keep_transit(driver_events_, [](const TravelEvent& event) { return event.person; });
  }

  // What the results are written from; the traffic itself is needed no more.
  void finish() {
    mobility_.reset();
    if (setup_.transit.service) records_.transit = transit_totals(comm_, transit_tables(), records_.visits);
    const std::vector<FleetSettings>& fleets = reading_.scenario.mobility->fleets;
    for (std::size_t f = 0; f < fleets.size(); ++f)
      records_.fleets.push_back({fleets[f].name, &setup_.fleets.operators[f]->dispatcher()});
    records_.end_step = static_cast<std::uint32_t>(end_step_);
    records_.counts = setup_.counts;
    records_.counts_factor = reading_.scenario.mobility->counts_factor;
    add_volumes(comm_, records_.links, records_.counts);
    records_.calibration = std::move(setup_.calibration);
    records_.start = setup_.start;
    records_.road_changes = !setup_.world.changes.empty();
    records_.emits = reading_.scenario.mobility->emissions != EmissionTable::none;
    records_.heavy_share = reading_.scenario.mobility->heavy_share;
    if (records_.emits) records_.emissions = emissions_of(comm_, *setup_.network, records_, steps_per_s());
    records_.trips_by_mode = trips_by_mode(comm_, setup_.demand, setup_.on_network, setup_.ride_operator);
  }

  std::vector<const Dispatcher*> dispatchers() const {
    std::vector<const Dispatcher*> all;
    for (const auto& fleet : setup_.fleets.operators) all.push_back(&fleet->dispatcher());
    return all;
  }

  void say_day(const DayFacts& facts) const {
    const std::size_t day = records_.days.size() - 1;
    if (day == 0)
      log_info("iteration  score  best score  relative gap  mean trip, s  arrived  select, route, time, mode");
    log_info(fmt::format("{:9}  {:.3f}  {:.3f}  {:.6f}  {:.1f}  {}  {}, {}, {}, {}", day, facts.score(),
                         facts.best_score(), facts.relative_gap(), facts.mean_trip_s(), facts.trips, facts.tried[0],
                         facts.tried[1], facts.tried[2], facts.tried[3]));
    if (facts.legs > 0)
      log_detail(fmt::format(
          "{:.0f} B of plans and {:.0f} B of places a leg",
          static_cast<double>(facts.plan_bytes) / static_cast<double>(facts.legs),
          static_cast<double>(comm_.size() * setup_.days->chains().bytes()) / static_cast<double>(facts.legs)));
  }

  // What fleets do stands in their own tables.
  template <class Row, class Driver>
  void keep_transit(std::vector<Row>& rows, const Driver& driver) const {
    const RideOperator& service = *setup_.transit.service;
    std::erase_if(rows, [&](const Row& row) { return driver(row) >= service.first_driver() + service.vehicles(); });
  }

  std::optional<TransitTables> driven_transit() const {
    if (!setup_.transit.service) return {};
    return transit_tables();
  }
  TransitTables transit_tables() const {
    return {*setup_.transit.service,    *setup_.network, setup_.transit.rides,
            setup_.demand.own_services, setup_.start_s,  steps_per_s()};
  }

  // Until when it is known where people are: where all have come to their last activity, for the rest of the day; where
  // others take them over, until then.
  double seen_s() const {
    if (handed_over_s_) return *handed_over_s_;
    return totals_.active == 0 ? std::max(simulated_s_, 86400.0) : simulated_s_;
  }

  Comm comm_;
  const ScenarioReading& reading_;
  RunFacts& facts_;
  Laps& laps_;
  MobilitySetup setup_;
  std::int64_t day_{0};        ///< of those that people learn from
  std::uint64_t end_step_{0};  ///< of the day, up to which it is lived
  double simulated_s_{0};
  bool learned_{false};  ///< those are over, and a day behind them is lived, or none
  std::optional<double> handed_over_s_;
  std::optional<MobilityProgress> later_;  ///< where a run goes on once it knows what was handed over
  std::vector<UnderWay> at_handover_;
  std::vector<UnderWay> at_end_;
  std::unique_ptr<Mobility> mobility_;  ///< until all is lived
  TravelTotals totals_;
  std::vector<TravelEvent> events_;
  std::vector<TravelEvent> driver_events_;
  TravelRecords records_;
  std::string presence_text_;
};

}  // namespace

std::unique_ptr<MobilityPart> make_mobility_part(const Comm& comm, const ScenarioReading& reading, CutRule cut,
                                                 RunFacts& facts, Laps& laps) {
  return std::make_unique<Traffic>(comm, reading, cut, facts, laps);
}

ExitCode run_mobility(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  RunDirectory directory(comm, request.folder, request.start);
  RunFacts facts = begin_facts(reading.scenario, request.command);
  Laps laps(facts);
  const std::string inputs_hash = hash_inputs(comm, reading, facts);
  Traffic traffic(comm, reading, request.deal.cut, facts, laps);
  const bool resumes = request.start == RunStart::resume;
  directory.begin();
  if (!resumes) directory.write("request.json", request.request_json);
  directory.write("used.yaml", reading.used_yaml);
  if (resumes) {
    traffic.go_on(directory.path(), inputs_hash);
    facts.resumed_step = static_cast<std::int64_t>(traffic.next_step());
  } else {
    traffic.begin();
  }
  laps.lap("set up");
  CheckpointClock clock(comm, request.checkpoints, facts);
  clock.begin(traffic.next_step(), traffic.second());
  const bool done = traffic.live(reading.scenario.run.end_s, [&] {
    if (!clock.due(traffic.next_step(), traffic.second())) return true;
    clock.written(traffic.write_checkpoint(directory.path(), inputs_hash));
    return !clock.stops();
  });
  facts.simulated_s = traffic.simulated_s();
  if (!done) {
    facts.ended = "stopped";
    directory.write("run.json", run_json(comm, facts));
    log_info(fmt::format("Stopped as asked, with a checkpoint. Go on with: machi resume {}", directory.path()));
    return ExitCode::stopped;
  }
  const double before_s = monotonic_s();
  const std::string kpi = traffic.kpi();
  directory.write("kpi.json", kpi);
  directory.write("kpi.csv", kpi_csv(kpi));
  const std::string result = directory.file("result.h5");
  H5Output file(comm, result, true);
  traffic.write(file);
  file.commit();
  facts.output_bytes += bytes_of_file(comm, result);
  facts.output_s += monotonic_s() - before_s;
  laps.lap("write");
  directory.write("run.json", run_json(comm, facts));
  traffic.say();
  say_step_times(comm, facts.steps);
  log_info(fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, run.json, used.yaml): {:.1f} MB in {:.2f} s.",
                       directory.path(), 1e-6 * static_cast<double>(facts.output_bytes), facts.output_s));
  if (reading.scenario.output.report && comm.first()) write_page_of(directory);
  return ExitCode::done;
}

}  // namespace machi
