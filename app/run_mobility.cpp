#include "app/run_mobility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "app/build_info.hpp"
#include "app/laps.hpp"
#include "app/run_facts_of.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/step/stepper.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/run/mobility_result.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/setup/mobility_setup.hpp"

namespace machi {
namespace {

class MobilityRun {
 public:
  MobilityRun(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request)
      : comm_(comm),
        directory_(comm, request.folder, request.start),
        reading_(reading),
        facts_(begin_facts(reading.scenario, request.command)) {
    hash_inputs(comm_, reading_, facts_);
    setup_ = set_up_mobility(comm_, reading_.scenario, request.cut);
    directory_.begin();
    directory_.write("request.json", request.request_json);
    directory_.write("used.yaml", reading_.used_yaml);
    for (const std::string& note : setup_.notes) log_info(note);
    mobility_ = std::make_unique<Mobility>(comm_, setup_.world, std::move(setup_.people));
    log_info(fmt::format("{} persons, {} links, {} rank{}.", mobility_->totals().persons, setup_.network->links(),
                         comm_.size(), comm_.size() == 1 ? "" : "s"));
    laps_.lap("set up");
  }

  void step() {
    const RunSettings& run = reading_.scenario.run;
    const auto steps_per_s = static_cast<std::uint64_t>(mobility_->steps_per_s());
    const auto end_step = static_cast<std::uint64_t>(std::ceil(run.end_s)) * steps_per_s;
    Progress progress("mobility", run.end_s);
    facts_.steps = run_steps(
        comm_, *mobility_, 0, end_step,
        [&](std::uint64_t step) {
          progress.update(static_cast<double>(step + 1) / static_cast<double>(steps_per_s));
          return true;
        },
        run.stop_when_done);
    facts_.simulated_s = static_cast<double>(facts_.steps.steps) / static_cast<double>(steps_per_s);
    totals_ = mobility_->total(comm_);
    laps_.lap("run");
  }

  void write() {
    const double before_s = monotonic_s();
    const RunSettings& run = reading_.scenario.run;
    const std::string kpi = mobility_kpi(totals_, mobility_->steps_per_s());
    directory_.write("kpi.json", kpi);
    directory_.write("kpi.csv", kpi_csv(kpi));
    ResultMeta meta;
    meta.name = run.name;
    meta.title = run.title;
    meta.seed = run.seed;
    meta.end_s = facts_.simulated_s;
    meta.version = build_info.version;
    meta.command = facts_.command;
    meta.started_utc = facts_.started_utc;
    std::vector<TravelEvent> events = mobility_->take_events();
    TravelTables tables{*setup_.network, setup_.demand, setup_.on_network, setup_.start_s, mobility_->steps_per_s()};
    tables.events = reading_.scenario.mobility->events;
    PresenceHours hours;
    Presence presence;
    if (setup_.buildings > 0) hours = presence_hours(setup_.start_s, seen_s(), mobility_->steps_per_s());
    if (!hours.step.empty()) {
      presence = count_presence(comm_, presence_plan(), events, hours);
      tables.presence = &presence;
      tables.presence_hours = &hours;
      if (comm_.first()) presence_text_ = presence_text(presence, hours, setup_.demand.activity_types);
    }
    facts_.output_bytes += write_travel_result(comm_, directory_.file("result.h5"), tables, std::move(events), meta);
    facts_.output_s += monotonic_s() - before_s;
    laps_.lap("write");
    directory_.write("run.json", run_json(comm_, facts_));
  }

  void say() const {
    log_info(fmt::format("After {:.0f} s: {} of {} trips arrived, {} did not; {:.1f} vehicle-km.", facts_.simulated_s,
                         totals_.arrived, totals_.trips, totals_.trips - totals_.arrived,
                         1e-6 * static_cast<double>(totals_.length_mm)));
    if (!presence_text_.empty()) log_info(presence_text_);
    log_detail(
        fmt::format("compute {:.2f} s, pack {:.2f} s, wait {:.2f} s, service {:.2f} s over {} steps, {} messages",
                    facts_.steps.compute_s, facts_.steps.pack_s, facts_.steps.wait_s, facts_.steps.service_s,
                    facts_.steps.steps, facts_.steps.messages));
    log_info(fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, run.json, used.yaml): {:.1f} MB in {:.2f} s.",
                         directory_.path(), 1e-6 * static_cast<double>(facts_.output_bytes), facts_.output_s));
  }

 private:
  // Until when it is known where people are: where all have come to their last activity, for the rest of the day.
  double seen_s() const { return totals_.active == 0 ? std::max(facts_.simulated_s, 86400.0) : facts_.simulated_s; }

  PresencePlan presence_plan() const {
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

  Comm comm_;
  RunDirectory directory_;
  const ScenarioReading& reading_;
  RunFacts facts_;
  Laps laps_{facts_};
  MobilitySetup setup_;
  std::unique_ptr<Mobility> mobility_;
  TravelTotals totals_;
  std::string presence_text_;
};

}  // namespace

ExitCode run_mobility(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  MobilityRun run(comm, reading, request);
  run.step();
  run.write();
  run.say();
  return ExitCode::done;
}

}  // namespace machi
