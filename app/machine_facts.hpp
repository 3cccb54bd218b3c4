/// \file  What Linux says about this machine: processors, memory, disks, each read from where the kernel publishes it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace machi {

struct Processors {
  std::string model;
  int physical{0};
  int logical{0};
};
/// From /proc/cpuinfo and sysconf. Where the kernel does not say which logical processors are one core, physical is
/// logical.
Processors read_processors();

/// Vector instruction sets that Machi's kernels could use, of those that the processor reports.
std::vector<std::string> instruction_sets();

/// Processors' worth of time that the control group allows; 0 for no limit.
double processor_quota();

struct Memory {
  std::uint64_t total_bytes{0};
  std::uint64_t available_bytes{0};
  /// The tightest control-group limit above this process; 0 for none.
  std::uint64_t limit_bytes{0};
};
Memory read_memory();

/// Whether memory comes in huge pages to those who ask for it only, and this process does not ask.
bool huge_pages_unasked();

struct Disk {
  std::string path;
  std::uint64_t free_bytes{0};
  bool writable{false};
};
Disk read_disk(const std::string& path);

}  // namespace machi
