// Heights of a network from the terrain of all ranks.
#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>
#include <utility>

#include "engine/comm/ask.hpp"
#include "engine/comm/row_owners.hpp"
#include "engine/network/finish_network.hpp"

namespace machi {
namespace {

constexpr int relaxation_sweeps = 200;

// What the owner of a node knows of it.
struct NodeFacts {
  std::int32_t z_mm{0};
  Level level{Level::ground};
};

std::vector<NodeFacts> ask_nodes(const Comm& comm, const RowOwners& owners, const Network& network,
                                 std::span<const std::uint32_t> nodes) {
  const std::uint64_t first = owners.first(comm.rank());
  return ask_each<NodeFacts>(
      comm, nodes, [&](std::uint32_t node) { return owners.owner(node); },
      [&](std::uint32_t node) {
        return NodeFacts{network.node[node - first].z_mm, network.node_level[node - first]};
      });
}

// The nodes off the ground and the links at them, on the owners of these nodes.
class Decks {
 public:
  Decks(const Comm& comm, const RowOwners& owners, const Network& network)
      : comm_(comm), owners_(owners), first_(static_cast<std::uint32_t>(owners.first(comm.rank()))) {
    find_spans(network);
    find_ghosts(network);
  }

  // Nodes off the ground take the mean of their neighbours, weighted by 1 / length, until it settles.
  void relax(Network& network) {
    if (!comm_.any(!spans_.empty())) return;
    const bool crosses = comm_.any(!ghosts_.empty());
    std::vector<double> z(network.nodes());
    for (std::uint32_t n = 0; n < network.nodes(); ++n) z[n] = network.node[n].z_mm;
    for (int sweep = 0; sweep < relaxation_sweeps; ++sweep) {
      if (crosses && (sweep == 0 || moves_)) exchange(z);
      std::vector<std::pair<std::uint32_t, double>> means;
      for (std::size_t begin = 0, end = 0; begin < spans_.size(); begin = end) {
        double sum = 0;
        double weight = 0;
        for (; end < spans_.size() && spans_[end].node == spans_[begin].node; ++end) {
          sum += spans_[end].weight * height(spans_[end].other, z);
          weight += spans_[end].weight;
        }
        means.emplace_back(spans_[begin].node - first_, sum / weight);
      }
      for (const auto& [n, mean] : means) z[n] = mean;
    }
    for (std::size_t k = 0; k < spans_.size(); ++k)
      if (const std::uint32_t n = spans_[k].node - first_; k == 0 || spans_[k].node != spans_[k - 1].node)
        network.node[n].z_mm = static_cast<std::int32_t>(std::lround(z[n]));
  }

 private:
  // A link as a node off the ground sees it.
  struct Span {
    std::uint32_t node{0};
    std::uint32_t link{0};
    std::uint32_t other{0};
    double weight{0};
  };

  void find_spans(const Network& network) {
    const RowOwners links(comm_, network.links());
    const std::vector<NodeFacts> from = ask_nodes(comm_, owners_, network, network.from);
    std::vector<std::vector<Span>> rows(static_cast<std::size_t>(comm_.size()));
    for (std::uint32_t l = 0; l < network.links(); ++l) {
      const auto number = static_cast<std::uint32_t>(links.first(comm_.rank()) + l);
      const double weight = 1.0 / std::max(0.1, static_cast<double>(network.length_m[l]));
      if (from[l].level != Level::ground)
        rows[static_cast<std::size_t>(owners_.owner(network.from[l]))].push_back(
            {network.from[l], number, network.to[l], weight});
      if (network.node_level[network.to[l] - first_] != Level::ground)
        rows[static_cast<std::size_t>(comm_.rank())].push_back({network.to[l], number, network.from[l], weight});
    }
    for (const std::vector<Span>& row : comm_.all_to_all_of(rows)) spans_.insert(spans_.end(), row.begin(), row.end());
    std::sort(spans_.begin(), spans_.end(),
              [](const Span& a, const Span& b) { return std::tie(a.node, a.link) < std::tie(b.node, b.link); });
  }

  bool owns(std::uint32_t node, std::size_t nodes) const { return node - first_ < nodes; }

  void find_ghosts(const Network& network) {
    for (const Span& span : spans_)
      if (!owns(span.other, network.nodes())) ghosts_.push_back(span.other);
    std::sort(ghosts_.begin(), ghosts_.end());
    ghosts_.erase(std::unique(ghosts_.begin(), ghosts_.end()), ghosts_.end());
    std::vector<std::vector<std::uint32_t>> rows(static_cast<std::size_t>(comm_.size()));
    for (const std::uint32_t ghost : ghosts_) rows[static_cast<std::size_t>(owners_.owner(ghost))].push_back(ghost);
    asked_ = comm_.all_to_all_of(rows);
    bool moves = false;
    for (const NodeFacts& facts : ask_nodes(comm_, owners_, network, ghosts_))
      moves = moves || facts.level != Level::ground;
    moves_ = comm_.any(moves);
  }

  // The ghosts' heights; ranks answer in the order of their rows, and ghosts ascend.
  void exchange(const std::vector<double>& z) {
    std::vector<std::vector<double>> rows(asked_.size());
    for (std::size_t r = 0; r < asked_.size(); ++r)
      for (const std::uint32_t node : asked_[r]) rows[r].push_back(z[node - first_]);
    ghost_z_.clear();
    for (const std::vector<double>& row : comm_.all_to_all_of(rows))
      ghost_z_.insert(ghost_z_.end(), row.begin(), row.end());
  }

  double height(std::uint32_t node, const std::vector<double>& z) const {
    if (owns(node, z.size())) return z[node - first_];
    return ghost_z_[static_cast<std::size_t>(std::lower_bound(ghosts_.begin(), ghosts_.end(), node) - ghosts_.begin())];
  }

