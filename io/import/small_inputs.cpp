#include "io/import/small_inputs.hpp"

#include <fmt/format.h>

#include "io/city/code_list.hpp"

namespace machi {
namespace {

void note_skipped(const OpenedFile& file, const ReadReport& report, SmallInputs& into) {
  for (const auto& [reason, tally] : report.skipped) {
    std::string ids;
    for (const std::string& id : tally.first_ids) ids += (ids.empty() ? "" : ", ") + id;
    into.notes.push_back(
        fmt::format("{}: {} of {} left out: {} ({})", file.name, tally.count, report.read, reason, ids));
  }
}

void take_places(const OpenedFile& file, PlaceFile places, SmallInputs& into) {
  note_skipped(file, places.report, into);
  for (RawPlace& place : places.places) into.places.push_back(std::move(place));
}

}  // namespace

void read_small_input(const OpenedFile& file, ByteSource& bytes, SmallInputs& into) {
  auto& kinds = into.read;
  switch (file.kind) {
    case InputKind::code_list:
      into.code_lists.push_back(read_code_list(bytes, file.name));
      break;
    case InputKind::geojson:
      take_places(file, read_places_geojson(bytes, file.name), into);
      break;
    case InputKind::shelter_csv:
      take_places(file, read_places_csv(bytes, file.name), into);
      break;
    case InputKind::people_csv: {
      PeopleFile people = read_people_csv(bytes, file.name);
      note_skipped(file, people.report, into);
      into.people.insert(into.people.end(), people.rows.begin(), people.rows.end());
      break;
    }
    default:
      ++into.ignored[std::string(name_of(file.kind))];
      return;
  }
  ++kinds[std::string(name_of(file.kind))];
}

}  // namespace machi
