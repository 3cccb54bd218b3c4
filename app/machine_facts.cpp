#include "app/machine_facts.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

namespace machi {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

// `name : value` as /proc/cpuinfo and /proc/meminfo write it.
std::pair<std::string, std::string> name_and_value(const std::string& line) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return {trimmed(line), ""};
  return {trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1))};
}

std::optional<std::uint64_t> leading_number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} ? std::optional(value) : std::nullopt;
}

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::vector<std::string> parts(const std::string& text, char separator) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) result.push_back(part);
  return result;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The folders of this process's control group for `controller` ("" is version 2), innermost first. A line of
// /proc/self/cgroup is `number:controller,controller:/path` (cgroups(7)).
std::vector<std::string> group_folders(const std::string& controller) {
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::vector<std::string> fields = parts(line, ':');
    if (fields.size() < 3) continue;
    if (controller.empty() ? !fields[1].empty() : !contains(parts(fields[1], ','), controller)) continue;
    const std::string root = controller.empty() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/" + controller;
    std::vector<std::string> folders;
    for (std::string path = fields[2]; path.size() > 1; path.resize(path.rfind('/')))
      folders.push_back(fmt::format("{}{}", root, path));
    folders.push_back(root);
    return folders;
  }
  return {};
}

// The smallest number that `file` holds in any of the folders; "max" and absence are no limit.
std::uint64_t tightest(const std::vector<std::string>& folders, const std::string& file) {
  std::uint64_t limit = 0;
  for (const std::string& folder : folders) {
    const auto value = leading_number(first_line(folder + "/" + file));
    if (value && (limit == 0 || *value < limit)) limit = *value;
  }
  return limit;
}

}  // namespace

Processors read_processors() {
  Processors processors;
  processors.logical = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  std::ifstream file("/proc/cpuinfo");
  std::set<std::pair<std::string, std::string>> cores;
  std::string package;
  for (std::string line; std::getline(file, line);) {
    const auto [name, value] = name_and_value(line);
    if (name == "model name") processors.model = value;
    if (name == "physical id") package = value;
    if (name == "core id") cores.emplace(package, value);
  }
  processors.physical = cores.empty() ? processors.logical : static_cast<int>(cores.size());
  return processors;
}

std::vector<std::string> instruction_sets() {
  constexpr std::array known{"sse2",     "sse4_2",   "avx",      "fma",   "avx2", "bmi2", "avx512f",
                             "avx512vl", "avx512dq", "avx512bw", "asimd", "sve",  "sve2"};
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto [name, value] = name_and_value(line);
    if (name != "flags" && name != "Features") continue;
    std::istringstream words(value);
    const std::set<std::string> flags{std::istream_iterator<std::string>(words), {}};
    std::vector<std::string> found;
    for (const char* set : known)
      if (flags.contains(set)) found.emplace_back(set);
    return found;
  }
  return {};
}

double processor_quota() {
  double quota = 0;
  const auto tighten = [&](double processors) { quota = quota == 0 ? processors : std::min(quota, processors); };
  for (const std::string& folder : group_folders("")) {
    std::istringstream words(first_line(folder + "/cpu.max"));
    double time = 0;
    double period = 0;
    if (words >> time >> period && period > 0) tighten(time / period);
  }
  for (const std::string& folder : group_folders("cpu")) {
    const auto time = leading_number(first_line(folder + "/cpu.cfs_quota_us"));
    const auto period = leading_number(first_line(folder + "/cpu.cfs_period_us"));
    if (time && period && *period > 0) tighten(static_cast<double>(*time) / static_cast<double>(*period));
  }
  return quota;
}

Memory read_memory() {
  Memory memory;
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    const auto [name, value] = name_and_value(line);
    if (name == "MemTotal") memory.total_bytes = leading_number(value).value_or(0) * 1024;
    if (name == "MemAvailable") memory.available_bytes = leading_number(value).value_or(0) * 1024;
  }
  for (const std::uint64_t limit :
       {tightest(group_folders(""), "memory.max"), tightest(group_folders("memory"), "memory.limit_in_bytes")})
    // Version 1 writes "no limit" as a number beyond any machine.
    if (limit != 0 && limit < memory.total_bytes && (memory.limit_bytes == 0 || limit < memory.limit_bytes))
      memory.limit_bytes = limit;
  return memory;
}

bool huge_pages_unasked() {
  const std::string mode = first_line("/sys/kernel/mm/transparent_hugepage/enabled");
  const char* tunables = std::getenv("GLIBC_TUNABLES");
  return mode.find("[madvise]") != std::string::npos &&
         (tunables == nullptr || std::string_view(tunables).find("glibc.malloc.hugetlb=1") == std::string_view::npos);
}

Disk read_disk(const std::string& path) {
  Disk disk{path, 0, access(path.c_str(), W_OK | X_OK) == 0};
  struct statvfs status {};
  if (statvfs(path.c_str(), &status) == 0)
    disk.free_bytes = static_cast<std::uint64_t>(status.f_bavail) * static_cast<std::uint64_t>(status.f_frsize);
  return disk;
}

}  // namespace machi
