#include "app/coupled_processes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/process/energy/city_energy.hpp"
#include "engine/process/evacuation/rebalance.hpp"
#include "io/hdf5/output.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/setup/car_exits.hpp"
#include "io/setup/people_rules.hpp"

namespace machi {
namespace {

constexpr const char* coupling_group = "/coupling";
constexpr const char* mobility_group = "/mobility";
constexpr const char* evacuation_group = "/evacuation";

std::uint64_t next_step_of(const EvacuationPart& evacuation) {
  return static_cast<std::uint64_t>(evacuation.simulated_s()) * evacuation.steps_per_s();
}

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

CoupledProcesses::CoupledProcesses(const Comm& comm, const ScenarioReading& reading, const DealRules& deal,
                                   RunFacts& facts, Laps& laps)
    : comm_(comm), reading_(reading), scenario_(reading.scenario), deal_(deal), facts_(facts), laps_(laps) {
  alarm_s_ = scenario_.evacuation ? machi::alarm_s(scenario_).value_or(0) : scenario_.run.end_s;
  evacuation_scenario_ = scenario_from_alarm(scenario_, alarm_s_);
  set_up();
  if (energy_) comm_.agree([&] { check_power_events(scenario_); });
  if (mobility_ && scenario_.evacuation)
    comm_.agree([&] {
      named_car_exits(scenario_, *mobility_->setup().network);
      car_shares_of(scenario_, classes_of(scenario_));
    });
}

void CoupledProcesses::set_up() {
  evacuation_.reset();
  exchange_.reset();
  if (scenario_.mobility) mobility_ = make_mobility_part(comm_, reading_, deal_.cut, facts_, laps_);
  laps_.lap("set up mobility");
  if (scenario_.energy) energy_ = make_city_energy_part(comm_, reading_, facts_);
  laps_.lap("set up energy");
  if (mobility_ && mobility_->setup().buildings == 0)
    throw UsageError(scenario_.path +
                     ": mobility: its people are not those of the city, so no other process knows "
                     "where they are. Give mobility.population: synthetic, or people that machi "
                     "people made");
}

// ---- Where a checkpoint stands

std::int64_t CoupledProcesses::persons() const {
  if (mobility_) return mobility_->persons();
  return evacuation_->evacuation().counts().persons;
}

void CoupledProcesses::write_state(const std::string& path) const {
  MobilityProgress traffic;
  if (mobility_) traffic = mobility_->progress();
  CouplingState state = at_;
  if (exchange_ && evacuation_) exchange_->add_to(state);
  H5Output file(comm_, path, true);
  file.attribute("/", "format", std::string("machi coupled state"));
  file.enter(coupling_group);
  write_coupling_state(comm_, file, state);
  if (mobility_) {
    file.enter(mobility_group);
    write_mobility_state(comm_, file, traffic);
  }
  if (evacuation_) {
    file.enter(evacuation_group);
    evacuation_->write_state(file);
  }
  if (at_.energy_step > 0) energy_->write_state(file);
  file.commit();
}

// What the processes were told of one another is told again: it follows from what mobility was at the alarm.
std::string CoupledProcesses::go_on(const FoundCheckpoint& checkpoint) {
  if (goes_on_) set_up();  // another one was tried before
  goes_on_ = true;
  const std::string path = checkpoint.state_path();
  at_ = read_coupling_state(comm_, path, coupling_group);
  const bool could_be = (at_.phase != Phase::mobility || mobility_) && (at_.phase != Phase::energy || energy_) &&
                        (at_.phase != Phase::evacuation || scenario_.evacuation) &&
                        at_.together_s <= evacuation_scenario_.run.end_s;
  if (at_.number != checkpoint.next_step || !could_be) return "its name does not say its step";
  std::string reason;
  if (mobility_) reason = mobility_->go_on(path, mobility_group, at_.phase, checkpoint.persons);
  if (!reason.empty() || at_.phase == Phase::mobility) return reason;
  meet_at_alarm();
  if (evacuation_) reason = evacuation_->go_on(path, evacuation_group, at_.evacuation_step);
  if (!reason.empty()) return reason;
  if (exchange_ && evacuation_) exchange_->go_on(at_);
  if (at_.phase != Phase::energy) return {};
  if (exchange_ && evacuation_) exchange_->take_end(*evacuation_);
  tell_energy();
  if (at_.energy_step > 0) return energy_->go_on(path, at_.energy_step);
  energy_->begin();
  return {};
}

double CoupledProcesses::steps_per_s() const {
  return mobility_ ? static_cast<double>(mobility_->steps_per_s()) : static_cast<double>(evacuation_->steps_per_s());
}

// The number of a checkpoint is the second of the run's clock in steps.
bool CoupledProcesses::look(Phase phase) {
  constexpr double energy_step_s = 86400.0 * CityEnergy::days_per_step;
  at_.phase = phase;
  if (evacuation_) at_.evacuation_step = next_step_of(*evacuation_);
  double second = mobility_ ? mobility_->second() : 0;
  if (phase != Phase::mobility) second = mobility_ ? mobility_->days_before_s() + alarm_s_ : 0;
  if (phase == Phase::evacuation) second += mobility_ ? at_.together_s : evacuation_->simulated_s();
  if (phase == Phase::energy)
    second += scenario_.run.end_s - alarm_s_ + energy_step_s * static_cast<double>(at_.energy_step);
  at_.number = static_cast<std::uint64_t>(std::llround(second * steps_per_s()));
  return looks_(at_.number, second);
}

// ---- What they do

bool CoupledProcesses::run(const std::function<bool(std::uint64_t, double)>& looks) {
  looks_ = looks;
  if (mobility_ && at_.phase == Phase::mobility && !live()) return false;
  if (scenario_.evacuation && at_.phase != Phase::energy && !evacuate()) return false;
  if (energy_ && !run_energy()) return false;
  if (exchange_) comm_.agree([&] { exchange_->check(); });
  return true;
}

bool CoupledProcesses::live() {
  if (!goes_on_) mobility_->begin();
  const bool lived = mobility_->live(alarm_s_, [this] { return look(Phase::mobility); });
  laps_.lap("run");
  return lived;
}

// The exchange looks at mobility; what the evacuation begins with.
void CoupledProcesses::meet_at_alarm() {
  if (mobility_) exchange_ = std::make_unique<Exchange>(comm_, scenario_, *mobility_);
  laps_.lap("exchange");
  if (!scenario_.evacuation) return;
  GivenPeople people;
  if (exchange_) people = exchange_->evacuees(evacuation_scenario_);
  evacuation_ = std::make_unique<EvacuationPart>(comm_, evacuation_scenario_, deal_, exchange_ ? &people : nullptr);
  people = {};
  laps_.lap("set up evacuation");
  if (exchange_) exchange_->hand_over(*evacuation_);
  laps_.lap("exchange");
  for (const std::string& note : evacuation_->setup().notes) log_once(note);
}

bool CoupledProcesses::evacuate() {
  if (!evacuation_) {
    meet_at_alarm();
    evacuation_->begin();
    log_info(fmt::format("{} persons in the evacuation, {} destinations.", evacuation_->evacuation().counts().persons,
                         evacuation_->evacuation().destinations().size()));
  }
  laps_.lap("set up evacuation");
  const bool done = exchange_ ? go_on_together() : evacuate_alone();
  laps_.lap("run");
  if (done) end_evacuation();
  return done;
}

void CoupledProcesses::end_evacuation() {
  if (!exchange_) return;
  mobility_->end_day();
  laps_.lap("run");
  exchange_->take_end(*evacuation_);
  laps_.lap("exchange");
}

bool CoupledProcesses::evacuate_alone() {
  const double end_s = evacuation_scenario_.run.end_s;
  bool goes_on = true;
  facts_.steps += evacuation_->run(next_step_of(*evacuation_), end_s, [&](std::uint64_t, std::uint64_t second) {
    const Evacuation& evacuation = evacuation_->evacuation();
    const bool over =
        static_cast<double>(second) >= end_s || (scenario_.run.stop_when_done && evacuation.counts().en_route() == 0);
    goes_on = over || !can_be_taken_up(evacuation.world().rules, second) || look(Phase::evacuation);
    return goes_on;
  });
  return goes_on;
}

// Up to a second after the alarm. Whether anybody is en route.
bool CoupledProcesses::run_evacuation(double until_s) {
  const StepTimes times =
      evacuation_->run(next_step_of(*evacuation_), until_s, [](std::uint64_t, std::uint64_t) { return true; });
  facts_.steps += times;
  if (times.moves > 0) exchange_->follow(*evacuation_);
  return evacuation_->evacuation().counts().en_route() > 0 || !scenario_.run.stop_when_done;
}

// Mobility begins at a whole second, the evacuation at the alarm; from then on both run for as long. Between two
// exchanges nothing is kept, so that is where a run can be left.
bool CoupledProcesses::go_on_together() {
  const double end_s = evacuation_scenario_.run.end_s, alarm_s = std::ceil(alarm_s_);
  const bool begun = at_.together_s > 0, to_the_end = !scenario_.run.stop_when_done;
  bool traffic = !begun || to_the_end || mobility_->more();
  bool evacuation = !begun || to_the_end || evacuation_->evacuation().counts().en_route() > 0;
  while (at_.together_s < end_s && (traffic || evacuation)) {
    at_.together_s = std::min(at_.together_s + scenario_.run.exchange_s, end_s);
    if (evacuation) evacuation = run_evacuation(at_.together_s);
    if (traffic) traffic = mobility_->live_on(alarm_s + at_.together_s) || to_the_end;
    laps_.lap("run");
    exchange_->meet(*evacuation_);
    laps_.lap("exchange");
    const bool over = at_.together_s >= end_s || !(traffic || evacuation);
    const bool can_be_left = !evacuation || can_be_taken_up(evacuation_->evacuation().world().rules,
                                                            static_cast<std::uint64_t>(evacuation_->simulated_s()));
    if (!over && can_be_left && !look(Phase::evacuation)) return false;
    laps_.lap("run");
  }
  return true;
}

void CoupledProcesses::tell_energy() {
  if (exchange_) {
    if (!evacuation_) exchange_->stay_on();
    std::vector<std::uint32_t> building;
    for (const CityZone& zone : energy_->world().zones) building.push_back(zone.building);
    energy_->world().presence = exchange_->zones(building);
  }
  lose_power();
  laps_.lap("exchange");
}

void CoupledProcesses::lose_power() {
  CityDoors read;
  if (!exchange_) comm_.agree([&] { read = read_city_doors(scenario_); });
  cut_power_ = power_cut_of(comm_, scenario_, exchange_ ? exchange_->city() : read,
                            evacuation_ ? &evacuation_->evacuation().world() : nullptr, alarm_s_);
  machi::cut_power(cut_power_, clock_s(scenario_.run.start).value_or(0), energy_->world());
}

bool CoupledProcesses::run_energy() {
  if (at_.phase != Phase::energy) {
    if (mobility_ && !exchange_) meet_at_alarm();
    tell_energy();
    energy_->begin();
    if (!look(Phase::energy)) return false;
  }
  const bool done = energy_->run([this](std::uint64_t next_step) {
    at_.energy_step = next_step;
    return look(Phase::energy);
  });
  laps_.lap("run");
  return done;
}

double CoupledProcesses::simulated_s() const {
  const double evacuated_s = evacuation_ ? alarm_s_ + evacuation_->simulated_s() : 0;
  const double lived_s = mobility_ ? std::min(mobility_->simulated_s(), scenario_.run.end_s) : 0;
  if (!scenario_.evacuation) return std::max(alarm_s_, lived_s);
  return std::max(evacuated_s, lived_s);
}

}  // namespace machi
