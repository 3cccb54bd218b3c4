#include "io/report/page_travel.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::uint64_t slice_rows = std::uint64_t{1} << 20;
constexpr double most_values = 24e6;  // links × intervals
constexpr std::uint32_t nowhere = 0xffffffffU;

enum EventKind : std::uint8_t { departure = 2, enters_link = 4, leaves_traffic = 5, arrival = 6, stuck = 7 };

struct RoadLines {
  std::vector<std::uint32_t> from, to;
  std::vector<double> x_m, y_m, length_m;
  std::size_t links() const { return from.size(); }
};

RoadLines read_links(const H5Input& file) {
  RoadLines net{file.read<std::uint32_t>("/links/from"), file.read<std::uint32_t>("/links/to"),
                file.read<double>("/nodes/x_m"), file.read<double>("/nodes/y_m"), file.read<double>("/links/length_m")};
  const std::size_t nodes = std::min(net.x_m.size(), net.y_m.size());
  for (std::size_t link = 0; link < net.links(); ++link)
    if (link >= net.to.size() || link >= net.length_m.size() || net.from[link] >= nodes || net.to[link] >= nodes)
      throw InputError(file.path() + ":/links", "names a node that is not there (damaged). Run the scenario again");
  return net;
}

/// Sums by interval and link, and who is under way.
class Traffic {
 public:
  Traffic(const RoadLines& net, std::size_t persons, std::size_t intervals, double steps_a_interval)
      : net_(net),
        intervals_(intervals),
        steps_(steps_a_interval),
        volume(net.links() * intervals),
        spent_steps(volume.size()),
        left(volume.size()),
        under_way(intervals),
        stuck_so_far(intervals),
        at_(persons, {nowhere, 0}) {}

  void add(std::uint32_t step, std::uint32_t person, std::uint8_t kind, std::uint32_t link) {
    if (person + std::size_t{1} >= at_.size()) return;  // a driver of transit
    const std::size_t now = interval(step);
    if (kind == departure) ++change_[now];
    if (kind == arrival || kind == stuck) --change_[now];
    if (kind == stuck) ++stuck_so_far[now];
    At& at = at_[person];
    if ((kind == enters_link || kind == leaves_traffic) && at.link != nowhere) {
      const std::size_t cell = interval(at.step) * net_.links() + at.link;
      spent_steps[cell] += step - at.step;
      ++left[cell];
    }
    at.link = nowhere;
    if (kind != enters_link || link >= net_.links()) return;
    at = {link, step};
    ++volume[now * net_.links() + link];
  }
  void finish() {
    std::int64_t now = 0;
    std::int64_t failed = 0;
    for (std::size_t i = 0; i < intervals_; ++i) {
      under_way[i] = now += change_[i];
      stuck_so_far[i] = failed += stuck_so_far[i];
    }
  }

 private:
  struct At {
    std::uint32_t link;
    std::uint32_t step;
  };
  std::size_t interval(std::uint32_t step) const {
    return std::min(static_cast<std::size_t>(step / steps_), intervals_ - 1);
  }
  const RoadLines& net_;
  std::size_t intervals_;
  double steps_;

 public:
  std::vector<std::uint32_t> volume, spent_steps, left;
  std::vector<std::int64_t> under_way, stuck_so_far;

 private:
  std::vector<At> at_;
  std::vector<std::int64_t> change_ = std::vector<std::int64_t>(intervals_);
};

void read_events(const H5Input& file, Traffic& traffic) {
  const std::uint64_t rows = file.rows("/events/step");
  for (std::uint64_t first = 0; first < rows; first += slice_rows) {
    const RowRange range{first, std::min(slice_rows, rows - first)};
    const auto step = file.read<std::uint32_t>("/events/step", range);
    const auto person = file.read<std::uint32_t>("/events/person", range);
    const auto kind = file.read<std::uint8_t>("/events/kind", range);
    const auto link = file.read<std::uint32_t>("/events/link", range);
    for (std::size_t i = 0; i < step.size(); ++i) traffic.add(step[i], person[i], kind[i], link[i]);
  }
  traffic.finish();
}

// Ends of every link, in decimetres from the south-west corner of the network.
void add_links(PageData& page, const RoadLines& net) {
  const double west = *std::min_element(net.x_m.begin(), net.x_m.end());
  const double south = *std::min_element(net.y_m.begin(), net.y_m.end());
  const double most = 1e-3 * (std::int32_t{1} << 30);
  PageBlock block;
  std::int64_t last_x = 0;
  std::int64_t last_y = 0;
  const auto put = [&](std::uint32_t node) {
    const double x = std::clamp(net.x_m[node] - west, 0.0, most);
    const double y = std::clamp(net.y_m[node] - south, 0.0, most);
    page.focus.add(PointMm{static_cast<std::int32_t>(1e3 * x), static_cast<std::int32_t>(1e3 * y)});
    const std::int64_t ux = std::llround(1e3 * x / page_unit_mm);
    const std::int64_t uy = std::llround(1e3 * y / page_unit_mm);
    block.signed_number(ux - last_x);
    block.signed_number(uy - last_y);
    last_x = ux;
    last_y = uy;
  };
  for (std::size_t link = 0; link < net.links(); ++link) {
    put(net.from[link]);
    put(net.to[link]);
  }
  page.blocks["links"] = block.packed();
}

}  // namespace

void add_travel(PageData& page, const H5Input& file) {
  const RoadLines net = read_links(file);
  if (net.links() == 0 || net.x_m.empty()) return;
  const double end_s = std::max(file.number_attribute("/", "end_s"), 1.0);
  const auto steps_a_s = static_cast<double>(file.integer_attribute("/", "steps_per_s"));
  double interval_s = end_s <= 7200 ? 60 : 900;
  while (static_cast<double>(net.links()) * end_s / interval_s > most_values && interval_s < 3600) interval_s *= 2;
  const auto intervals = static_cast<std::size_t>(std::ceil(end_s / interval_s));
  const std::size_t persons = file.rows("/persons/activity_begin");
  Traffic traffic(net, persons, intervals, interval_s * steps_a_s);
  read_events(file, traffic);
  add_links(page, net);
  PageBlock volume;
  PageBlock speed;
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < traffic.volume.size(); ++i) {
    const double spent_s = traffic.spent_steps[i] / steps_a_s;
    const double km_h = spent_s > 0 ? 3.6 * net.length_m[i % net.links()] * traffic.left[i] / spent_s : 0;
    volume.unsigned_number(traffic.volume[i]);
    speed.unsigned_number(static_cast<std::uint64_t>(std::clamp(std::ceil(km_h), 0.0, 250.0)));
    most = std::max(most, traffic.volume[i]);
  }
  std::vector<double> time_s;
  for (std::size_t i = 0; i < intervals; ++i) time_s.push_back(interval_s * static_cast<double>(i));
  page.blocks["link_volume"] = volume.packed();
  page.blocks["link_speed"] = speed.packed();
  page.facts["links"] = {{"count", net.links()}, {"time_s", time_s}, {"interval_s", interval_s}, {"most", most}};
  page.facts["persons"] = persons == 0 ? 0 : persons - 1;
  page.facts["curve"] = {{"time_s", time_s}, {"moving", traffic.under_way}, {"stuck", traffic.stuck_so_far}};
}

}  // namespace machi
