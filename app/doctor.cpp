/// \file  `machi doctor`: what this machine and this build offer, what is missing, and what that would mean.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <omp.h>
#include <proj.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>

#include "app/bandwidth.hpp"
#include "app/build_info.hpp"
#include "app/command.hpp"
#include "app/machine_facts.hpp"
#include "app/threads.hpp"
#include "io/hdf5/library.hpp"
#include "io/json/json.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi {
namespace {

struct DoctorOptions {
  bool json{false};
  bool quick{false};
  void declare(OptionTable& table) {
    table.flag("json", json, "Print JSON.");
    table.flag("quick", quick, "Do not take the second that measuring memory bandwidth needs.");
  }
};

// Something that is not as it should be. `needed`: a command cannot work without it.
struct Finding {
  bool needed;
  std::string what;
  std::string means;
};

struct Report {
  Json facts = Json::object();
  std::vector<Finding> findings;
  void add(bool needed, std::string what, std::string means) {
    findings.push_back({needed, std::move(what), std::move(means)});
  }
};

double GB(std::uint64_t bytes) {
  return 1e-9 * static_cast<double>(bytes);
}

void examine_processors(const Comm& comm, Report& report) {
  const Processors processors = read_processors();
  const int threads = omp_get_max_threads();
  const int beside = ranks_beside_me(comm);
  const int usable = usable_processors();
  report.facts["processors"] = {{"model", processors.model},           {"physical_cores", processors.physical},
                                {"logical_cores", processors.logical}, {"usable", usable},
                                {"quota", processor_quota()},          {"instruction_sets", instruction_sets()}};
  report.facts["threads"] = {{"openmp_threads_per_rank", threads}, {"ranks_on_these_processors", beside}};
  if (threads * beside > usable)
    report.add(false, fmt::format("{} ranks × {} threads share {} processors", beside, threads, usable),
               "they take turns and slow each other down. Set --threads or OMP_NUM_THREADS lower, or use fewer ranks");
}

void examine_kernels(Report& report) {
  std::vector<std::string> variants;
  for (const kernels::Variant variant : kernels::available_variants()) variants.emplace_back(name_of(variant));
  std::string selected;
  try {
    selected = name_of(kernels::selected_variant());
  } catch (const std::invalid_argument& error) {
    report.add(true, error.what(), "no kernel can run");
  }
  report.facts["kernels"] = {{"variants", variants},
                             {"selected", selected},
                             {"forced_by_MACHI_KERNEL", std::getenv("MACHI_KERNEL") != nullptr}};
}

bool on_path(const std::string& program) {
  const char* variable = std::getenv("PATH");
  std::string path = variable == nullptr ? "" : variable;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    if (access((path.substr(at, end - at) + "/" + program).c_str(), X_OK) == 0) return true;
    at = end + 1;
  }
  return false;
}

void examine_mpi(const Comm& comm, Report& report) {
  const bool mpirun = on_path("mpirun") || on_path("srun");
  report.facts["mpi"] = {{"library", mpi_library()}, {"ranks", comm.size()}, {"launcher_found", mpirun}};
  if (!mpirun)
    report.add(false, "neither mpirun nor srun is on the PATH", "only one rank can be started. Install openmpi-bin");
}

void examine_hdf5(Report& report) {
  const Hdf5Library library = hdf5_library();
  report.facts["hdf5"] = {{"version", library.version},
                          {"parallel", library.parallel},
                          {"deflate", library.deflate},
                          {"shuffle", library.shuffle}};
  if (!library.parallel)
    report.add(true, "HDF5 was built without MPI", "city.h5 cannot be written by many ranks. Install libhdf5-openmpi");
  if (!library.deflate || !library.shuffle)
    report.add(true, "HDF5 has no deflate or shuffle filter", "city.h5 cannot be compressed. Install libhdf5-openmpi");
}

// Whether PROJ can make a transformation that every Japanese city needs.
bool proj_works(PJ_CONTEXT* context) {
  PJ* transformation = proj_create_crs_to_crs(context, "EPSG:6697", "EPSG:6677", nullptr);
  const bool works = transformation != nullptr;
  proj_destroy(transformation);
  return works;
}

void examine_proj(Report& report) {
  const std::unique_ptr<PJ_CONTEXT, decltype(&proj_context_destroy)> context(proj_context_create(),
                                                                             &proj_context_destroy);
  proj_log_level(context.get(), PJ_LOG_NONE);
  const char* path = proj_context_get_database_path(context.get());
  const bool works = proj_works(context.get());
  report.facts["proj"] = {{"version", proj_info().version},
                          {"database", path == nullptr ? "" : path},
                          {"transforms_EPSG_6697_to_6677", works}};
  if (!works)
    report.add(true, "PROJ does not find its data base proj.db",
               "coordinates cannot be transformed, so nothing can be imported. Install proj-data or set PROJ_DATA");
}

void examine_memory(Report& report) {
  const Memory memory = read_memory();
  report.facts["memory"] = {{"total_bytes", memory.total_bytes},
                            {"available_bytes", memory.available_bytes},
                            {"limit_bytes", memory.limit_bytes == 0 ? Json() : Json(memory.limit_bytes)}};
  constexpr std::uint64_t comfortable = 1'000'000'000;
  std::uint64_t room = memory.available_bytes;
  if (memory.limit_bytes != 0) room = std::min(room, memory.limit_bytes);
  if (room < comfortable)
    report.add(false, fmt::format("{:.1f} GB of memory are at hand", GB(room)), "large cities will not fit");
  if (huge_pages_unasked())
    report.add(false, "memory comes in small pages", "runs take longer. export GLIBC_TUNABLES=glibc.malloc.hugetlb=1");
}

