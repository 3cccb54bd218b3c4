#include "io/mobility/file_kind.hpp"

#include <fmt/format.h>

namespace machi {

InputKind kind_of_file(const std::string& path) {
  InputKind kind = InputKind::empty;
  visit_files(
      path, [&](const FileEntry&, std::uint64_t index) { return index == 0; },
      [&](const FileEntry& entry, ByteSource& bytes) { kind = sniff(entry.name, ReplayedSource(bytes).head()); });
  return kind;
}

void note_report(const ReadReport& report, std::vector<std::string>& notes) {
  for (const auto& [what, tally] : report.repaired)
    notes.push_back(fmt::format("{} × {}, first: {}.", tally.count, what, tally.first_ids.front()));
  for (const auto& [what, tally] : report.skipped)
    notes.push_back(fmt::format("Left out {} × {}, first: {}.", tally.count, what, tally.first_ids.front()));
}

}  // namespace machi
