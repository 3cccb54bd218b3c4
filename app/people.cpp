/// \file  `machi people`: a synthetic population with its day, from a city file.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <limits>
#include <memory>

#include "app/build_info.hpp"
#include "app/command.hpp"
#include "app/people_table.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/demand/synthesise.hpp"
#include "io/hdf5/output.hpp"
#include "io/people/declare_demand.hpp"
#include "io/people/people_h5.hpp"
#include "io/setup/timetable_setup.hpp"
#include "io/setup/town_setup.hpp"

namespace machi {
namespace {

struct PeopleOptions {
  std::string city;
  std::string output;
  bool force{false};
  std::int64_t seed{1};
  std::string gtfs;
  std::string date;
  DemandSettings demand;

  void declare(OptionTable& table) {
    table.positional("city", city, "City file that machi import wrote.").placeholder("FILE").required();
    table.text("output", output, "File to write.").short_name('o').placeholder("FILE").required();
    table.flag("force", force, "Overwrite an existing file.");
    table.integer("seed", seed, "", 0, std::numeric_limits<std::int64_t>::max(), "Seed of all that is drawn.");
    table.text("gtfs", gtfs, "Timetable (GTFS, zip or folder) by which people may ride.").placeholder("FILE");
    table.text("date", date, "Its day, YYYY-MM-DD. Where not given: the first on which most trips run.");
    declare_demand(demand, table);
  }
};

void say_missed_means(const DemandSettings& settings, const DemandReport& report) {
  const double wanted[] = {settings.work_mean_km, settings.school_mean_km, settings.shopping_mean_km,
                           settings.leisure_mean_km, settings.business_mean_km};
  for (std::size_t purpose = 1; purpose < purpose_count; ++purpose) {
    const double mean_km = report.expected_km[purpose];
    if (wanted[purpose - 1] > 0 && std::abs(mean_km - wanted[purpose - 1]) > 0.01 * wanted[purpose - 1])
      log_warning(fmt::format("No decay gives a mean way to {} of {} km in this town; it is {:.2f} km.",
                              purpose_names[purpose], wanted[purpose - 1], mean_km));
  }
}

// What the options name; null: nothing. Collective.
std::unique_ptr<TransitWorld> journeys_of(const Comm& comm, const PeopleOptions& options) {
  std::unique_ptr<TransitWorld> transit;
  if (options.gtfs.empty()) return transit;
  comm.agree([&] {
    MobilitySettings settings;
    settings.transit.gtfs_file = options.gtfs;
    settings.transit.date = options.date;
    settings.walk_speed_m_s = options.demand.walk_speed_m_s;
    std::vector<std::string> notes;
    const auto timetable =
        std::make_shared<Timetable>(read_gtfs_timetable(settings, frame_of_city(options.city), {}, notes));
    add_transfers(settings, *timetable);
    for (const std::string& note : notes) log_info(note);
    transit = std::make_unique<TransitWorld>(timetable, transit_rules(settings), std::vector<std::uint32_t>());
  });
  return transit;
}

ExitCode make(const Comm& comm, const PeopleOptions& options) {
  check_output(comm, options.output, options.force);
  const double started_s = monotonic_s();
  PeopleFileMeta meta;
  meta.seed = options.seed;
  meta.share = options.demand.share;
  meta.version = build_info.version;
  meta.command = fmt::format("machi people {} -o {} --seed {}", options.city, options.output, options.seed);
  meta.started_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  DemandSettings settings = options.demand;
  settings.seed = static_cast<std::uint64_t>(options.seed);
  check_demand(settings);
  const Town town = read_town(comm, options.city);
  const std::unique_ptr<TransitWorld> transit = journeys_of(comm, options);
  const TransitOffer offer{transit.get()};
  const SyntheticPeople made = make_people(town, settings, comm, transit ? &offer : nullptr);
  write_people(comm, options.output, made.people, meta, options.force);
  const PeopleSummary sums = summarise(made.people, comm);
  const double peak_MB = comm.max(peak_memory_MB());
  const double took_s = comm.max(monotonic_s() - started_s);
  if (!comm.first()) return ExitCode::done;
  fmt::print("{}", people_table(sums) + demand_table(made.report));
  std::fflush(stdout);
  if (made.report.unplaced > 0)
    log_info(fmt::format("{} persons live in cells of the national grid without a dwelling and are left out.",
                         made.report.unplaced));
  say_missed_means(settings, made.report);
  if (made.report.school_places <= 0) log_info("The city has no schools (use 422): nobody goes to one.");
  log_info(fmt::format("Wrote {} in {:.1f} s (peak memory {:.0f} MB a rank).", options.output, took_s, peak_MB));
  return ExitCode::done;
}

}  // namespace

Command people_command() {
  auto options = std::make_shared<PeopleOptions>();
  return {"people", "Makes a synthetic population with its day, from a city file",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return make(comm, *options); }};
}

}  // namespace machi