  const Comm& comm_;
  const RowOwners& owners_;
  std::uint32_t first_;                            ///< number of the first own node
  std::vector<Span> spans_;                        ///< of own nodes, ascending by (node, link)
  std::vector<std::uint32_t> ghosts_;              ///< other ends on other ranks, ascending
  std::vector<std::vector<std::uint32_t>> asked_;  ///< [ranks] own nodes that others have as ghosts
  std::vector<double> ghost_z_;                    ///< [ghosts]
  bool moves_{false};                              ///< whether any ghost of any rank is off the ground
};

// The shape of a link on a deck or in a tube climbs evenly.
void slope_evenly(std::span<PointMm> shape, std::int32_t z_from, std::int32_t z_to) {
  std::vector<double> along{0};
  for (std::size_t k = 1; k < shape.size(); ++k) {
    const double dx = static_cast<double>(shape[k].x_mm) - shape[k - 1].x_mm;
    const double dy = static_cast<double>(shape[k].y_mm) - shape[k - 1].y_mm;
    along.push_back(along.back() + std::sqrt(dx * dx + dy * dy));
  }
  const double rise = static_cast<double>(z_to) - z_from;
  for (std::size_t k = 0; k < shape.size(); ++k)
    shape[k].z_mm =
        z_from + static_cast<std::int32_t>(std::lround(along.back() > 0 ? rise * along[k] / along.back() : 0.0));
}

void lay_on(const Comm& comm, const std::vector<std::int32_t>& z_mm, Network& network) {
  for (std::size_t n = 0; n < network.node.size(); ++n) network.node[n].z_mm = z_mm[n];
  for (std::size_t k = 0; k < network.shape.size(); ++k) network.shape[k].z_mm = z_mm[network.node.size() + k];
  const RowOwners owners(comm, network.nodes());
  const std::uint64_t first = owners.first(comm.rank());
  Decks(comm, owners, network).relax(network);
  const std::vector<NodeFacts> from = ask_nodes(comm, owners, network, network.from);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const auto shape =
        std::span(network.shape).subspan(network.shape_begin[l], network.shape_begin[l + 1] - network.shape_begin[l]);
    const std::int32_t z_from = from[l].z_mm;
    const std::int32_t z_to = network.node[network.to[l] - first].z_mm;
    if (network.level[l] != Level::ground) slope_evenly(shape, z_from, z_to);
    shape.front().z_mm = z_from;
    shape.back().z_mm = z_to;
    const double length_mm = std::max(1.0, static_cast<double>(network.length_m[l]) * 1000.0);
    network.grade[l] = static_cast<float>((static_cast<double>(z_to) - z_from) / length_mm);
  }
}

}  // namespace

NetworkDraping::NetworkDraping(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, const Network& network) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<Query>> queries(ranks);
  asked_for_.resize(ranks);
  const auto ask = [&](const PointMm& point) {
    const auto index = static_cast<std::uint32_t>(points_++);
    const LeafXY leaf = frame.leaf_at(point.x_mm, point.y_mm);
    if (!frame.inside(leaf)) return;
    const std::int32_t x = (point.x_mm - leaf.x * frame.leaf_mm()) / frame.cell_mm;
    const std::int32_t y = (point.y_mm - leaf.y * frame.leaf_mm()) / frame.cell_mm;
    const LeafKey key = frame.key(leaf);
    const auto owner = static_cast<std::size_t>(cuts.owner(key));
    queries[owner].push_back(
        {key, static_cast<std::uint32_t>(y * leaf_side + x), static_cast<std::uint32_t>(asked_for_[owner].size())});
    asked_for_[owner].push_back(index);
  };
  for (const PointMm& point : network.node) ask(point);
  for (const PointMm& point : network.shape) ask(point);
  const auto received = comm.all_to_all_of(queries);
  answers_mm_.resize(ranks);
  for (std::size_t r = 0; r < ranks; ++r) {
    answers_mm_[r].assign(received[r].size(), 0);
    for (const Query& query : received[r]) asked_.push_back({query.key, query.bit, query.place, r});
  }
  std::sort(asked_.begin(), asked_.end(), [](const Asked& a, const Asked& b) { return a.key < b.key; });
}

void NetworkDraping::answer(const Grid& piece) {
  if (piece.keys.empty() || piece.terrain_m.empty()) return;
  auto query = std::lower_bound(asked_.begin(), asked_.end(), piece.keys.front(),
                                [](const Asked& a, LeafKey key) { return a.key < key; });
  for (std::size_t leaf = 0; query != asked_.end() && query->key <= piece.keys.back(); ++query) {
    while (piece.keys[leaf] < query->key) ++leaf;
    if (piece.keys[leaf] != query->key) continue;
    const float height_m = piece.terrain_m[leaf * leaf_cells + query->bit];
    if (std::isfinite(height_m))
      answers_mm_[query->rank][query->place] =
          static_cast<std::int32_t>(std::lround(static_cast<double>(height_m) * 1000.0));
  }
}

void NetworkDraping::finish(const Comm& comm, Network& network) const {
  const auto heights_mm = comm.all_to_all_of(answers_mm_);
  std::vector<std::int32_t> z_mm(points_, 0);
  for (std::size_t r = 0; r < heights_mm.size(); ++r)
    for (std::size_t k = 0; k < heights_mm[r].size(); ++k) z_mm[asked_for_[r][k]] = heights_mm[r][k];
  lay_on(comm, z_mm, network);
}

void drape_network(const Comm& comm, const LeafCuts& cuts, const Grid& grid, Network& network) {
  NetworkDraping draping(comm, grid.frame, cuts, network);
  draping.answer(grid);
  draping.finish(comm, network);
}

}  // namespace machi
