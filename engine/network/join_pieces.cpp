#include "engine/network/join_pieces.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/comm/ask.hpp"

namespace machi {
namespace {

// Where a piece leaves its rank.
struct Border {
  CellNumber cell{0};
  CellNumber beyond{0};
  std::uint32_t piece{0};
  std::uint32_t end{0};
  auto pair() const { return std::tuple(cell, beyond); }
};

// A chain on its way from rank to rank, beside its words.
struct Traveller {
  CellNumber begin{no_cell};  ///< its first cell; of a ring the lowest of its first piece
  std::uint32_t step{0};
  StreetCell begin_cell;
  CellNumber cell{no_cell};    ///< the last one so far
  CellNumber beyond{no_cell};  ///< the next one
};

class Joiner {
 public:
  Joiner(const Comm& comm, const RowOwners& owners, TracedStreets streets)
      : comm_(comm),
        owners_(owners),
        streets_(std::move(streets)),
        used_(streets_.pieces.size(), false),
        edges_(static_cast<std::size_t>(comm.size())),
        leaving_(static_cast<std::size_t>(comm.size())) {
    std::uint64_t begin = 0;
    std::uint32_t ring = 0;
    for (std::uint32_t p = 0; p < streets_.pieces.size(); ++p) {
      const auto& end = streets_.pieces[p].end;
      begin_.push_back(begin);
      begin += streets_.pieces[p].words;
      if (end[0].open() && end[1].open()) start_.emplace_back(p, ring++);
      for (const std::uint32_t e : {0U, 1U})
        if (end[e].open()) borders_.push_back({end[e].cell, end[e].beyond, p, e});
    }
    std::sort(borders_.begin(), borders_.end(), [](const auto& a, const auto& b) { return a.pair() < b.pair(); });
  }

  StreetParts join(std::span<const Meeting> meetings) {
    follow_chains();
    follow_rings();
    keep_whole_pieces();
    add_meetings(meetings);
    std::vector<StreetGraph::Node> nodes;
    nodes.reserve(streets_.nodes.size() + ring_nodes_.size());
    for (const auto* list : {&streets_.nodes, &ring_nodes_})
      for (const TracedNode& node : *list)
        nodes.push_back({node_key(node.number, node.on_ring), node.cell, node.role, false, 0, {}});
    streets_ = {};
    StreetParts parts(comm_, owners_);
    parts.begin(std::move(nodes), std::move(own_edges_), comm_.all_to_all(edges_));
    return parts;
  }

 private:
  std::span<const std::uint16_t> words_of(std::uint32_t piece) const {
    return std::span(streets_.words).subspan(begin_[piece], streets_.pieces[piece].words);
  }

  const TracedNode& node_at(CellNumber cell) const {
    return *std::lower_bound(streets_.nodes.begin(), streets_.nodes.end(), cell,
                             [](const TracedNode& a, CellNumber number) { return a.number < number; });
  }

  // Brings an edge to the ranks of its nodes.
  void deliver(const TravellingEdge& edge, StreetChain chain) {
    for (const std::size_t k : {0U, 1U})
      if (edge.home[k] != comm_.rank() && (k == 0 || edge.home[1] != edge.home[0]))
        pack_edge(edge, chain, edges_[static_cast<std::size_t>(edge.home[k])]);
    if (edge.home[0] == comm_.rank() || edge.home[1] == comm_.rank()) own_edges_.emplace_back(edge, std::move(chain));
  }

  TravellingEdge edge_between(const StreetGraph::Tip& from, const StreetGraph::Tip& to, bool on_ring) const {
    TravellingEdge edge;
    edge.tip = {from, to};
    for (const std::size_t k : {0U, 1U}) {
      edge.end[k] = node_key(edge.tip[k].number, on_ring);
      edge.cell[k] = edge.tip[k].cell;
      edge.home[k] = owners_.owner(edge.tip[k].number);
    }
    return edge;
  }

