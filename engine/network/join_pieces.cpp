#include "engine/network/join_pieces.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace machi {
namespace {

constexpr std::uint32_t none = 0xffffffffU;

// Where a piece leaves its rank.
struct Border {
  CellNumber cell{0};
  CellNumber beyond{0};
  std::uint32_t piece{0};
  std::uint32_t end{0};
  auto pair() const { return std::tuple(cell, beyond); }
};

// An edge to be: a whole piece, or a chain that was joined. Its ends are cells until the nodes are known.
struct Draft {
  std::uint32_t from{0};
  std::uint32_t to{0};
  std::uint32_t step{0};  ///< from the first end into the chain
  std::uint32_t piece{none};
  std::uint32_t joined{none};
};

class Joiner {
 public:
  explicit Joiner(TracedStreets all) : all_(std::move(all)), used_(all_.pieces.size(), false) {
    std::uint64_t begin = 0;
    std::uint32_t ring = 0;
    for (std::uint32_t p = 0; p < all_.pieces.size(); ++p) {
      const auto& end = all_.pieces[p].end;
      begin_.push_back(begin);
      begin += all_.pieces[p].words;
      if (end[0].open() && end[1].open()) start_.emplace_back(p, ring++);
      for (const std::uint32_t e : {0U, 1U})
        if (end[e].open()) borders_.push_back({end[e].cell, end[e].beyond, p, e});
    }
    std::sort(borders_.begin(), borders_.end(), [](const auto& a, const auto& b) { return a.pair() < b.pair(); });
  }

  StreetGraph join(std::span<const Meeting> meetings) {
    for (std::uint32_t p = 0; p < all_.pieces.size(); ++p)
      if (!used_[p] && !all_.pieces[p].end[0].open()) join_from(p);
    for (std::uint32_t p = 0; p < all_.pieces.size(); ++p)
      if (!used_[p]) join_ring(p);
    add_nodes();
    add_edges();
    for (const Meeting& meeting : meetings) add_meeting(meeting);
    return std::move(graph_);
  }

 private:
  std::span<const std::uint16_t> words_of(std::uint32_t piece) const {
    return std::span(all_.words).subspan(begin_[piece], all_.pieces[piece].words);
  }

  // Runs over the pieces of a chain from one end of one on, until it stops at a node or is round: visit(cells, piece,
  // end at which the piece is entered). The answer is the end where it stops.
  template <class Visit>
  PieceEnd follow(std::uint32_t piece, std::uint32_t end, Visit visit) {
    while (true) {
      used_[piece] = true;
      std::vector<ChainCell> cells = cells_of(words_of(piece));
      if (end == 1) std::reverse(cells.begin(), cells.end());
      visit(cells, piece, end);
      const PieceEnd& last = all_.pieces[piece].end[1 - end];
      if (!last.open()) return last;
      const auto next = std::lower_bound(borders_.begin(), borders_.end(), std::tuple(last.beyond, last.cell),
                                         [](const Border& a, const auto& border) { return a.pair() < border; });
      if (used_[next->piece]) return last;
      piece = next->piece;
      end = next->end;
    }
  }

  // Pieces ascend by the cell and step from which they begin, so a chain is met at the lower of its ends.
  void join_from(std::uint32_t piece) {
    const auto& [begin, end] = all_.pieces[piece].end;
    if (!end.open()) {
      used_[piece] = true;
      drafts_.push_back({begin.cell, end.cell, begin.step, piece, none});
      return;
    }
    std::vector<ChainCell> chain;
    const PieceEnd stop = follow(piece, 0, [&](const std::vector<ChainCell>& cells, std::uint32_t, std::uint32_t) {
      chain.insert(chain.end(), cells.begin(), cells.end());
    });
    add_joined(begin.cell, stop.cell, begin.step, chain);
  }

  // A ring begins at its lowest cell, in the direction of the lower step.
  void join_ring(std::uint32_t piece) {
    RingStart lowest;
    std::size_t place = 0;
    std::vector<ChainCell> ring;
    follow(piece, 0, [&](const std::vector<ChainCell>& cells, std::uint32_t p, std::uint32_t end) {
      const auto it = std::lower_bound(start_.begin(), start_.end(), std::pair(p, 0U));
      const RingStart& start = all_.rings[it->second];
      if (start.node.number < lowest.node.number) {
        lowest = start;
        place = ring.size() + (end == 0 ? start.place : cells.size() - 1 - start.place);
      }
      ring.insert(ring.end(), cells.begin(), cells.end());
    });
    std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(place), ring.end());
    ring.push_back(ring.front());
    const auto step_to = [&](const ChainCell& cell) { return chain_step(cell.x - ring[0].x, cell.y - ring[0].y); };
    const unsigned forwards = step_to(ring[1]);
    const unsigned backwards = step_to(ring[ring.size() - 2]);
    if (backwards < forwards) std::reverse(ring.begin(), ring.end());
    ring_nodes_.push_back(lowest.node);
    add_joined(lowest.node.number, lowest.node.number, std::min(forwards, backwards), ring);
  }

