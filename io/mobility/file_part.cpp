#include "io/mobility/file_part.hpp"

#include <cstring>
#include <span>
#include <vector>

#include "engine/comm/packet.hpp"
#include "io/archive/source.hpp"

namespace machi {
namespace {

// How often a tag is there, also where it is cut by the end of what is read at once.
std::uint64_t tags_in(ByteSource& bytes, const std::string& tag) {
  std::vector<char> buffer(std::size_t{1} << 18U);
  std::uint64_t count = 0;
  std::size_t kept = 0;  // bytes of the last piece, too few for a tag and what stands behind it
  while (const std::size_t more = bytes.read(std::span(buffer).subspan(kept))) {
    const std::string_view text(buffer.data(), kept + more);
    for (std::size_t at = 0; (at = text.find(tag, at)) != std::string_view::npos;) {
      at += tag.size();
      if (at < text.size() && std::string_view(" \t\r\n").find(text[at]) != std::string_view::npos) ++count;
    }
    kept = std::min(tag.size(), text.size());
    std::memmove(buffer.data(), text.data() + text.size() - kept, kept);
  }
  return count;
}

using Tallies = std::map<std::string, Tally, std::less<>>;

void put_tallies(PacketWriter& writer, const Tallies& tallies) {
  writer.put(static_cast<std::uint64_t>(tallies.size()));
  for (const auto& [what, tally] : tallies) {
    writer.put_text(what);
    writer.put(tally.count);
    writer.put(static_cast<std::uint64_t>(tally.first_ids.size()));
    for (const std::string& id : tally.first_ids) writer.put_text(id);
  }
}

void add_tallies(PacketReader& reader, Tallies& tallies) {
  for (auto left = reader.take<std::uint64_t>(); left > 0; --left) {
    Tally& tally = tallies[std::string(reader.take_text())];
    tally.count += reader.take<std::uint64_t>();
    for (auto ids = reader.take<std::uint64_t>(); ids > 0; --ids) {
      const std::string_view id = reader.take_text();
      if (tally.first_ids.size() < 3) tally.first_ids.emplace_back(id);
    }
  }
}

}  // namespace

FilePart part_of_file(const Comm& comm, const std::string& path, const std::string& element) {
  FilePart part;
  if (comm.size() == 1) return part;
  std::int64_t rows = 1;
  comm.agree([&] {
    if (!comm.first()) return;
    visit_files(
        path, [&](const FileEntry&, std::uint64_t index) { return index == 0; },
        [&](const FileEntry&, ByteSource& bytes) { rows = static_cast<std::int64_t>(tags_in(bytes, "<" + element)); });
  });
  part.rank = static_cast<std::uint64_t>(comm.rank());
  part.ranks = static_cast<std::uint64_t>(comm.size());
  part.rows = static_cast<std::uint64_t>(comm.max(rows));
  return part;
}

ReadReport united_report(const Comm& comm, const ReadReport& mine) {
  std::vector<std::byte> bytes;
  PacketWriter writer(bytes);
  writer.put(mine.read);
  put_tallies(writer, mine.repaired);
  put_tallies(writer, mine.skipped);
  const ByteRows all = comm.all_gather(bytes);
  ReadReport report;
  for (PacketReader reader(all.bytes); !reader.at_end();) {
    report.read += reader.take<std::uint64_t>();
    add_tallies(reader, report.repaired);
    add_tallies(reader, report.skipped);
  }
  return report;
}

}  // namespace machi