  void send(const Traveller& traveller, const StreetChain& words) {
    std::vector<std::byte>& row = leaving_[static_cast<std::size_t>(owners_.owner(traveller.beyond))];
    PacketWriter writer(row);
    writer.put(traveller);
    writer.put_all(words);
    travelling_ = true;
  }

  // Adds a piece that is entered at one end.
  void append(std::uint32_t piece, std::uint32_t end, StreetChain& words) {
    used_[piece] = true;
    if (end == 0) {
      words.insert(words.end(), words_of(piece).begin(), words_of(piece).end());
      return;
    }
    std::vector<ChainCell> cells = cells_of(words_of(piece));
    ChainWriter writer(words);
    for (auto cell = cells.rbegin(); cell != cells.rend(); ++cell) writer.add(*cell);
  }

  // Travellers go on until none is on its way: visit(traveller, words, piece, end at which it comes in).
  template <class Visit>
  void travel(Visit visit) {
    while (comm_.any(std::exchange(travelling_, false))) {
      const ByteRows arrived = comm_.all_to_all(leaving_);
      for (PacketReader packet(arrived.bytes); !packet.at_end();) {
        const auto traveller = packet.take<Traveller>();
        auto words = packet.take_all<std::uint16_t>();
        const auto border =
            std::lower_bound(borders_.begin(), borders_.end(), std::tuple(traveller.beyond, traveller.cell),
                             [](const Border& a, const auto& pair) { return a.pair() < pair; });
        visit(traveller, std::move(words), border->piece, border->end);
      }
    }
  }

  // A chain sets off from both of its ends; the one that began at the lower end counts.
  void follow_chains() {
    for (std::uint32_t p = 0; p < streets_.pieces.size(); ++p) {
      const auto& end = streets_.pieces[p].end;
      if (end[0].open() == end[1].open()) continue;
      const std::uint32_t inner = end[0].open() ? 1 : 0;
      StreetChain words;
      append(p, inner, words);
      const TracedNode& node = node_at(end[inner].cell);
      send({node.number, end[inner].step, node.cell, end[1 - inner].cell, end[1 - inner].beyond}, words);
    }
    travel([&](Traveller traveller, StreetChain words, std::uint32_t piece, std::uint32_t end) {
      append(piece, end, words);
      const PieceEnd& last = streets_.pieces[piece].end[1 - end];
      if (last.open()) {
        traveller.cell = last.cell;
        traveller.beyond = last.beyond;
        return send(traveller, words);
      }
      if (std::tie(traveller.begin, traveller.step) > std::tie(last.cell, last.step)) return;
      TravellingEdge edge =
          edge_between({traveller.begin, traveller.begin_cell}, {last.cell, node_at(last.cell).cell}, false);
      edge.key = traced_key(edge.end[0], traveller.step);
      deliver(edge, chain_of(cells_of(words)));
    });
  }

  // What no chain has come through are rings over several ranks. Every piece of one sends a chain around, which goes on
  // where its own lowest cell is lower than that of the piece that it comes to: one comes home.
  void follow_rings() {
    for (const auto& [piece, ring] : start_) {
      if (used_[piece]) continue;
      StreetChain words;
      append(piece, 0, words);
      const PieceEnd& last = streets_.pieces[piece].end[1];
      const TracedNode& lowest = streets_.rings[ring].node;
      send({lowest.number, 0, lowest.cell, last.cell, last.beyond}, words);
    }
    travel([&](Traveller traveller, StreetChain words, std::uint32_t piece, std::uint32_t end) {
      const auto it = std::lower_bound(start_.begin(), start_.end(), std::pair(piece, 0U));
      const RingStart& start = streets_.rings[it->second];
      if (start.node.number < traveller.begin) return;
      if (start.node.number == traveller.begin) return close_ring(start, cells_of(words));
      append(piece, end, words);
      const PieceEnd& last = streets_.pieces[piece].end[1 - end];
      traveller.cell = last.cell;
      traveller.beyond = last.beyond;
      send(traveller, words);
    });
  }

