#include "app/run_coupled.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/build_info.hpp"
#include "app/city_energy_part.hpp"
#include "app/evacuation_part.hpp"
#include "app/exchange.hpp"
#include "app/laps.hpp"
#include "app/mobility_part.hpp"
#include "app/power_cut.hpp"
#include "app/run_facts_of.hpp"
#include "app/write_page.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/run/result_parts.hpp"
#include "io/scenario/check_scenario.hpp"

namespace machi {
namespace {

using Json = nlohmann::ordered_json;

/// The processes of a run on the clock of the scenario: mobility, from the alarm on with the evacuation, then energy.
class CoupledRun {
 public:
  CoupledRun(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request)
      : comm_(comm),
        directory_(comm, request.folder, request.start),
        reading_(reading),
        scenario_(reading.scenario),
        facts_(begin_facts(reading.scenario, request.command)) {
    hash_inputs(comm_, reading_, facts_);
    laps_.lap("hash inputs");
    if (scenario_.mobility) mobility_ = make_mobility_part(comm_, reading_, request.deal.cut, facts_, laps_);
    laps_.lap("set up mobility");
    if (scenario_.energy) energy_ = make_city_energy_part(comm_, reading_, facts_);
    if (energy_) comm_.agree([&] { check_power_events(scenario_); });
    laps_.lap("set up energy");
    alarm_s_ = scenario_.evacuation ? alarm_s(scenario_).value_or(0) : scenario_.run.end_s;
    evacuation_scenario_ = scenario_from_alarm(scenario_, alarm_s_);
    deal_ = request.deal;
    directory_.begin();
    directory_.write("request.json", request.request_json);
    directory_.write("used.yaml", reading_.used_yaml);
  }

  void run() {
    if (mobility_) live();
    if (scenario_.evacuation) evacuate();
    if (energy_) run_energy();
    facts_.simulated_s = scenario_.evacuation ? alarm_s_ + evacuation_->simulated_s() : alarm_s_;
    if (mobility_)
      facts_.simulated_s = std::max(facts_.simulated_s, std::min(mobility_->simulated_s(), scenario_.run.end_s));
    if (exchange_) comm_.agree([&] { exchange_->check(); });
  }

  void write() {
    const double before_s = monotonic_s();
    const std::string kpi = kpi_text();
    directory_.write("kpi.json", kpi);
    directory_.write("kpi.csv", comm_.first() ? kpi_csv(kpi) : std::string());
    write_result();
    facts_.output_s += monotonic_s() - before_s;
    laps_.lap("write");
    directory_.write("run.json", run_json(comm_, facts_));
  }

  void say() const {
    if (mobility_) mobility_->say();
    if (evacuation_) evacuation_->say();
    if (energy_) energy_->say();
    say_step_times(comm_, facts_.steps);
    say_cost();
    log_info(fmt::format("Wrote {} (kpi.json, kpi.csv, result.h5, run.json, used.yaml): {:.1f} MB in {:.2f} s.",
                         directory_.path(), 1e-6 * static_cast<double>(facts_.output_bytes), facts_.output_s));
  }

  void write_page() const {
    if (scenario_.output.report && comm_.first()) write_page_of(directory_);
  }

 private:
  void live() {
    if (mobility_->setup().buildings == 0)
      throw UsageError(scenario_.path +
                       ": mobility: its people are not those of the city, so no other process knows "
                       "where they are. Give mobility.population: synthetic, or people that machi "
                       "people made");
    mobility_->begin();
    mobility_->live(alarm_s_);
    laps_.lap("run");
    exchange_.emplace(comm_, scenario_, *mobility_);
    laps_.lap("exchange");
  }

  void evacuate() {
    GivenPeople people;
    if (exchange_) people = exchange_->evacuees(evacuation_scenario_);
    laps_.lap("exchange");
    // Who is in a car stands in no block, so that nothing moves between ranks where cars may come.
    if (exchange_) deal_.rebalance = RebalanceRule::never;
    evacuation_.emplace(comm_, evacuation_scenario_, deal_, exchange_ ? &people : nullptr);
    people = {};
    if (exchange_) exchange_->hand_over(*evacuation_);
    laps_.lap("exchange");
    for (const std::string& note : evacuation_->setup().notes) log_info(note);
    evacuation_->begin();
    log_info(fmt::format("{} persons in the evacuation, {} destinations.", evacuation_->evacuation().counts().persons,
                         evacuation_->evacuation().destinations().size()));
    laps_.lap("set up evacuation");
    if (exchange_) go_on_together();
    if (!exchange_) run_evacuation(evacuation_scenario_.run.end_s);
    laps_.lap("run");
    if (exchange_) exchange_->take_end(*evacuation_);
    laps_.lap("exchange");
  }

  // Up to a second after the alarm. Whether anybody is en route.
  bool run_evacuation(double until_s) {
    const auto next = static_cast<std::uint64_t>(evacuation_->simulated_s()) * evacuation_->steps_per_s();
    facts_.steps += evacuation_->run(next, until_s, [](std::uint64_t, std::uint64_t) { return true; });
    return evacuation_->evacuation().counts().en_route() > 0 || !scenario_.run.stop_when_done;
  }

  // Mobility begins at a whole second, the evacuation at the alarm; from then on both run for as long.
  void go_on_together() {
    const double end_s = evacuation_scenario_.run.end_s, alarm_s = mobility_->simulated_s();
    bool traffic = true, evacuation = true;
    for (double now_s = 0; now_s < end_s && (traffic || evacuation);) {
      now_s = std::min(now_s + scenario_.run.exchange_s, end_s);
      if (evacuation) evacuation = run_evacuation(now_s);
      laps_.lap("run");
      if (traffic) traffic = mobility_->live_on(alarm_s + now_s) || !scenario_.run.stop_when_done;
      exchange_->meet(*evacuation_);
      laps_.lap("exchange");
    }
    mobility_->end_day();
  }

