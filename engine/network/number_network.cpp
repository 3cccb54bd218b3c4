#include "engine/network/number_network.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "engine/core/error.hpp"

namespace machi {
namespace {

LeafKey leaf_key(const GridFrame& frame, const PointMm& point) {
  const std::int32_t last = (std::int32_t{1} << frame.order) - 1;
  LeafXY leaf = frame.leaf_at(point.x_mm, point.y_mm);
  leaf.x = std::clamp(leaf.x, 0, last);
  leaf.y = std::clamp(leaf.y, 0, last);
  return frame.key(leaf);
}

// A node where it is numbered, and whose question it is.
struct Asked {
  DraftNode node;
  LeafKey leaf{0};
  std::uint32_t rank{0};
  std::uint32_t place{0};
  auto order() const {
    return std::tuple(leaf, node.point.y_mm, node.point.x_mm, node.level, node.road, node.key.high, node.key.low);
  }
};

void check_total(std::uint64_t rows, const char* what) {
  if (rows >= 0xffffffffU) throw RunError(std::string("More than 2^32 ") + what + " in one network. Split the input");
}

// A link where it is sorted; its points follow those of the one before.
struct Arrived {
  DraftLink link;
  std::uint64_t begin{0};
  std::uint64_t end{0};
};

double length_mm(std::span<const PointMm> shape) {
  double sum_mm = 0;
  for (std::size_t k = 1; k < shape.size(); ++k) {
    const double dx = static_cast<double>(shape[k].x_mm) - shape[k - 1].x_mm;
    const double dy = static_cast<double>(shape[k].y_mm) - shape[k - 1].y_mm;
    sum_mm += std::sqrt(dx * dx + dy * dy);
  }
  return sum_mm;
}

void append(const DraftLink& link, std::span<const PointMm> shape, Network& network) {
  network.from.push_back(link.from);
  network.to.push_back(link.to);
  network.width_m.push_back(link.width_m);
  network.lanes.push_back(link.lanes);
  network.free_speed_m_s.push_back(link.free_speed_m_s);
  network.modes.push_back(link.modes);
  network.oneway.push_back(link.oneway);
  network.level.push_back(link.level);
  network.road.push_back(link.road);
  network.shape.insert(network.shape.end(), shape.begin(), shape.end());
  network.shape_begin.push_back(network.shape.size());
  network.length_m.push_back(static_cast<float>(length_mm(shape) / 1000.0));
  network.grade.push_back(0.0F);
}

}  // namespace

std::vector<std::uint32_t> number_nodes(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts,
                                        std::span<const DraftNode> nodes, Network& network) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<DraftNode>> rows(ranks);
  std::vector<std::uint32_t> owner;
  owner.reserve(nodes.size());
  for (const DraftNode& node : nodes) {
    owner.push_back(static_cast<std::uint32_t>(cuts.owner(leaf_key(frame, node.point))));
    rows[owner.back()].push_back(node);
  }
  std::vector<Asked> asked;
  std::vector<std::vector<std::uint32_t>> numbers(ranks);
  const auto received = comm.all_to_all_of(rows);
  rows.clear();
  for (std::uint32_t r = 0; r < ranks; ++r) {
    numbers[r].resize(received[r].size());
    for (std::uint32_t k = 0; k < received[r].size(); ++k)
      asked.push_back({received[r][k], leaf_key(frame, received[r][k].point), r, k});
  }
  std::sort(asked.begin(), asked.end(), [](const Asked& a, const Asked& b) { return a.order() < b.order(); });
  const RowOwners owners(comm, asked.size());
  check_total(owners.total(), "nodes");
  auto number = static_cast<std::uint32_t>(owners.first(comm.rank()));
  for (const Asked& it : asked) {
    network.node.push_back(it.node.point);
    network.node_level.push_back(it.node.level);
    network.node_road.push_back(it.node.road);
    numbers[it.rank][it.place] = number++;
  }
  const auto told = comm.all_to_all_of(numbers);
  std::vector<std::size_t> next(ranks, 0);
  std::vector<std::uint32_t> result;
  result.reserve(nodes.size());
  for (const std::uint32_t rank : owner) result.push_back(told[rank][next[rank]++]);
  return result;
}

void LinkDelivery::add(DraftLink link, std::vector<PointMm> shape) {
  const bool backwards = std::lexicographical_compare(shape.rbegin(), shape.rend(), shape.begin(), shape.end());
  const bool turn = link.from > link.to || (link.from == link.to && backwards);
  if (link.oneway == 0 && turn) {
    std::swap(link.from, link.to);
    std::reverse(shape.begin(), shape.end());
  }
  PacketWriter writer(rows_[static_cast<std::size_t>(nodes_->owner(link.to))]);
  writer.put(link);
  writer.put_all(shape);
}

void LinkDelivery::finish(const Comm& comm, Network& network) {
  std::vector<Arrived> links;
  std::vector<PointMm> points;
  {
    const ByteRows arrived = comm.all_to_all(rows_);
    for (PacketReader packet(arrived.bytes); !packet.at_end();) {
      Arrived& it = links.emplace_back();
      it.link = packet.take<DraftLink>();
      const auto shape = packet.take_all<PointMm>();
      it.begin = points.size();
      points.insert(points.end(), shape.begin(), shape.end());
      it.end = points.size();
    }
  }
  check_total(RowOwners(comm, links.size()).total(), "links");
  const auto shape_of = [&](const Arrived& it) { return std::span(points).subspan(it.begin, it.end - it.begin); };
  std::sort(links.begin(), links.end(), [&](const Arrived& a, const Arrived& b) {
    const auto ends = [](const Arrived& it) { return std::tuple(it.link.to, it.link.from); };
    if (ends(a) != ends(b)) return ends(a) < ends(b);
    const auto shape_a = shape_of(a);
    const auto shape_b = shape_of(b);
    if (std::lexicographical_compare(shape_a.begin(), shape_a.end(), shape_b.begin(), shape_b.end())) return true;
    if (std::lexicographical_compare(shape_b.begin(), shape_b.end(), shape_a.begin(), shape_a.end())) return false;
    return a.link.key < b.link.key;
  });
  network.shape.reserve(points.size());
  for (const Arrived& it : links) append(it.link, shape_of(it), network);
}

}  // namespace machi