void examine_disks(Report& report) {
  constexpr std::uint64_t comfortable = 1'000'000'000;
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string();
  const char* variable = std::getenv("TMPDIR");
  const std::string scratch = variable == nullptr || *variable == '\0' ? "/tmp" : variable;
  report.facts["disks"] = Json::array();
  for (const std::string& path : std::set<std::string>{here, scratch}) {
    const Disk disk = read_disk(path);
    report.facts["disks"].push_back(
        {{"path", disk.path}, {"free_bytes", disk.free_bytes}, {"writable", disk.writable}});
    if (!disk.writable)
      report.add(false, path + " cannot be written", "results must be given another place");
    else if (disk.free_bytes < comfortable)
      report.add(false, fmt::format("{} has {:.1f} GB left", path, GB(disk.free_bytes)), "results may not fit");
  }
}

void measure_memory(Report& report) {
  const Bandwidth bandwidth = measure_bandwidth();
  report.facts["memory_bandwidth"] = {{"threads", bandwidth.threads},
                                      {"all_threads_GB_s", bandwidth.all_threads_GB_s},
                                      {"one_thread_GB_s", bandwidth.one_thread_GB_s}};
}

Json findings_of(const Report& report) {
  Json list = Json::array();
  for (const Finding& finding : report.findings)
    list.push_back({{"needed", finding.needed}, {"what", finding.what}, {"means", finding.means}});
  return list;
}

std::string sentence_of_memory(const Json& memory) {
  std::string text = fmt::format("{:.1f} GB, {:.1f} GB available", GB(memory["total_bytes"].get<std::uint64_t>()),
                                 GB(memory["available_bytes"].get<std::uint64_t>()));
  if (!memory["limit_bytes"].is_null())
    text += fmt::format(", limited to {:.1f} GB by a control group", GB(memory["limit_bytes"].get<std::uint64_t>()));
  return text;
}

std::string sentence_of_bandwidth(const Json& bandwidth) {
  return fmt::format("{:.1f} GB/s with {} thread(s), {:.1f} GB/s with one (triad)",
                     bandwidth["all_threads_GB_s"].get<double>(), bandwidth["threads"].get<int>(),
                     bandwidth["one_thread_GB_s"].get<double>());
}

std::string joined(const Json& list) {
  return fmt::format("{}", fmt::join(list.get<std::vector<std::string>>(), " "));
}

std::string text_page(const Report& report) {
  const Json& facts = report.facts;
  std::string page;
  const auto line = [&](std::string_view name, const std::string& text) {
    page += fmt::format("{:<18}{}\n", name, text);
  };
  const Json& processors = facts["processors"];
  line("processor", fmt::format("{}, {} cores, {} logical, {} usable here", processors["model"].get<std::string>(),
                                processors["physical_cores"].get<int>(), processors["logical_cores"].get<int>(),
                                processors["usable"].get<int>()));
  line("instruction sets", joined(processors["instruction_sets"]));
  line("kernels", fmt::format("{} in use, of {}", facts["kernels"]["selected"].get<std::string>(),
                              joined(facts["kernels"]["variants"])));
  line("MPI",
       fmt::format("{}, {} rank(s) now", facts["mpi"]["library"].get<std::string>(), facts["mpi"]["ranks"].get<int>()));
  line("OpenMP", fmt::format("{} thread(s) a rank", facts["threads"]["openmp_threads_per_rank"].get<int>()));
  line("HDF5", fmt::format("{}{}", facts["hdf5"]["version"].get<std::string>(),
                           facts["hdf5"]["parallel"].get<bool>() ? ", parallel" : ", not parallel"));
  line("PROJ", fmt::format("{}, {}", facts["proj"]["version"].get<std::string>(),
                           facts["proj"]["database"].get<std::string>()));
  line("memory", sentence_of_memory(facts["memory"]));
  if (facts.contains("memory_bandwidth")) line("bandwidth", sentence_of_bandwidth(facts["memory_bandwidth"]));
  for (const Json& disk : facts["disks"])
    line("disk", fmt::format("{:.1f} GB free at {}", GB(disk["free_bytes"].get<std::uint64_t>()),
                             disk["path"].get<std::string>()));
  page += "\n";
  for (const Finding& finding : report.findings)
    page += fmt::format("{}: {}: {}\n", finding.needed ? "missing" : "note", finding.what, finding.means);
  return page + (report.findings.empty() ? "Nothing is missing.\n" : "");
}

ExitCode examine(const Comm& comm, const DoctorOptions& options) {
  Report report;
  examine_processors(comm, report);
  if (!comm.first()) return ExitCode::done;
  examine_kernels(report);
  examine_mpi(comm, report);
  examine_hdf5(report);
  examine_proj(report);
  examine_memory(report);
  examine_disks(report);
  if (!options.quick) measure_memory(report);
  report.facts["findings"] = findings_of(report);
  fmt::print("{}", options.json ? json_text(report.facts, 2) + "\n" : text_page(report));
  const bool complete =
      std::none_of(report.findings.begin(), report.findings.end(), [](const Finding& f) { return f.needed; });
  return complete ? ExitCode::done : ExitCode::failed;
}

}  // namespace

Command doctor_command() {
  auto options = std::make_shared<DoctorOptions>();
  return {"doctor", "Says what this machine offers and what is missing",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return examine(comm, *options); }};
}

}  // namespace machi