  void run_energy() {
    if (exchange_) {
      if (!evacuation_) exchange_->stay_on();
      std::vector<std::uint32_t> building;
      for (const CityZone& zone : energy_->world().zones) building.push_back(zone.building);
      energy_->world().presence = exchange_->zones(building);
    }
    lose_power();
    laps_.lap("exchange");
    energy_->begin();
    energy_->run();
    laps_.lap("run");
  }

  void lose_power() {
    CityDoors read;
    if (!exchange_) comm_.agree([&] { read = read_city_doors(scenario_); });
    cut_power_ = power_cut_of(comm_, scenario_, exchange_ ? exchange_->city() : read,
                              evacuation_ ? &evacuation_->evacuation().world() : nullptr, alarm_s_);
    cut_power(cut_power_, clock_s(scenario_.run.start).value_or(0), energy_->world());
  }

  std::string kpi_text() {
    Json whole{{"name", scenario_.run.name}, {"seed", scenario_.run.seed}, {"end_s", facts_.simulated_s}};
    const auto join = [&](const char* section, const std::string& text) {
      if (!text.empty()) whole[section] = Json::parse(text).at(section);
    };
    if (mobility_) join("mobility", mobility_->kpi());
    if (evacuation_) {
      meta_ = evacuation_->meta(facts_, clock_s(scenario_.run.start).value_or(0) + alarm_s_);
      join("evacuation",
           evacuation_kpi(comm_, evacuation_->evacuation(), evacuation_->record(), evacuation_->persons(), meta_));
    }
    if (energy_) join("energy", energy_->kpi());
    if (exchange_) whole["coupling"] = exchange_->kpi();
    if (energy_ && cut_power_.any())
      whole["coupling"]["outage"] = {{"buildings_by_events", cut_power_.by_events},
                                     {"buildings_by_water", cut_power_.by_water},
                                     {"from_s", cut_power_.from_s},
                                     {"to_s", cut_power_.to_s}};
    return comm_.first() ? whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : std::string();
  }

  void write_result() {
    const std::string path = directory_.file("result.h5");
    H5Output file(comm_, path, true);
    struct About {
      std::string version, command, started_utc;
      const std::vector<ScenarioEdit>& edits;
    };
    write_origin(file, "machi coupled result", 1,
                 About{build_info.version, facts_.command, facts_.started_utc, facts_.edits});
    file.attribute("/", "name", scenario_.run.name);
    file.attribute("/", "title", scenario_.run.title);
    file.attribute("/", "seed", scenario_.run.seed);
    file.attribute("/", "start_s", static_cast<double>(clock_s(scenario_.run.start).value_or(0)));
    file.attribute("/", "end_s", facts_.simulated_s);
    if (mobility_) {
      if (exchange_) {
        file.enter("/coupling");
        exchange_->write(file);
      }
      file.enter("/mobility");
      mobility_->write(file);
    }
    WrittenFields fields;
    if (evacuation_) {
      file.enter("/evacuation");
      fields = write_evacuation_tables(comm_, file, evacuation_->evacuation(), evacuation_->record(),
                                       evacuation_->persons(), meta_);
    }
    if (energy_) {
      file.enter("/energy");
      energy_->write(file);
    }
    file.commit();
    if (evacuation_) facts_.output_bytes += write_fields_xdmf(comm_, path, fields, "/evacuation");
    if (evacuation_ && scenario_.output.persons)
      facts_.output_bytes += write_persons_csv(comm_, directory_.file("persons.csv"), evacuation_->evacuation(),
                                               evacuation_->record(), evacuation_->persons());
    facts_.output_bytes += bytes_of_file(comm_, path);
  }

  void say_cost() const {
    double all_s = 0, exchange_s = 0;
    for (const RunPhase& phase : facts_.phases) {
      all_s += phase.wall_s;
      if (phase.name == "exchange") exchange_s += phase.wall_s;
    }
    if (exchange_)
      log_info(fmt::format("{} persons, each in one place; the exchange took {:.2f} s of {:.2f} s ({:.1f} %).",
                           exchange_->persons(), exchange_s, all_s, 100 * exchange_s / all_s));
  }

  Comm comm_;
  RunDirectory directory_;
  const ScenarioReading& reading_;
  const Scenario& scenario_;
  Scenario evacuation_scenario_;
  RunFacts facts_;
  Laps laps_{facts_};
  DealRules deal_;
  double alarm_s_{0};
  std::unique_ptr<MobilityPart> mobility_;
  std::unique_ptr<CityEnergyPart> energy_;
  std::optional<Exchange> exchange_;
  std::optional<EvacuationPart> evacuation_;
  PowerCut cut_power_;
  ResultMeta meta_;
};

}  // namespace

Scenario scenario_from_alarm(const Scenario& scenario, double alarm_s) {
  Scenario later = scenario;
  later.run.end_s = scenario.run.end_s - alarm_s;
  const int minutes = (clock_s(scenario.run.start).value_or(0) + static_cast<int>(alarm_s)) / 60 % (24 * 60);
  later.run.start = fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
  for (ScenarioEvent& event : later.events.list) {
    event.begin_s -= alarm_s;
    event.end_s -= alarm_s;
  }
  return later;
}

ExitCode run_coupled(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request) {
  CoupledRun run(comm, reading, request);
  run.run();
  run.write();
  run.say();
  run.write_page();
  return ExitCode::done;
}

}  // namespace machi
