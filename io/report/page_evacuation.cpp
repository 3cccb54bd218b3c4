// Curves, destinations and figures of an evacuation, for a page.
#include "io/report/page_evacuation.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "io/city/city_file.hpp"

namespace machi {
namespace {

// Places of destinations: where the city has them, else the mean of where people arrived; none of the way out of it.
std::vector<std::optional<PointMm>> places_of(const H5Input& file, const std::vector<ResultDestination>& destinations,
                                              const std::optional<std::string>& city) {
  struct Sum {
    double x_cm{0};
    double y_cm{0};
    std::int64_t persons{0};
  };
  std::vector<Sum> sums(destinations.size());
  each_person_end(file, [&](const PersonEnd& end) {
    if (end.fate != PersonFate::safe || end.destination >= sums.size()) return;
    Sum& sum = sums[end.destination];
    sum.x_cm += end.x_cm;
    sum.y_cm += end.y_cm;
    ++sum.persons;
  });
  std::map<std::string, PointMm> known;
  if (city)
    for (const Place& place : read_small_tables(open_city(*city)).places) known.emplace(place.id, place.point);
  std::vector<std::optional<PointMm>> places;
  for (std::size_t d = 0; d < destinations.size(); ++d) {
    const auto found = known.find(destinations[d].id);
    const auto n = static_cast<double>(sums[d].persons);
    const bool anywhere = city && destinations[d].kind == DestinationKind::exit;  // cars leave by many streets
    if (found != known.end())
      places.emplace_back(found->second);
    else if (sums[d].persons > 0 && !anywhere)
      places.emplace_back(
          PointMm{static_cast<std::int32_t>(10 * sums[d].x_cm / n), static_cast<std::int32_t>(10 * sums[d].y_cm / n)});
    else
      places.emplace_back();
  }
  return places;
}

void add_curve(PageData& page, const H5Input& file, const ResultTables& tables) {
  const ResultCurve& curve = tables.curve;
  Json facts{{"time_s", curve.time_s}, {"waiting", curve.waiting}, {"safe", curve.safe}, {"lost", curve.lost}};
  std::vector<std::int64_t> moving = curve.walking;
  for (std::size_t i = 0; i < moving.size(); ++i) moving[i] += curve.at_entrance[i];
  facts["moving"] = moving;
  facts["staying"] = file.read<std::int64_t>("/curve/staying");
  page.facts["curve"] = std::move(facts);
}

// Who was let in, by point of the curve and destination, as differences to the point before.
void add_admitted(PageData& page, const H5Input& file, std::size_t destinations) {
  if (destinations == 0 || !file.has("/curve/admitted")) return;
  PageBlock block;
  const auto admitted = file.read<std::int64_t>("/curve/admitted");
  for (std::size_t i = 0; i < admitted.size(); ++i)
    block.signed_number(admitted[i] - (i < destinations ? 0 : admitted[i - destinations]));
  page.blocks["admitted"] = block.packed();
}

}  // namespace

void add_evacuation(PageData& page, const H5Input& file, const std::optional<std::string>& city) {
  static constexpr const char* kinds[] = {"exit", "shelter", "building"};
  const ResultTables tables = read_result_tables(file);
  const std::vector<std::optional<PointMm>> places = places_of(file, tables.destinations, city);
  const std::vector<std::string> names = file.read_string_list("/destinations/name");
  auto list = Json::array();
  for (std::size_t d = 0; d < tables.destinations.size(); ++d) {
    const ResultDestination& one = tables.destinations[d];
    Json entry{{"id", one.id},
               {"name", d < names.size() ? names[d] : std::string()},
               {"kind", kinds[std::min<std::size_t>(static_cast<std::size_t>(one.kind), 2)]},
               {"capacity", one.capacity},
               {"admitted", one.admitted},
               {"full_at_s", one.full_at_s}};
    if (places[d]) {
      entry["x_m"] = 1e-3 * places[d]->x_mm;
      entry["y_m"] = 1e-3 * places[d]->y_mm;
      if (one.admitted > 0) page.focus.add(*places[d]);
    }
    list.push_back(std::move(entry));
  }
  page.facts["persons"] = tables.persons;
  page.facts["destinations"] = std::move(list);
  add_curve(page, file, tables);
  add_admitted(page, file, tables.destinations.size());
  add_page_water(page, file);
  add_page_crowd(page, file);
}

}  // namespace machi