  void add_joined(CellNumber from, CellNumber to, std::uint32_t step, std::span<const ChainCell> cells) {
    drafts_.push_back({from, to, step, none, static_cast<std::uint32_t>(joined_.size())});
    joined_.push_back(chain_of(cells));
  }

  void add_nodes() {
    std::vector<TracedNode>& nodes = all_.nodes;
    for (const TracedNode& node : nodes)
      if (node.on_ring) ring_nodes_.push_back(node);
    std::erase_if(nodes, [](const TracedNode& node) { return node.on_ring; });
    const auto by_number = [](const TracedNode& a, const TracedNode& b) { return a.number < b.number; };
    std::sort(ring_nodes_.begin(), ring_nodes_.end(), by_number);
    for (const TracedNode& node : nodes) graph_.add_node(node.cell, node.role);
    for (const TracedNode& node : ring_nodes_) graph_.add_node(node.cell, node.role);
  }

  std::uint32_t node_of(CellNumber cell) const {
    const auto place = [cell](const std::vector<TracedNode>& nodes) {
      return std::lower_bound(nodes.begin(), nodes.end(), cell,
                              [](const TracedNode& a, CellNumber number) { return a.number < number; });
    };
    const auto it = place(all_.nodes);
    if (it != all_.nodes.end() && it->number == cell) return static_cast<std::uint32_t>(it - all_.nodes.begin());
    return static_cast<std::uint32_t>(all_.nodes.size()) +
           static_cast<std::uint32_t>(place(ring_nodes_) - ring_nodes_.begin());
  }

  void add_edges() {
    for (Draft& draft : drafts_) {
      draft.from = node_of(draft.from);
      draft.to = node_of(draft.to);
    }
    std::sort(drafts_.begin(), drafts_.end(),
              [](const Draft& a, const Draft& b) { return std::tie(a.from, a.step) < std::tie(b.from, b.step); });
    graph_.edges.reserve(drafts_.size());
    for (const Draft& draft : drafts_) {
      StreetGraph::Edge edge{{draft.from, draft.to}, {draft.from, draft.to}, {}, 0, false};
      if (draft.joined != none) {
        edge.chain = std::move(joined_[draft.joined]);
      } else {
        const auto words = words_of(draft.piece);
        edge.chain.assign(words.begin(), words.end());
      }
      graph_.add_edge(std::move(edge));
    }
  }

  // The link into a bridge, viaduct or tunnel lies on the street that leads to it, so that none of its nodes touches
  // both what passes and what is passed.
  void add_meeting(const Meeting& meeting) {
    const std::uint32_t from = node_of(meeting.cell_a);
    const std::uint32_t to = node_of(meeting.cell_b);
    const std::uint32_t begin = meeting.kerb ? from : to;
    StreetChain chain;
    ChainWriter writer(chain);
    if (meeting.kerb) writer.add(graph_.cell_of(from));
    writer.add(graph_.cell_of(to));
    chain.shrink_to_fit();
    graph_.add_edge({{from, to}, {begin, to}, std::move(chain), 0, meeting.kerb});
  }

  TracedStreets all_;
  std::vector<bool> used_;                                      ///< [pieces]
  std::vector<std::uint64_t> begin_;                            ///< [pieces] into the words
  std::vector<Border> borders_;                                 ///< ascending by (cell, beyond)
  std::vector<std::pair<std::uint32_t, std::uint32_t>> start_;  ///< pieces open at both ends, and their ring starts
  std::vector<Draft> drafts_;
  std::vector<StreetChain> joined_;
  std::vector<TracedNode> ring_nodes_;
  StreetGraph graph_;
};

}  // namespace

StreetGraph join_pieces(const Comm& comm, TracedStreets mine, std::span<const Meeting> meetings) {
  TracedStreets all;
  all.nodes = comm.gather_of(std::move(mine.nodes));
  all.pieces = comm.gather_of(std::move(mine.pieces));
  all.words = comm.gather_of(std::move(mine.words));
  all.rings = comm.gather_of(std::move(mine.rings));
  StreetGraph graph;
  comm.agree([&] {
    if (comm.first()) graph = Joiner(std::move(all)).join(meetings);
  });
  return graph;
}

}  // namespace machi