  // A ring begins at its lowest cell, in the direction of the lower step.
  void close_ring(const RingStart& start, std::vector<ChainCell> ring) {
    std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(start.place), ring.end());
    ring.push_back(ring.front());
    const auto step_to = [&](const ChainCell& cell) { return chain_step(cell.x - ring[0].x, cell.y - ring[0].y); };
    const unsigned forwards = step_to(ring[1]);
    const unsigned backwards = step_to(ring[ring.size() - 2]);
    if (backwards < forwards) std::reverse(ring.begin(), ring.end());
    ring_nodes_.push_back(start.node);
    const StreetGraph::Tip tip{start.node.number, start.node.cell};
    TravellingEdge edge = edge_between(tip, tip, true);
    edge.key = traced_key(edge.end[0], std::min(forwards, backwards));
    deliver(edge, chain_of(ring));
  }

  void keep_whole_pieces() {
    for (std::uint32_t p = 0; p < streets_.pieces.size(); ++p) {
      const auto& [begin, end] = streets_.pieces[p].end;
      if (begin.open() || end.open()) continue;
      const TracedNode& from = node_at(begin.cell);
      const TracedNode& to = node_at(end.cell);
      TravellingEdge edge = edge_between({from.number, from.cell}, {to.number, to.cell}, from.on_ring);
      edge.key = traced_key(edge.end[0], begin.step);
      deliver(edge, StreetChain(words_of(p).begin(), words_of(p).end()));
    }
  }

  // The link into a bridge, viaduct or tunnel lies on the street that leads to it, so that none of its nodes touches
  // both what passes and what is passed.
  void add_meetings(std::span<const Meeting> meetings) {
    std::vector<CellNumber> cells;
    for (const Meeting& meeting : meetings) cells.insert(cells.end(), {meeting.cell_a, meeting.cell_b});
    const auto found = ask_each<StreetCell>(
        comm_, std::span<const CellNumber>(cells), [&](CellNumber cell) { return owners_.owner(cell); },
        [&](CellNumber cell) { return node_at(cell).cell; });
    for (std::size_t k = 0; k < meetings.size(); ++k) {
      const Meeting& meeting = meetings[k];
      const StreetGraph::Tip from{meeting.cell_a, found[2 * k]};
      const StreetGraph::Tip to{meeting.cell_b, found[2 * k + 1]};
      TravellingEdge edge = edge_between(from, to, false);
      edge.key = meeting_key(meeting.cause, meeting.place, meeting.number);
      edge.kerb = meeting.kerb;
      StreetChain chain;
      ChainWriter writer(chain);
      if (meeting.kerb)
        writer.add(from.cell);
      else
        edge.tip[0] = to;
      writer.add(to.cell);
      deliver(edge, std::move(chain));
    }
  }

  const Comm& comm_;
  const RowOwners& owners_;
  TracedStreets streets_;
  std::vector<bool> used_;                                      ///< [pieces]
  std::vector<std::uint64_t> begin_;                            ///< [pieces] into the words
  std::vector<Border> borders_;                                 ///< ascending by (cell, beyond)
  std::vector<std::pair<std::uint32_t, std::uint32_t>> start_;  ///< pieces open at both ends, and their ring starts
  std::vector<TracedNode> ring_nodes_;
  std::vector<StreetParts::OwnEdge> own_edges_;
  std::vector<std::vector<std::byte>> edges_;    ///< [ranks] that they go to
  std::vector<std::vector<std::byte>> leaving_;  ///< [ranks]
  bool travelling_{false};
};

}  // namespace

StreetParts join_pieces(const Comm& comm, const RowOwners& owners, TracedStreets mine,
                        std::span<const Meeting> meetings) {
  return Joiner(comm, owners, std::move(mine)).join(meetings);
}

}  // namespace machi
